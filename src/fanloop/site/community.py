"""Talk for fans: a topic with its replies, replying, starting one."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fanloop.foundation import clock
from fanloop.foundation.text.translated import read
from fanloop.foundation.viewer import Viewer
from fanloop.listening.attention import actions as attention
from fanloop.listening.attention import queries as attending
from fanloop.listening.community import actions, queries
from fanloop.listening.community.queries import Said, Topic
from fanloop.listening.community.rules import rights
from fanloop.listening.moderation import actions as moderation
from fanloop.listening.voices import queries as voices
from fanloop.site import attention as signs
from fanloop.site import drafts, uploading
from fanloop.site.answers import case_shown
from fanloop.site.asking import REFUSALS, fan_of, page_number, tell
from fanloop.site.links import page_of
from fanloop.site.screening import typed_seconds
from fanloop.site.terms import NotAgreed, agree
from fanloop.ui.parts import Crumb

NEW = "topic:new"
_HELD = gettext_lazy("Thank you. A moderator looks at your words first; you hear as soon as they are out.")
_PROBLEMS = (*REFUSALS, uploading.Unacceptable, NotAgreed)
_OPEN_FOR = [("", gettext_lazy("as long as anybody likes")), ("1", gettext_lazy("a day")), ("3", gettext_lazy("three days")), ("7", gettext_lazy("a week")), ("30", gettext_lazy("thirty days"))]  # fmt: skip


class TopicForm(forms.Form):
    """A title, what there is to say, and if somebody likes a poll."""

    space = forms.ChoiceField(label=gettext_lazy("Where"))
    title = forms.CharField(label=gettext_lazy("Title"), max_length=300)
    body = forms.CharField(
        label=gettext_lazy("What do you want to say?"), max_length=20_000,
        widget=forms.Textarea(attrs={"class": "words", "data-draft": "topic"}),
        help_text=gettext_lazy("Markdown works: **bold**, lists, `code`, links. Call somebody by @handle."),
    )  # fmt: skip
    question = forms.CharField(label=gettext_lazy("What do you ask?"), max_length=300, required=False)
    options = forms.CharField(
        label=gettext_lazy("Options"), required=False, max_length=3_000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("One a line, at least two."),
    )  # fmt: skip
    is_multiple = forms.BooleanField(label=gettext_lazy("Several may be chosen"), required=False)
    shows_names = forms.BooleanField(label=gettext_lazy("Everybody sees who chose what"), required=False)
    days = forms.ChoiceField(label=gettext_lazy("Open for"), choices=_OPEN_FOR, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = queries.spaces()
        self.fields["space"].choices = [(row.space.slug, row.name) for row in rows]  # type: ignore[attr-defined]

    def poll(self, at: datetime) -> actions.NewPoll | None:
        """The poll that was written, if one was."""
        said = self.cleaned_data
        if not said["options"].strip():
            return None
        closes_at = at + timedelta(days=int(said["days"])) if said["days"] else None
        options = said["options"].splitlines()
        return actions.NewPoll(said["question"], options, said["is_multiple"], said["shows_names"], closes_at)


def topic(request: HttpRequest, topic_id: int) -> HttpResponse:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    row = queries.topic(topic_id, viewer)
    if row is None:
        raise Http404(_("There is no such topic."))
    open_page = queries.opened(row, page=page_number(request), viewer=viewer)
    page = open_page.page
    seen = attending.readings(viewer.fan_id, [topic_id]).get(topic_id)
    shown = {
        "topic": row, "first": open_page.first, "best": open_page.best, "page": page, "ref": f"{queries.TOPIC}:{row.id}",
        "title": row.title or _("Taken back by its author"), "space_name": read(row.space.name),
        "case": case_shown(f"{queries.TOPIC}:{row.id}", viewer), "seen": seen.reply_id if seen else None, "fresh": max(0, row.replies_count - seen.count) if seen else 0,
        **_settled(row, viewer), **_answering(request, row), **_around(row, viewer),
        **signs.around(viewer, f"{queries.TOPIC}:{row.id}", [said.ref for said in page.object_list]),
    }  # fmt: skip
    _read_so_far(request, row, page.end_index(), list(page.object_list))
    return render(request, "site/community/topic.html", shown)


def _settled(row: Topic, viewer: Viewer) -> dict[str, Any]:
    """The poll, and who may say which reply settled the topic or must not be seen."""
    return {
        "poll": queries.poll_in(row.id, viewer, at=clock.now()),
        "may_settle": rights.may_settle(row.author_id, viewer),
        "may_moderate": viewer.may(rights.MODERATE),
    }


def _answering(request: HttpRequest, row: Topic) -> dict[str, Any]:
    """The reply box: to whom, and the words that were written before."""
    asked = request.GET.get("to", "")
    to = int(asked) if asked.isdecimal() and len(asked) < 18 else 0
    draft = drafts.kept(request, _draft_key(row.id))
    return {
        "answered": queries.said_in(row, to, request.viewer) if to else None,  # type: ignore[attr-defined]
        "draft": draft,
        "accept": uploading.ACCEPT,
    }


def _around(row: Topic, viewer: Viewer) -> dict[str, Any]:
    """What became of it, where it stands, and what was answered to the voices that were heard here."""
    name = read(row.space.name)
    crumbs = [
        Crumb(_("Talk"), reverse("site:talk")),
        Crumb(name, reverse("site:space", args=[row.space.slug])),
    ]
    raised = voices.voices_from_topic(row.id, viewer)
    needs = [voice.need_id for voice in raised if voice.need_id]
    return {
        "heard": voices.needs_by_ids(needs, viewer).values() if needs else [], "crumbs": crumbs,
        "answered_voices": [voice for voice in raised if voice.answer],
    }  # fmt: skip


def _read_so_far(request: HttpRequest, row: Topic, count: int, said: list[Said]) -> None:
    if request.user.is_authenticated:
        last = said[-1].id if said else 0
        attention.read_to(fan=fan_of(request), topic_id=row.id, reply_id=last, count=count, at=clock.now())


def _draft_key(topic_id: int) -> str:
    return f"reply:{topic_id}"


def unread(request: HttpRequest, topic_id: int) -> HttpResponse:
    """To the first reply that this reader has not seen; to the top for a topic they never opened."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    row = queries.topic(topic_id, viewer)
    if row is None:
        raise Http404
    seen = attending.marks(viewer.fan_id, [topic_id]).get(topic_id, 0)
    first = queries.first_after(row, seen)
    return redirect(reply_address(first, viewer) if first else reverse("site:topic", args=[topic_id]))


@require_POST
def reply(request: HttpRequest, topic_id: int) -> HttpResponse:
    """Say it, or keep it for later; who is not logged in finds the words again after the log-in."""
    row = queries.topic(topic_id, request.viewer)  # type: ignore[attr-defined]
    if row is None:
        raise Http404
    here, to, words = (
        reverse("site:topic", args=[topic_id]),
        request.POST.get("to", ""),
        request.POST.get("body", ""),
    )
    if not request.user.is_authenticated:
        drafts.keep(request, _draft_key(topic_id), {"body": words})
        return redirect_to_login(f"{here}#say")
    if "keep" in request.POST:
        drafts.keep(request, _draft_key(topic_id), {"body": words})
        messages.success(request, _("Kept. You find it here when you come back."))
        return redirect(f"{here}#say")
    return _say(request, row, words, int(to) if to.isdecimal() and len(to) < 18 else 0)


def _say(request: HttpRequest, row: Topic, words: str, to: int) -> HttpResponse:
    at, by = clock.now(), fan_of(request)
    try:
        agree(request)
        files = uploading.kept_from(request, at)
        said, screening = moderation.screened(
            by=by, text=words, act="reply", scope=f"{queries.SPACE}:{row.space_id}", at=at,
            typed_seconds=typed_seconds(request), language=row.language,
            write=lambda: actions.reply(topic=row, author=by, body=words, parent=queries.reply(to) if to else None, files=files, at=at),
        )  # fmt: skip
    except _PROBLEMS as problem:
        drafts.keep(request, _draft_key(row.id), {"body": words})
        tell(request, problem)
        return redirect(f"{reverse('site:topic', args=[row.id])}#say")
    drafts.drop(request, _draft_key(row.id))
    if screening.held:
        messages.info(request, _HELD)
        return redirect("site:topic", row.id)
    return redirect(reply_address(said.id, request.viewer))  # type: ignore[attr-defined]


def new_topic(request: HttpRequest) -> HttpResponse:
    """Anybody may write; to say it one logs in, and the words are still there."""
    where = {"space": request.GET["space"]} if "space" in request.GET else {}
    form = TopicForm(request.POST or None, initial={**drafts.kept(request, NEW), **where})
    if request.method == "POST":
        written = {name: str(value) for name, value in request.POST.items() if name in form.fields}
        if not request.user.is_authenticated or "keep" in request.POST:
            drafts.keep(request, NEW, written)
            return _kept_topic(request)
        if form.is_valid() and (answer := _start(request, form)):
            return answer
    crumbs = [Crumb(_("Talk"), reverse("site:talk")), Crumb(_("New topic"))]
    page = {"form": form, "crumbs": crumbs, "accept": uploading.ACCEPT}
    return render(request, "site/community/new.html", page, status=422 if form.errors else 200)


def _kept_topic(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect_to_login(reverse("site:new_topic"))
    messages.success(request, _("Kept. You find it here when you come back."))
    return redirect("site:new_topic")


def _start(request: HttpRequest, form: TopicForm) -> HttpResponse | None:
    """The way to the new topic, or None with what is wrong in the form."""
    said, at, by = form.cleaned_data, clock.now(), fan_of(request)
    where = queries.space(said["space"])
    if where is None:
        raise Http404
    language = where.language or get_language() or "en"
    try:
        agree(request)
        files, poll = uploading.kept_from(request, at), form.poll(at)
        row, screening = moderation.screened(
            by=by, text=f"{said['title']}\n{said['body']}", act="topic", scope=f"{queries.SPACE}:{where.id}", at=at,
            typed_seconds=typed_seconds(request), language=language,
            write=lambda: actions.start_topic(space=where, author=by, title=said["title"], body=said["body"], poll=poll, files=files, language=language, at=at),
        )  # fmt: skip
    except _PROBLEMS as problem:
        form.add_error(None, str(problem))
        return None
    drafts.drop(request, NEW)
    if screening.held:
        messages.info(request, _HELD)
        return redirect("site:space", where.slug)
    return redirect("site:topic", row.id)


@page_of(queries.TOPIC)
def topic_address(topic_id: int, viewer: Viewer) -> str:  # noqa: ARG001 -- the page asks the viewer
    return reverse("site:topic", args=[topic_id])


@page_of(queries.REPLY)
def reply_address(reply_id: int, viewer: Viewer) -> str:  # noqa: ARG001 -- the page asks the viewer
    row = queries.reply(reply_id)
    return (
        f"{reverse('site:topic', args=[row.topic_id])}?page={queries.page_of(row)}#r{row.id}" if row else ""
    )


urlpatterns = [
    path("talk/new", new_topic, name="new_topic"),
    path("talk/topics/<int:topic_id>", topic, name="topic"),
    path("talk/topics/<int:topic_id>/unread", unread, name="unread"),
    path("talk/topics/<int:topic_id>/replies", reply, name="reply"),
]
