"""Private messages: a list, a conversation, a new one. Every read asks whether the reader takes part."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from fanloop.foundation import clock
from fanloop.foundation.live import sealed
from fanloop.foundation.viewer import Viewer
from fanloop.listening.conversations import actions, queries
from fanloop.listening.conversations.queries import Conversation, Message
from fanloop.listening.conversations.rules.opening import LEVEL, MOST_PEOPLE
from fanloop.listening.moderation.actions import screen
from fanloop.people.fans import queries as fans
from fanloop.people.fans.queries import Fan
from fanloop.site.asking import REFUSALS, fan_of, members_only, page_number, tell
from fanloop.site.chat import refused
from fanloop.site.links import page_of
from fanloop.site.screening import typed_seconds
from fanloop.ui.parts import Crumb

SIZE = 30


class MessageForm(forms.Form):
    """To whom, about what, and the first words."""

    to = forms.CharField(
        label=gettext_lazy("To"), max_length=500,
        help_text=gettext_lazy("One handle or several, with commas between them."),
    )  # fmt: skip
    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=200)
    words = forms.CharField(
        label=gettext_lazy("Message"), max_length=10_000,
        widget=forms.Textarea(attrs={"class": "words", "data-draft": "message"}),
        help_text=gettext_lazy("Markdown works: **bold**, lists, `code`, links."),
    )  # fmt: skip

    def clean_to(self) -> list[Fan]:
        asked = [
            part.strip().removeprefix("@") for part in self.cleaned_data["to"].replace("，", ",").split(",")
        ]
        handles = list(dict.fromkeys(part.lower() for part in asked if part))
        if len(handles) >= MOST_PEOPLE:
            raise forms.ValidationError(
                _("At most %(count)s people take part in a conversation.") % {"count": MOST_PEOPLE}
            )
        known = {handle: fan for handle, fan in fans.fans_by_handle(handles).items() if fan.is_active}
        if strangers := [handle for handle in handles if handle not in known]:
            raise forms.ValidationError(
                _("Nobody here is called %(names)s.") % {"names": ", ".join(strangers)}
            )
        return list(known.values())


@members_only
@require_safe
def talks(request: HttpRequest) -> HttpResponse:
    viewer, number = _viewer(request), page_number(request)
    rows = queries.talks(viewer, limit=SIZE + 1, offset=SIZE * (number - 1))
    page = {
        "talks": rows[:SIZE], "before": number - 1, "after": number + 1 if len(rows) > SIZE else 0, "level": LEVEL,
        "may_start": queries.may_start(viewer), "crumbs": _crumbs(), "topic": sealed(f"~conversations.of/{viewer.fan_id}"),
    }  # fmt: skip
    return render(request, "site/conversations/talks.html", page)


@members_only
def new_talk(request: HttpRequest) -> HttpResponse:
    form = MessageForm(request.POST or None, initial={"to": request.GET.get("to", "")})
    if request.method == "POST" and form.is_valid():
        said: dict[str, Any] = form.cleaned_data
        try:
            row = _started(fan_of(request), said, typed_seconds(request))
            return redirect("site:conversation", row.id)
        except REFUSALS as problem:
            form.add_error(None, str(problem))
    page = {
        "form": form,
        "may_start": queries.may_start(_viewer(request)),
        "level": LEVEL,
        "crumbs": _crumbs(Crumb(_("New message"))),
    }
    return render(request, "site/conversations/new.html", page)


def _started(fan: Fan, said: dict[str, Any], typed: float | None) -> Conversation:
    """Past the gate: how many conversations a new person may begin, and how soon one after another."""
    at = clock.now()
    with transaction.atomic():
        screen(by=fan, text=said["words"], act="conversation", typed_seconds=typed, at=at)
        return actions.start(by=fan, to=said["to"], subject=said["subject"], words=said["words"], at=at)


@members_only
@require_safe
def conversation(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """The newest messages, or those before one; looking at the newest is reading them."""
    row, viewer, asked = _mine(request, conversation_id), _viewer(request), request.GET.get("before", "")
    before = int(asked) if asked.isdecimal() and len(asked) < 19 else None
    said = queries.messages(row, viewer=viewer, before=before, size=SIZE)
    if before is None:
        actions.read_to(conversation=row, fan=fan_of(request), message_id=row.last_id, at=clock.now())
    page = {
        "talk": row, "subject": row.subject or _("Taken back by its author"), "people": queries.people_of(row), "lines": said,
        "earlier": said[0].id if len(said) == SIZE else 0, "is_newest": before is None,
        "topic": sealed(f"~{queries.CONVERSATION}:{row.id}"), "crumbs": _crumbs(Crumb(row.subject)),
    }  # fmt: skip
    return render(request, "site/conversations/conversation.html", page)


@members_only
@require_safe
def newer(request: HttpRequest, conversation_id: int) -> HttpResponse:
    return _since(request, _mine(request, conversation_id))


def _since(request: HttpRequest, row: Conversation) -> HttpResponse:
    asked = request.POST.get("after") or request.GET.get("after", "0")
    last = int(asked) if asked.isdecimal() and len(asked) < 19 else 0
    said = queries.messages(row, viewer=_viewer(request), after=last, size=200)
    if said:
        actions.read_to(conversation=row, fan=fan_of(request), message_id=said[-1].id, at=clock.now())
    return render(request, "site/conversations/lines.html", {"lines": said, "talk": row})


@require_POST
@members_only
def send(request: HttpRequest, conversation_id: int) -> HttpResponse:
    row = _mine(request, conversation_id)
    address = reverse("site:conversation", args=[row.id])
    try:
        message = _sent(row, fan_of(request), request.POST.get("words", ""), typed_seconds(request))
    except REFUSALS as problem:
        return refused(request, problem, address)
    if request.headers.get("HX-Request"):
        return _since(request, row)
    return redirect(f"{address}#l{message.id}")


def _sent(row: Conversation, fan: Fan, words: str, typed: float | None) -> Message:
    """Past the gate for how fast and by whom; nobody reads a private message first, so nothing is held."""
    at = clock.now()
    with transaction.atomic():
        screen(by=fan, text=words, act="message", typed_seconds=typed, at=at)
        return actions.send(conversation=row, by=fan, words=words, at=at)


@require_POST
@members_only
def leave(request: HttpRequest, conversation_id: int) -> HttpResponse:
    actions.leave(conversation=_mine(request, conversation_id), fan=fan_of(request), at=clock.now())
    messages.success(request, _("You have left. What you said stays with the others."))
    return redirect("site:talks")


@require_POST
@members_only
def ignore(request: HttpRequest) -> HttpResponse:
    """Somebody's messages reach me no more, or again."""
    other = fans.fan_by_handle(request.POST.get("handle", ""))
    if other is None:
        raise Http404
    try:
        if request.POST.get("want") == "1":
            actions.ignore(fan=fan_of(request), ignored=other, at=clock.now())
            messages.success(
                request, _("Messages of %(name)s do not reach you any more.") % {"name": other.shown_name}
            )
        else:
            actions.end_ignoring(fan=fan_of(request), ignored=other, at=clock.now())
            messages.success(request, _("Messages of %(name)s reach you again.") % {"name": other.shown_name})
    except REFUSALS as problem:
        tell(request, problem)
    return redirect("site:person", other.handle)


def acts_on(request: HttpRequest, other: Fan) -> dict[str, Any]:
    """What a person's page offers a reader who is somebody else: to write, and to ignore."""
    viewer = _viewer(request)
    if viewer.fan_id is None or viewer.fan_id == other.id:
        return {}
    return {
        "may_write": queries.may_start(viewer),
        "is_ignored": other.id in queries.ignored_by(viewer.fan_id),
        "offers_acts": True,
    }


def _mine(request: HttpRequest, conversation_id: int) -> Conversation:
    row = queries.conversation(conversation_id, _viewer(request))
    if row is None:
        raise Http404(_("There is no such conversation of yours."))
    return row


def _viewer(request: HttpRequest) -> Viewer:
    return request.viewer  # type: ignore[attr-defined,no-any-return]


def _crumbs(*more: Crumb) -> list[Crumb]:
    return [
        Crumb(_("You"), reverse("site:me")),
        Crumb(_("Messages"), reverse("site:talks") if more else ""),
        *more,
    ]


@page_of(queries.CONVERSATION)
def conversation_address(conversation_id: int, viewer: Viewer) -> str:
    return (
        reverse("site:conversation", args=[conversation_id])
        if queries.conversation(conversation_id, viewer)
        else ""
    )


@page_of(queries.PARTICIPANT)
def participant_address(participant_id: int, viewer: Viewer) -> str:
    row = queries.participant_of(participant_id, viewer)
    return reverse("site:conversation", args=[row.conversation_id]) if row else ""


@page_of(queries.MESSAGE)
def message_address(message_id: int, viewer: Viewer) -> str:
    row = queries.message_seen_by(message_id, viewer)
    return (
        f"{reverse('site:conversation', args=[row.conversation_id])}?before={row.id + 1}#l{row.id}"
        if row
        else ""
    )


urlpatterns = [
    path("messages", talks, name="talks"),
    path("messages/new", new_talk, name="new_talk"),
    path("messages/ignore", ignore, name="ignore"),
    path("messages/<int:conversation_id>", conversation, name="conversation"),
    path("messages/<int:conversation_id>/newer", newer, name="newer_messages"),
    path("messages/<int:conversation_id>/send", send, name="send_message"),
    path("messages/<int:conversation_id>/leave", leave, name="leave_conversation"),
]
