"""What every act at the desk does: it is tried in one transaction with its line of the audit, or says what refuses it."""

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest

from fanloop.foundation import clock
from fanloop.foundation.viewer import Viewer
from fanloop.people.team import actions as team
from fanloop.people.team import queries as members

T = TypeVar("T")
Refusals = type[ValueError] | tuple[type[ValueError], ...]


def viewer_of(request: HttpRequest) -> Viewer:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return viewer


def member_of(request: HttpRequest) -> members.Member:
    """Who acts; the guard has let nobody else in."""
    member = members.member_of(viewer_of(request).fan_id)
    assert member is not None
    return member


def record(request: HttpRequest, act: str, about: str, **detail: Any) -> None:
    """The line of the audit, in the transaction of the act."""
    team.record_act(viewer_of(request), act=act, about=about, detail=detail, at=clock.now())


def tried(
    form: forms.Form, act: Callable[[], T], refusals: Refusals, *, field: str | None = None
) -> T | None:
    """Do it; a refusal stands beside its field and nothing is done. Only for acts that return something."""
    try:
        with transaction.atomic():
            return act()
    except refusals as problem:
        form.add_error(field, str(problem))
        return None


def told(request: HttpRequest, act: Callable[[], object], refusals: Refusals) -> bool:
    """Do what has no form of its own; a refusal is said on the next page."""
    try:
        with transaction.atomic():
            act()
    except refusals as problem:
        messages.error(request, str(problem))
        return False
    return True
