"""The OpenAPI 3.1 description: what the library leaves out is filled in, so that it tells the whole truth."""

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from fanloop.api.callers import Token
from fanloop.api.problems import MEDIA_TYPE

INTRODUCTION = """What is public is read without a token. A person makes tokens on their page Access tokens,
each with the scopes it needs; a program sends one in the header Authorization, after the word Bearer.

Texts that the maker wrote in several languages come in the language of Accept-Language.
Moments are ISO 8601 in UTC, money is whole minor units, errors are problem details (RFC 9457).
Every write honours Idempotency-Key. After 429, wait as long as Retry-After says."""

_SCHEME = {
    "type": "http",
    "scheme": "bearer",
    "description": "A token of a fan, a supplier's contact or one of the maker's people.",
}


class Described(OpenAPISchema):
    """The library's description with problem details under their own media type, and with scopes."""

    def responses(self, operation: Operation) -> dict[int, dict[str, Any]]:
        found = super().responses(operation)
        for status, response in found.items():
            if status >= 400 and "content" in response:
                response["content"] = {MEDIA_TYPE: next(iter(response["content"].values()))}
        return found

    def operation_security(self, operation: Operation) -> list[dict[str, Any]]:
        scopes = [auth.scope for auth in operation.auth_callbacks if isinstance(auth, Token) and auth.scope]
        return [{"token": scopes}] if scopes else [{}, {"token": []}]

    def get_components(self) -> dict[str, Any]:
        return {**super().get_components(), "securitySchemes": {"token": _SCHEME}}


def describe(api: NinjaAPI, prefix: str) -> Described:
    return Described(api, prefix)
