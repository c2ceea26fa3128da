"""The one page of this face that people read: every operation, drawn from the description itself."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from ninja import NinjaAPI

from fanloop.api.description import INTRODUCTION
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
    page = {
        "nouns": nouns,
        "shapes": [
            _shaped(name, told) for name, told in sorted(description["components"]["schemas"].items())
        ],
        "problems": [(name, kind.status, kind.title) for name, kind in KINDS.items()],
        "introduction": INTRODUCTION.split("\n\n"),
        "example": request.build_absolute_uri(reverse("api:raise_voice")),
    }
    return render(request, "api/operations.html", page)


def _drawn(path: str, method: str, told: dict[str, Any]) -> Drawn:
    scopes = [scope for way in told["security"] for scope in way.get("token", ())]
    return Drawn(
        told["operationId"],
        method.upper(),
        path,
        told["summary"],
        told.get("description", "").replace("`", ""),
        ", ".join(scopes),
        told["parameters"],
        _shape(told.get("requestBody", {})),
        [(str(status), one["description"], _shape(one)) for status, one in told["responses"].items()],
    )


def _shape(part: dict[str, Any]) -> str:
    """The name of the schema in a request or response body."""
    content: dict[str, dict[str, Any]] = part.get("content", {})
    names = [str(body["schema"].get("$ref", "")).rpartition("/")[2] for body in content.values()]
    return next(iter(names), "")


@dataclass(frozen=True)
class Part:
    """One member of a shape."""

    name: str
    type: str
    words: str


@dataclass(frozen=True)
class Shape:
    """One JSON object that is sent or answered."""

    name: str
    words: str
    parts: list[Part]


def _shaped(name: str, schema: dict[str, Any]) -> Shape:
    parts = [
        Part(key, _type(part), part.get("description", ""))
        for key, part in schema.get("properties", {}).items()
    ]
    return Shape(name, schema.get("description", "").replace("`", ""), parts)


def _type(schema: dict[str, Any]) -> str:
    """A schema in few words: `string`, `NeedCard[]`, `date or null`."""
    if ways := schema.get("anyOf"):
        return " or ".join(dict.fromkeys(_type(way) for way in ways))
    if "items" in schema:
        return f"{_type(schema['items'])}[]"
    if "enum" in schema:
        return " or ".join(str(value) for value in schema["enum"])
    named = str(schema.get("$ref", "")).rpartition("/")[2]
    return named or str(schema.get("format") or schema.get("type", "anything"))
