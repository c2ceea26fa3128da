"""Shapes that every operation shares: what it may answer, pages, money, names, and safe texts."""

from typing import Annotated, Any

from django.core.paginator import Page
from django.http import HttpRequest
from ninja import Path, Query, Schema
from pydantic import Field

from fanloop.api.problems import Problem
from fanloop.foundation.money import Money

Id = Annotated[int, Path(ge=1, le=2**63 - 1)]
Slug = Annotated[str, Path(pattern=r"^[-a-zA-Z0-9_]{1,120}$")]
Number = Annotated[str, Path(pattern=r"^[-.a-zA-Z0-9_]{1,60}$")]
PageNumber = Annotated[int, Query(ge=1, le=1_000_000, description="The first page is 1.")]


NO_NUL = r"^[^\x00]*$"
"""A text that PostgreSQL can keep."""


def may_answer(ok: Any, *also: int, status: int = 200) -> dict[Any, Any]:
    """The answers of an operation: its own, those of every operation, and `also` the given errors."""
    return {status: ok, **dict.fromkeys(sorted({401, 422, 429, *also}), Problem)}


WRITES = (400, 403, 409)


class Leaf(Schema):
    """One page of a list: `next` is the address of the following page, null on the last."""

    page: int
    pages: int
    count: int = Field(description="How many there are on all pages.")
    next: str | None


def leaf(request: HttpRequest, found: "Page[Any]", items: list[Any]) -> dict[str, Any]:
    """A page of a Django paginator with its `items` drawn."""
    following = found.next_page_number() if found.has_next() else None
    return {
        "items": items,
        "page": found.number,
        "pages": found.paginator.num_pages,
        "count": found.paginator.count,
        "next": _address(request, following) if following else None,
    }


def _address(request: HttpRequest, page: int) -> str:
    query = request.GET.copy()
    query["page"] = str(page)
    return f"{request.path}?{query.urlencode()}"


class Amount(Schema):
    """Money as whole minor units: 129.00 EUR is 12900 and "EUR"."""

    minor: int
    currency: str

    @classmethod
    def of(cls, money: Money) -> "Amount":
        return cls(minor=money.minor, currency=money.currency)
