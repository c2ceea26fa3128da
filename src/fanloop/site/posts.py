"""What people may do with something said: edit it, look at its history, put it back, settle a topic, choose in a poll."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from fanloop.foundation import clock
from fanloop.foundation.files import StoredFile
from fanloop.foundation.refs import BadRef, ref
from fanloop.foundation.viewer import Viewer
from fanloop.listening.community import actions, queries
from fanloop.listening.community.queries import Reply, Topic
from fanloop.listening.community.rules import rights
from fanloop.listening.moderation import actions as moderation
from fanloop.people.fans.queries import Fan
from fanloop.people.team import actions as team
from fanloop.site import uploading
from fanloop.site.asking import REFUSALS, fan_of, members_only, tell
from fanloop.ui.parts import Crumb

_PROBLEMS = (*REFUSALS, uploading.Unacceptable)


class EditForm(forms.Form):
    """The words again, and why they are changed."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=300)
    body = forms.CharField(
        label=gettext_lazy("Words"), max_length=20_000,
        widget=forms.Textarea(attrs={"class": "words"}),
        help_text=gettext_lazy("Markdown works. Everybody can see what stood here before."),
    )  # fmt: skip
    why = forms.CharField(label=gettext_lazy("Why"), max_length=300, required=False)


def _viewer(request: HttpRequest) -> Viewer:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return viewer


def _post(request: HttpRequest, about: str) -> Topic | Reply:
    try:
        row = queries.post(about, _viewer(request))
    except BadRef:
        row = None
    if row is None:
        raise Http404(_("There is nothing like that."))
    return row


def _mine(request: HttpRequest, about: str) -> Topic | Reply:
    """Something this viewer may change; for others it is as if it were not there."""
    row = _post(request, about)
    if not rights.may_change(row.author_id, _viewer(request)):
        raise Http404
    return row


def _here(row: Topic | Reply) -> str:
    if isinstance(row, Topic):
        return reverse("site:topic", args=[row.id])
    return f"{reverse('site:topic', args=[row.topic_id])}?page={queries.page_of(row)}#r{row.id}"


def _crumbs(row: Topic | Reply, last: str) -> list[Crumb]:
    topic = row.topic if isinstance(row, Reply) else row
    return [Crumb(_("Talk"), reverse("site:talk")), Crumb(topic.title, reverse("site:topic", args=[topic.id])), Crumb(last)]  # fmt: skip


def _audit(request: HttpRequest, row: Topic | Reply, act: str, about: str) -> None:
    """Whoever changes what another has written leaves a line."""
    if row.author_id != _viewer(request).fan_id:
        team.record_act(_viewer(request), act=act, about=about, at=clock.now())


@members_only
def edit(request: HttpRequest, about: str) -> HttpResponse:
    row = _mine(request, about)
    form = EditForm(request.POST or None, initial={"title": getattr(row, "title", ""), "body": row.body})
    if isinstance(row, Reply):
        del form.fields["title"]
    if request.method == "POST" and form.is_valid() and _edited(request, row, form, about):
        return redirect(_here(row))
    page = {
        "form": form, "about": about, "row": row, "is_reply": isinstance(row, Reply), "accept": uploading.ACCEPT,
        "files": queries.files_under([about]).get(about, []), "here": _here(row), "crumbs": _crumbs(row, _("Edit")),
    }  # fmt: skip
    return render(request, "site/community/edit.html", page, status=422 if form.errors else 200)


def _edited(request: HttpRequest, row: Topic | Reply, form: EditForm, about: str) -> bool:
    """Change it; the gate asks about edited words as about new ones. False with what is wrong in the form."""
    said, at, by = form.cleaned_data, clock.now(), fan_of(request)
    try:
        files = uploading.kept_from(request, at)
        moderation.screened(
            by=by, text="\n".join((said.get("title", ""), said["body"])), act="edit", at=at,
            write=lambda: _change(row, said, by, files, at),
        )  # fmt: skip
    except _PROBLEMS as problem:
        form.add_error(None, str(problem))
        return False
    _audit(request, row, "community.edit", about)
    return True


def _change(
    row: Topic | Reply, said: dict[str, str], by: Fan, files: list[StoredFile], at: datetime
) -> Topic | Reply:
    for file in files:
        actions.attach(to=ref(row), file=file, by=by, at=at)
    if isinstance(row, Topic):
        return actions.edit_topic(
            topic=row, by=by, title=said["title"], body=said["body"], why=said["why"], at=at
        )
    return actions.edit_reply(reply=row, by=by, body=said["body"], why=said["why"], at=at)


@require_safe
def history(request: HttpRequest, about: str) -> HttpResponse:
    """What it said before: for everybody, as the talk is."""
    row = _post(request, about)
    page: dict[str, Any] = {
        "versions": queries.history(row, about, _viewer(request)), "about": about, "here": _here(row),
        "may_change": rights.may_change(row.author_id, _viewer(request)), "crumbs": _crumbs(row, _("Earlier words")),
    }  # fmt: skip
    return render(request, "site/community/history.html", page)


@require_POST
@members_only
def revert(request: HttpRequest, about: str) -> HttpResponse:
    row = _mine(request, about)
    number = request.POST.get("edit", "")
    edit_row = queries.edit(int(number)) if number.isdecimal() and len(number) < 18 else None
    if edit_row is None or edit_row.about != about:
        raise Http404
    actions.revert(row=row, edit=edit_row, by=fan_of(request), at=clock.now(), why=_("Put back"))
    _audit(request, row, "community.revert", about)
    messages.success(request, _("It reads as it did before."))
    return redirect(_here(row))


@require_POST
@members_only
def take_back(request: HttpRequest, about: str) -> HttpResponse:
    row = _mine(request, about)
    actions.take_back(row=row, by=fan_of(request), at=clock.now())
    _audit(request, row, "community.take_back", about)
    messages.success(request, _("Taken back. Its place stays, and you can put it back from its history."))
    return redirect(_here(row))


@require_POST
@members_only
def detach(request: HttpRequest, about: str) -> HttpResponse:
    _mine(request, about)
    number = request.POST.get("file", "")
    if number.isdecimal() and len(number) < 18:
        actions.detach(attachment_id=int(number), about=about, at=clock.now())
    return redirect("site:edit_post", about)


@require_POST
@members_only
def settle(request: HttpRequest, topic_id: int) -> HttpResponse:
    """`reply=17` settles the topic, an empty one opens it again."""
    topic = queries.topic(topic_id, _viewer(request))
    if topic is None or not rights.may_settle(topic.author_id, _viewer(request)):
        raise Http404
    number = request.POST.get("reply", "")
    row = queries.reply(int(number)) if number.isdecimal() and len(number) < 18 else None
    try:
        if row is not None and row.topic_id == topic_id:
            actions.choose_best(reply=row, by=fan_of(request), at=clock.now())
        else:
            actions.withdraw_best(topic=topic, at=clock.now())
    except REFUSALS as problem:
        tell(request, problem)
    return redirect(_here(row) if row else reverse("site:topic", args=[topic_id]))


@require_POST
@members_only
def choose(request: HttpRequest, topic_id: int) -> HttpResponse:
    """A ballot; choosing again while the poll is open replaces it."""
    viewer = _viewer(request)
    found = queries.poll_in(topic_id, viewer, at=clock.now()) if queries.topic(topic_id, viewer) else None
    if found is None:
        raise Http404
    chosen = {
        int(number) for number in request.POST.getlist("option") if number.isdecimal() and len(number) < 18
    }
    try:
        actions.choose(poll=found.poll, fan=fan_of(request), option_ids=chosen, at=clock.now())
        messages.success(request, _("Your choice counts."))
    except REFUSALS as problem:
        tell(request, problem)
    return redirect(f"{reverse('site:topic', args=[topic_id])}#poll")


urlpatterns = [
    path("talk/said/<str:about>/edit", edit, name="edit_post"),
    path("talk/said/<str:about>/history", history, name="post_history"),
    path("talk/said/<str:about>/revert", revert, name="revert_post"),
    path("talk/said/<str:about>/take-back", take_back, name="take_back"),
    path("talk/said/<str:about>/files", detach, name="detach"),
    path("talk/topics/<int:topic_id>/best", settle, name="settle"),
    path("talk/topics/<int:topic_id>/poll", choose, name="choose"),
]
