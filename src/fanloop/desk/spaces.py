"""Spaces to talk in: what there is, and opening one more."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fanloop.desk.acts import record, tried
from fanloop.desk.guard import needs
from fanloop.desk.tongues import AddressedForm, languages
from fanloop.foundation import clock
from fanloop.foundation.refs import ref
from fanloop.foundation.text.translated import read
from fanloop.listening.community import actions, queries
from fanloop.listening.community.queries import Space
from fanloop.people.markets import queries as markets
from fanloop.things.products import queries as products


class SpaceForm(AddressedForm):
    """A place to talk, about one line or about everything, for one market or for all."""

    line = forms.ChoiceField(label=gettext_lazy("About"), required=False)
    market = forms.ChoiceField(label=gettext_lazy("For people in"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language people talk in"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        lines = [(one.slug, read(one.name)) for one in products.lines()]
        self.fields["line"].choices = [("", _("everything")), *lines]  # type: ignore[attr-defined]
        places = [(one.code, read(one.name)) for one in markets.markets()]
        self.fields["market"].choices = [("", _("everywhere")), *places]  # type: ignore[attr-defined]


@needs("community.moderate", "products.edit")
def spaces(request: HttpRequest) -> HttpResponse:
    """All spaces, and the form for one more; `?line=` chooses what it is about."""
    first = {"line": request.GET.get("line", ""), "language": languages()[0][0]}
    form = SpaceForm(request.POST) if request.method == "POST" else SpaceForm(initial=first)
    if request.method == "POST" and form.is_valid():
        space = tried(form, lambda: _open(request, form), actions.Refused, field="slug")
        if space:
            messages.success(request, _("%(name)s is open.") % {"name": read(space.name)})
            return redirect("desk:spaces")
    names = {one.id: read(one.name) for one in products.lines()}
    rows = [(row, names.get(row.space.line_id or 0, "")) for row in queries.spaces()]
    page = {"form": form, "rows": rows, "tongues": dict(settings.LANGUAGES)}
    return render(request, "desk/spaces/spaces.html", page, status=422 if form.errors else 200)


def _open(request: HttpRequest, form: SpaceForm) -> Space:
    said = form.cleaned_data
    space = actions.open_space(
        slug=said["slug"], name=form.words(), line=products.line(said["line"]) if said["line"] else None,
        market=markets.market(said["market"]) if said["market"] else None, language=said["language"], position=len(queries.spaces()), at=clock.now(),
    )  # fmt: skip
    record(request, "community.open_space", ref(space), slug=space.slug)
    return space


urlpatterns = [path("spaces", spaces, name="spaces")]
