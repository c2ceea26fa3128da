"""Notes of a train, rewritten by a person. Every earlier revision stays and can be brought back."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from fanloop.desk.acts import member_of, record, told, tried
from fanloop.desk.guard import needs
from fanloop.foundation import clock
from fanloop.foundation.refs import ref
from fanloop.foundation.text import markdown
from fanloop.foundation.text.translated import read
from fanloop.releasing.releases import actions, queries
from fanloop.releasing.releases.queries import Train
from fanloop.releasing.releases.queries import notes as told_by
from fanloop.releasing.releases.queries.notes import credit_names
from fanloop.releasing.releases.rules import notes as rules
from fanloop.ui.parts import Tab

LONGEST = 40_000


class NoteForm(forms.Form):
    """The notes in one language. `revision` is the one that was open while somebody wrote."""

    body = forms.CharField(
        label=gettext_lazy("Notes"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 14}),
        help_text=gettext_lazy(
            "Markdown. A number in braces such as {fan:17} stands for a fan and is read as the name of the day."
        ),
    )  # fmt: skip
    why = forms.CharField(
        label=gettext_lazy("What changed, in a sentence"), max_length=200, required=False,
        help_text=gettext_lazy("Everybody can read it beside the revision."),
    )  # fmt: skip
    revision = forms.IntegerField(widget=forms.HiddenInput)


def _train(train_id: int) -> Train:
    """A train that has left; before that there are no notes to rewrite."""
    train = queries.train_by_id(train_id)
    row = queries.train(train.number, line_id=train.line_id) if train else None
    if train is None or row is None or not row.has_left:
        raise Http404
    return train


def _language(request: HttpRequest) -> str:
    """The language asked for, else the reader's own where the house speaks it."""
    said = [request.GET.get("language", ""), getattr(request, "LANGUAGE_CODE", ""), settings.LANGUAGES[0][0]]
    return next(tag for tag in said if tag in dict(settings.LANGUAGES))


def _of(train: Train, language: str) -> list[queries.Note]:
    return [note for note in queries.revisions(train.id) if note.language == language]


def _show(request: HttpRequest, train: Train, language: str, form: NoteForm | None = None) -> HttpResponse:
    held = _of(train, language)
    here = reverse("desk:notes", args=[train.id])
    tabs = [Tab(str(name), f"{here}?language={tag}", tag == language) for tag, name in settings.LANGUAGES]
    first = {"body": held[0].body if held else "", "revision": held[0].revision if held else 0}
    page = {
        "train": train,
        "line_name": read(train.line.name),
        "language": language,
        "tabs": tabs,
        "form": form or NoteForm(initial=first),
        "read": _drawn(held[0].body) if held else "",
        "revisions": held,
        "instead": _instead(train, language) if not held else "",
    }
    return render(request, "desk/releases/notes.html", page, status=422 if form else 200)


def _instead(train: Train, language: str) -> str:
    """The language in which readers of this one get the notes now."""
    shown = told_by.shown_note(train.id, language=language)
    return str(dict(settings.LANGUAGES).get(shown.note.language, shown.note.language)) if shown else ""


def _drawn(body: str) -> str:
    return markdown.html(rules.named(body, credit_names(rules.fans_in(body))))


@needs("releases.depart")
def notes(request: HttpRequest, train_id: int) -> HttpResponse:
    train, language = _train(train_id), _language(request)
    if request.method != "POST":
        return _show(request, train, language)
    form = NoteForm(request.POST)

    def act() -> queries.Note:
        said = form.cleaned_data
        return _write(request, train, language, said["body"], over=said["revision"], why=said["why"])

    if not form.is_valid():
        return _show(request, train, language, form)
    if not tried(form, act, actions.Refused, field="body"):
        return _show(request, train, language, _caught_up(form, _of(train, language)))
    messages.success(request, _("Fans read these words now. The earlier ones are kept below."))
    return _back(train, language)


def _caught_up(form: NoteForm, held: list[queries.Note]) -> NoteForm:
    """What was typed stays; the next try is over what stands now, which the page shows."""
    form.data = {
        "body": form.data.get("body", ""),
        "why": form.data.get("why", ""),
        "revision": str(held[0].revision if held else 0),
    }
    return form


def _write(
    request: HttpRequest, train: Train, language: str, body: str, *, over: int | None = None, why: str = ""
) -> queries.Note:
    note = actions.rewrite_note(
        train=train, language=language, body=body, by=member_of(request), at=clock.now(), over=over, why=why
    )
    record(request, "releases.notes", ref(train), language=language, revision=note.revision)
    return note


@needs("releases.depart")
@require_POST
def bring_back(request: HttpRequest, train_id: int, revision: int) -> HttpResponse:
    """An earlier revision becomes the newest; the one it replaces is kept as well."""
    train, language = _train(train_id), _language(request)
    found = next((note for note in _of(train, language) if note.revision == revision), None)
    if found is None:
        raise Http404
    why = _("Revision %(n)s brought back.") % {"n": revision}
    if told(request, lambda: _write(request, train, language, found.body, why=why), actions.Refused):
        messages.success(request, _("Revision %(n)s is back.") % {"n": revision})
    return _back(train, language)


def _back(train: Train, language: str) -> HttpResponse:
    return redirect(f"{reverse('desk:notes', args=[train.id])}?language={language}")


urlpatterns = [
    path("trains/<int:train_id>/notes", notes, name="notes"),
    path("trains/<int:train_id>/notes/<int:revision>", bring_back, name="bring_back_notes"),
]
