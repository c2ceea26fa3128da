"""Contribution terms at the desk: what is in force, and the next version with a look at it before it counts."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fanloop.desk.acts import member_of, record, tried
from fanloop.desk.guard import needs
from fanloop.desk.tongues import languages
from fanloop.foundation import clock
from fanloop.foundation.refs import ref
from fanloop.people.terms import actions, queries
from fanloop.people.terms.queries import Terms
from fanloop.people.terms.rules.licences import USUAL


class TermsForm(forms.Form):
    """The words once a language, and the licence's short name."""

    licence = forms.CharField(label=gettext_lazy("Licence, by its short name"), max_length=64, required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        asked: dict[str, forms.Field] = {}
        for tag, tongue in languages():
            asked[f"text_{tag}"] = forms.CharField(
                label=_("The terms (%(language)s)") % {"language": tongue}, required=not asked,
                max_length=40_000, widget=forms.Textarea(attrs={"class": "words", "rows": 12}),
                help_text=_("Markdown works.") if not asked else "",
            )  # fmt: skip
        self.fields = asked | self.fields
        self.fields["licence"].help_text = _("As SPDX writes it: %(names)s …") % {"names": ", ".join(USUAL)}

    def words(self) -> dict[str, str]:
        return {tag: self.cleaned_data.get(f"text_{tag}", "") for tag, _tongue in languages()}


@needs("terms.publish")
def contribution(request: HttpRequest) -> HttpResponse:
    """Look at the next version, then put it in force; it cannot be changed afterwards."""
    form = TermsForm(request.POST) if request.method == "POST" else TermsForm(initial=_begin())
    looked = request.method == "POST" and form.is_valid()
    if looked and "publish" in request.POST:
        terms = tried(form, lambda: _publish(request, form), actions.Refused)
        if terms:
            said = _("Version %(number)s is in force. Everybody is asked once, with their next words.")
            messages.success(request, said % {"number": terms.version})
            return redirect("desk:contribution_terms")
    return _show(request, form, looked=looked)


def _show(request: HttpRequest, form: TermsForm, *, looked: bool) -> HttpResponse:
    tongues = dict(languages())
    preview = [(tongues[tag], tag, text) for tag, text in form.words().items() if text] if looked else []
    versions = queries.versions()
    agreed = queries.how_many_agreed(row.id for row in versions)
    page = {"form": form, "preview": preview, "rows": [(row, agreed[row.id]) for row in versions]}
    return render(request, "desk/contribution/terms.html", page, status=422 if form.errors else 200)


def _begin() -> dict[str, str]:
    """The next version begins as the one in force."""
    terms = queries.current()
    if terms is None:
        return {"licence": "CC-BY-4.0"}
    return {"licence": terms.licence} | {f"text_{tag}": text for tag, text in terms.text.items()}


def _publish(request: HttpRequest, form: TermsForm) -> Terms:
    terms = actions.publish_terms(
        text=form.words(), licence=form.cleaned_data["licence"].strip(), by=member_of(request), at=clock.now()
    )
    record(request, "terms.publish", ref(terms), version=terms.version)
    return terms


urlpatterns = [path("contribution-terms", contribution, name="contribution_terms")]
