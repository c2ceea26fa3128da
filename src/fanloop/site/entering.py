"""Taking part in a challenge: a picture made harmless, its words, the terms, and a yes to be shown elsewhere or not."""

from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from fanloop.foundation import clock, files
from fanloop.foundation.files import StoredFile
from fanloop.listening.moderation.actions import Screening, screened
from fanloop.selling.challenges import actions, queries
from fanloop.selling.challenges.queries import ChallengeRow, Entry
from fanloop.site import uploading
from fanloop.site.asking import REFUSALS, fan_of, members_only
from fanloop.site.challenges import found, viewer_of
from fanloop.site.screening import tell_if_held, typed_seconds
from fanloop.site.terms import NotAgreed, agree
from fanloop.ui.parts import Crumb

ACCEPT = "image/png,image/jpeg,image/webp,image/gif"
HELD = "picture_held"
_PROBLEMS = (*REFUSALS, actions.Refused, uploading.Unacceptable, NotAgreed)


class EntryForm(forms.Form):
    """What is said of a picture; the file itself is looked at apart. `key` is drawn with the page."""

    described = forms.CharField(
        label=gettext_lazy("What can be seen"), max_length=300,
        help_text=gettext_lazy("In a few words, read aloud to those who cannot see it."),
    )  # fmt: skip
    caption = forms.CharField(
        label=gettext_lazy("Caption"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Hashtags lead to a page of their own: #workshop"),
    )  # fmt: skip
    use = forms.BooleanField(
        label=gettext_lazy("You may also show it on campaign pages and to the press"), required=False,
        help_text=gettext_lazy("With my name. I can withdraw this on any day, and then it is taken off those pages."),
    )  # fmt: skip
    key = forms.UUIDField(widget=forms.HiddenInput)


@members_only
def enter(request: HttpRequest, slug: str) -> HttpResponse:
    row = found(slug)
    form = EntryForm(request.POST or None, initial={"key": uuid4()})
    if request.method == "POST" and (picture := _picture(request, row, form)) and form.is_valid():
        sent = _sent(request, row, form, picture)
        if sent:
            request.session.pop(HELD, None)
            return redirect("site:entry", sent.id)
    page = {
        "row": row, "form": form, "accept": ACCEPT, "held": _held(request, row),
        "left": actions_left(row, request),
        "crumbs": [Crumb(_("Challenges"), reverse("site:challenges")), Crumb(row.title, reverse("site:challenge", args=[slug])), Crumb(_("Take part"))],
    }  # fmt: skip
    return render(request, "site/challenges/enter.html", page, status=422 if form.errors else 200)


def actions_left(row: ChallengeRow, request: HttpRequest) -> int:
    """How many pictures this fan may still send."""
    return max(0, queries.MOST_ENTRIES - len(queries.mine(row.challenge.id, viewer_of(request))))


def _picture(request: HttpRequest, row: ChallengeRow, form: EntryForm) -> StoredFile | None:
    """The picture that came, or the one that was kept when the form came back before."""
    try:
        fresh = uploading.kept_from(request, clock.now(), "picture")
    except uploading.Unacceptable as problem:
        form.add_error(None, str(problem))
        return None
    if fresh:
        request.session[HELD] = {"challenge": row.challenge.id, "sha256": fresh[0].sha256}
    held = _held(request, row)
    if held is None:
        form.add_error(None, _("Choose a picture first."))
    return held


def _held(request: HttpRequest, row: ChallengeRow) -> StoredFile | None:
    held: dict[str, Any] = request.session.get(HELD, {})
    return files.kept(held["sha256"]) if held.get("challenge") == row.challenge.id else None


def _sent(request: HttpRequest, row: ChallengeRow, form: EntryForm, picture: StoredFile) -> Entry | None:
    if before := queries.entry_by_key(fan_of(request).id, str(form.cleaned_data["key"])):
        return before
    try:
        entry, screening = _through_the_gate(request, row, form.cleaned_data, picture)
    except _PROBLEMS as problem:
        form.add_error(None, str(problem))
        return None
    if screening.held:
        tell_if_held(request, screening)
    else:
        messages.success(request, _("Thank you. It hangs there now."))
    return entry


def _through_the_gate(
    request: HttpRequest, row: ChallengeRow, said: dict[str, Any], picture: StoredFile
) -> tuple[Entry, Screening]:
    fan, at = fan_of(request), clock.now()
    with transaction.atomic():
        agree(request)
        return screened(
            by=fan, text=f"{said['caption']}\n{said['described']}", act="entry", at=at, typed_seconds=typed_seconds(request),
            language=get_language() or "en",
            write=lambda: actions.enter(
                challenge=row.challenge, fan=fan, file=picture, caption=said["caption"], described=said["described"],
                use=said["use"], key=str(said["key"]), at=at,
            ),
        )  # fmt: skip


urlpatterns = [path("challenges/<slug:slug>/enter", enter, name="enter_challenge")]
