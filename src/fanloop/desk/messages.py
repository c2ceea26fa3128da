"""Messages at the desk: written to groups, tried on oneself, scheduled; before sending it says how many of them agreed."""

from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.contrib import messages as toasts
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from fanloop.desk.acts import member_of, record, told, tried
from fanloop.desk.events import Moment
from fanloop.desk.guard import needs
from fanloop.desk.tongues import Said, SaidForm, field_of, languages
from fanloop.foundation import clock
from fanloop.foundation.refs import ref
from fanloop.foundation.text.translated import read
from fanloop.people.fans import queries as fans
from fanloop.people.levels.queries import name_of
from fanloop.people.markets import queries as markets
from fanloop.selling.campaigns import queries as campaigns
from fanloop.selling.campaigns.queries import line as lines
from fanloop.selling.launches import queries as launches
from fanloop.selling.launches.actions import Refused, writing
from fanloop.selling.launches.queries import consents
from fanloop.selling.launches.queries import messages as queries
from fanloop.selling.launches.queries.messages import Message, MessageRow
from fanloop.selling.launches.rules.consent import FAMILIES, LAUNCHES, OFFERS, STORIES
from fanloop.selling.launches.rules.groups import Meant, meant

STATES = {
    "draft": gettext_lazy("draft"), "scheduled": gettext_lazy("waits for its moment"), "sending": gettext_lazy("being sent"),
    "sent": gettext_lazy("sent"), "off": gettext_lazy("called off"),
}  # fmt: skip
NAMES = {
    LAUNCHES: gettext_lazy("What comes next"), OFFERS: gettext_lazy("What you can order"),
    STORIES: gettext_lazy("Stories from the bench"),
}  # fmt: skip
UTC = ZoneInfo("UTC")


def groups() -> list[tuple[str, str]]:
    """Whom a message can be meant for, as its form offers them."""
    at = clock.now()
    told = [row for row in launches.launches(at) if row.is_public]
    sold = campaigns.campaigns()
    return [
        ("all", _("Everybody who agreed")),
        *((f"signed:{row.launch.id}", _("Signed up for “%(title)s”") % {"title": row.title}) for row in told),
        *((f"backers:{row.id}", _("Ordered “%(title)s”") % {"title": read(row.title)}) for row in sold),
        *((f"line:{row.id}", _("Wait in line for “%(title)s”") % {"title": read(row.title)}) for row in sold if lines.length(row)),
        *((f"group:{row.key}", row.name) for row in fans.groups()),
    ]  # fmt: skip


class MessageForm(SaidForm):
    """Words once a language, a kind people agreed to, and whom it is meant for."""

    said: ClassVar[dict[str, Said]] = {
        "subject": Said(gettext_lazy("Subject"), is_needed=True),
        "words": Said(gettext_lazy("Words"), rows=8, at_most=8_000, is_needed=True),
    }

    family = forms.ChoiceField(label=gettext_lazy("What it is about"))
    href = forms.CharField(
        label=gettext_lazy("Where it leads"), max_length=500, required=False,
        help_text=gettext_lazy("A page of ours such as /launch/clip, or one that begins with https://."),
    )  # fmt: skip
    groups = forms.MultipleChoiceField(
        label=gettext_lazy("Meant for"), widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Of these, only who agreed to this kind gets it."),
    )  # fmt: skip
    level = forms.TypedChoiceField(label=gettext_lazy("This level and above"), coerce=int, required=False)
    markets = forms.MultipleChoiceField(
        label=gettext_lazy("In these markets"), widget=forms.CheckboxSelectMultiple, required=False,
        help_text=gettext_lazy("None ticked: in all."),
    )  # fmt: skip
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Who read"), widget=forms.CheckboxSelectMultiple, required=False,
        help_text=gettext_lazy("None ticked: any language."),
    )  # fmt: skip

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.offer(
            family=[(family, str(NAMES[family])) for family in FAMILIES],
            groups=groups(),
            level=[("0", "—"), *((str(one), f"{one}, {name_of(one)}") for one in range(1, 5))],
            markets=[(row.code, read(row.name)) for row in markets.markets()],
            languages=languages(),
        )

    def message(self) -> dict[str, Any]:
        """As the actions take it."""
        kept = self.cleaned_data
        return {
            "family": kept["family"], "href": kept["href"].strip(),
            "subject": self.words("subject"), "text": self.words("words"),
            "meant": Meant(tuple(kept["groups"]), kept["level"] or 0, tuple(kept["markets"]), tuple(kept["languages"])),
        }  # fmt: skip


class WhenForm(forms.Form):
    """Now, or from a moment on."""

    send_at = Moment(
        label=gettext_lazy("Send it from (UTC)"), required=False, help_text=gettext_lazy("Empty: now.")
    )


def _first(row: Message) -> dict[str, Any]:
    whom = meant(row.meant)
    return {
        "family": row.family, "href": row.href, "groups": list(whom.groups), "level": str(whom.level),
        "markets": list(whom.markets), "languages": list(whom.languages),
        **{field_of("subject", tag): text for tag, text in row.subject.items()},
        **{field_of("words", tag): text for tag, text in row.words.items()},
    }  # fmt: skip


def _row(message_id: int) -> MessageRow:
    row = queries.message(message_id, at=clock.now())
    if row is None:
        raise Http404
    return row


@needs("messages.send")
@require_safe
def messages(request: HttpRequest) -> HttpResponse:
    rows = queries.messages(at=clock.now())
    totals = consents.totals(FAMILIES)
    page = {
        "rows": [(row, STATES[row.state], NAMES[row.message.family]) for row in rows],
        "agreed": [(NAMES[family], totals[family]) for family in FAMILIES], "most": settings.MARKETING_A_WEEK,
    }  # fmt: skip
    return render(request, "desk/messages/messages.html", page)


@needs("messages.send")
def write_message(request: HttpRequest) -> HttpResponse:
    form = MessageForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        row = tried(form, lambda: _write(request, form), Refused)
        if row:
            return redirect("desk:message", row.id)
    page = {"form": form, "row": None}
    return render(request, "desk/messages/edit.html", page, status=422 if form.errors else 200)


def _write(request: HttpRequest, form: MessageForm) -> Message:
    row = writing.write_message(**form.message(), by=member_of(request), at=clock.now())
    record(request, "messages.write", ref(row))
    return row


@needs("messages.send")
def change_message(request: HttpRequest, message_id: int) -> HttpResponse:
    row = _row(message_id)
    form = MessageForm(request.POST or None, initial=_first(row.message))
    is_sent = request.method == "POST" and form.is_valid()
    changed = tried(form, lambda: _change(request, row, form), Refused) if is_sent else None
    if changed:
        return redirect("desk:message", message_id)
    page = {"form": form, "row": row}
    return render(request, "desk/messages/edit.html", page, status=422 if form.errors else 200)


def _change(request: HttpRequest, row: MessageRow, form: MessageForm) -> Message:
    changed = writing.change_message(message=row.message, **form.message())
    record(request, "messages.change", ref(row.message))
    return changed


@needs("messages.send")
@require_safe
def message(request: HttpRequest, message_id: int) -> HttpResponse:
    """One message: before it goes, how many it reaches; afterwards, what became of it."""
    row, at = _row(message_id), clock.now()
    named = dict(groups())
    whom = meant(row.message.meant)
    is_ahead = row.state in {"draft", "scheduled"}
    page = {
        "row": row, "message": row.message, "state": STATES[row.state], "family": NAMES[row.message.family],
        "preview": queries.preview(row.message, at) if is_ahead else None, "whom": whom, "most": settings.MARKETING_A_WEEK,
        "groups": [named.get(one, one) for one in whom.groups], "level": name_of(whom.level) if whom.level else "",
        "versions": [(tongue, row.message.subject[tag], row.message.words[tag]) for tag, tongue in languages() if tag in row.message.subject],
        "form": WhenForm(), "email": member_of(request).fan.email,
    }  # fmt: skip
    return render(request, "desk/messages/message.html", page)


@needs("messages.send")
@require_POST
def act_on_message(request: HttpRequest, message_id: int) -> HttpResponse:
    """`act`: a test letter to oneself, send, or call off."""
    row, act = _row(message_id), request.POST.get("act", "")
    acts = {"test": _test, "send": _send, "off": _call_off}
    if act not in acts:
        raise Http404

    def do() -> None:
        toasts.success(request, acts[act](request, row))
        record(request, f"messages.{act}", ref(row.message))

    told(request, do, Refused)
    return redirect("desk:message", message_id)


def _test(request: HttpRequest, row: MessageRow) -> str:
    email = writing.try_out(message=row.message, by=member_of(request), at=clock.now())
    return _("A test letter in each language is on its way to %(email)s.") % {"email": email}


def _send(request: HttpRequest, row: MessageRow) -> str:
    form, at = WhenForm(request.POST), clock.now()
    if not form.is_valid():
        raise Refused(_("Give a moment such as 2026-12-01 09:00, or none."))
    asked = form.cleaned_data["send_at"]
    moment = asked.replace(tzinfo=UTC) if asked else at
    writing.schedule(message=row.message, send_at=moment, by=member_of(request), at=at)
    return _("It goes within a minute.") if moment <= at else _("It waits for its moment.")


def _call_off(request: HttpRequest, row: MessageRow) -> str:
    writing.call_off(message=row.message, by=member_of(request), at=clock.now())
    return _("Called off. Nobody else gets it.")


urlpatterns = [
    path("messages", messages, name="messages"),
    path("messages/new", write_message, name="write_message"),
    path("messages/<int:message_id>", message, name="message"),
    path("messages/<int:message_id>/change", change_message, name="change_message"),
    path("messages/<int:message_id>/act", act_on_message, name="act_on_message"),
]
