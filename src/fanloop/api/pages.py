"""The one page of this face that people read: every operation, drawn from the description itself."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from ninja import NinjaAPI

from fanloop.api.problems import KINDS


@dataclass(frozen=True)
class Drawn:
    """One operation as the page shows it."""

    id: str
    method: str
    path: str
    summary: str
    words: str
    scope: str
    parameters: list[dict[str, Any]]
    sends: str
    answers: list[tuple[str, str, str]]


def operations(request: HttpRequest, api: NinjaAPI) -> HttpResponse:
    """All operations by noun, without a script: the policy of the house lets no foreign one in."""
    description = api.get_openapi_schema()
    nouns: dict[str, list[Drawn]] = {}
    for path, methods in description["paths"].items():
        for method, told in methods.items():
            nouns.setdefault(told["tags"][0], []).append(_drawn(path, method, told))
    problems = [(name, kind.status, kind.title) for name, kind in KINDS.items()]
    return render(request, "api/operations.html", {"nouns": nouns, "problems": problems, "api": description})


def _drawn(path: str, method: str, told: dict[str, Any]) -> Drawn:
    scopes = [scope for way in told["security"] for scope in way.get("token", ())]
    return Drawn(
        told["operationId"],
        method.upper(),
        path,
        told["summary"],
        told.get("description", ""),
        ", ".join(scopes),
        told["parameters"],
        _shape(told.get("requestBody", {})),
        [(str(status), one["description"], _shape(one)) for status, one in told["responses"].items()],
    )


def _shape(part: dict[str, Any]) -> str:
    """The name of the schema in a request or response body."""
    schema = next(iter(part.get("content", {}).values()), {}).get("schema", {})
    return str(schema.get("$ref", "")).rpartition("/")[2]
