"""Contribution terms: every version to read, and the line under a form that asks for a yes once a version.

A form shows `{% load terms %}{% terms_notice %}`; its view calls `agreed(request)` before the act, and shows
the sentence it returns where somebody forgot the box.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fanloop.foundation import clock
from fanloop.foundation.viewer import Viewer
from fanloop.people.fans.queries import Fan
from fanloop.people.terms import actions, queries
from fanloop.site.links import page_of
from fanloop.ui.parts import Crumb

BOX = "agree_terms"
"""The name of the box in a form; its value is the id of the version that was shown."""


def agreed(request: HttpRequest) -> str:
    """Keep the yes to the version in force; return what to say to somebody who has not said it, else nothing."""
    terms, fan = queries.current(), request.user
    if terms is None or not isinstance(fan, Fan) or queries.has_agreed(fan.id, terms.id):
        return ""
    if request.POST.get(BOX) != str(terms.id):
        return _("Please agree to the contribution terms first: the box stands below what you wrote.")
    actions.agree(fan=fan, terms=terms, at=clock.now())
    return ""


class NotAgreed(ValueError):
    """Somebody forgot the box; the words say where it stands."""


def agree(request: HttpRequest) -> None:
    """As `agreed`, for views that tell refusals. Raises NotAgreed."""
    if problem := agreed(request):
        raise NotAgreed(problem)


@require_safe
def terms(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """The version in force, or an earlier one by its number."""
    versions = queries.versions()
    row = queries.version(number) if number is not None else queries.current()
    if number is not None and row is None:
        raise Http404(_("There is no such version of the terms."))
    fan_id = request.viewer.fan_id  # type: ignore[attr-defined]
    page = {
        "terms": row, "versions": versions, "is_current": bool(row and row.version == versions[0].version),
        "has_agreed": bool(row and fan_id and queries.has_agreed(fan_id, row.id)),
        "crumbs": [Crumb(_("Contribution terms"), reverse("site:terms")), Crumb(_("Version %(number)s") % {"number": number})],
    }  # fmt: skip
    return render(request, "site/terms/terms.html", page)


@page_of("terms.terms")
def terms_page(terms_id: int, viewer: Viewer) -> str:  # noqa: ARG001 -- versions are public
    found = next((row for row in queries.versions() if row.id == terms_id), None)
    return reverse("site:terms_version", args=[found.version]) if found else ""


urlpatterns = [
    path("terms", terms, name="terms"),
    path("terms/<int:number>", terms, name="terms_version"),
]
