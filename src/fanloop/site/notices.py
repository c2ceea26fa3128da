"""What a notice says, in its reader's language: rooms store a kind and data, the sentence is made here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fanloop.foundation.text.translated import read
from fanloop.people.fans.queries import Notice
from fanloop.site.notices_of_fridays import FRIDAYS, Sentences
from fanloop.site.notices_of_orders import ORDERS
from fanloop.site.notices_of_promises import PROMISES
from fanloop.site.notices_of_services import SERVICES


@dataclass(frozen=True)
class Said:
    """One notice as people read it; `href` is empty where there is nothing to open."""

    title: str
    text: str
    href: str


_SENTENCES: Mapping[str, Sentences] = {
    **FRIDAYS,
    **ORDERS,
    **PROMISES,
    **SERVICES,
    "welcome": (
        _("Welcome to the bench"),
        _("Say what you need, vote for what comes next. When something of yours moves, you read it here."),
    ),
    "topic_replied": (_("New in “%(title)s”"), _("%(by)s replied.")),
    "topic_replied.many": (_("%(count)s new replies in “%(title)s”"), _("The latest is by %(by)s.")),
    "topic_started": (_("New in “%(space)s”: %(title)s"), _("%(by)s began to talk.")),
    "topic_started.many": (
        _("%(count)s new topics in “%(space)s”"),
        _("The latest: “%(title)s”, by %(by)s."),
    ),
    "voice_answered": (_("Answered: %(title)s"), _("%(by)s answered you: “%(words)s”")),
    "case_question": (
        _("%(by)s asks you something: %(title)s"),
        _("“%(words)s” Our clock stands until you reply."),
    ),
    "case_handed": (
        _("%(by)s handed you a case: %(title)s"),
        _("It is yours for ten minutes. Open it to answer."),
    ),
    "case_escalated": (
        _("%(minutes)s minutes left: %(title)s"),
        _("Nobody has answered yet, and the promise is about to break."),
    ),
    "answer_helped": (_("Thank you: it helped %(by)s"), _("Your answer to “%(title)s”. %(words)s")),
    "answer_missed": (_("It did not help %(by)s yet"), _("Your answer to “%(title)s”. %(words)s")),
    "message": (
        _("%(by)s wrote to you"),
        _("A private message about “%(subject)s”. Open it to read it; letters never carry its words."),
    ),
    "need_accepted": (
        _("Promised: %(title)s"),
        _("You asked for it or voted for it, and we will build it. %(by)s says why: “%(because)s”"),
    ),
    "need_building": (_("Being built: %(title)s"), _("%(by)s: “%(because)s”")),
    "need_open": (_("Open again: %(title)s"), _("It is neither promised nor ended now. %(because)s")),
    "need_done": (_("Shipped: %(title)s"), _("You wanted to hear of it: it is done. %(because)s")),
    "need_declined": (
        _("Declined: %(title)s"),
        _("%(by)s decided not to build it: “%(because)s” Your vote is back with you."),
    ),
    "need_joined": (
        _("Counted with another: %(title)s"),
        _("It counts in “%(into)s” now, with everything you gave it."),
    ),
    "need_shipped": (
        _("Shipped: %(title)s"),
        _("It left on train %(number)s, because you asked. %(words)s Thank you. Is it as you meant it?"),
    ),
    "mentioned": (
        _("%(by)s called you in “%(title)s”"),
        _("Your name was said there, and an answer may be wanted."),
    ),
    "best_answer": (
        _("Yours is the best answer in “%(title)s”"),
        _("%(by)s says it settled the question. Thank you."),
    ),
    "words_held": (
        _("A moderator reads it first"),
        _("What you wrote is kept. You are told when it is shown."),
    ),
    "words_reported": (
        _("Something of yours is out of sight for now"),
        _("Several people reported it. A moderator reads it next and tells you what they think."),
    ),
    "words_hidden": (
        _("A moderator hid something of yours"),
        _("Why: “%(why)s” Open it to ask somebody else to look again."),
    ),
    "words_warned": (
        _("A moderator looked at something of yours"),
        _("It stays, with a request: “%(why)s” Open it to ask somebody else to look again."),
    ),
    "words_shown": (_("What you wrote is shown"), _("A moderator read it. Thank you for your patience.")),
    "report_hide": (
        _("You were right: it is hidden"),
        _("Thank you for the report. The moderator says: “%(why)s”"),
    ),
    "report_warn": (
        _("You were right: its author was warned"),
        _("It stays where it is. The moderator says: “%(why)s”"),
    ),
    "report_show": (
        _("Your report was read, and it stays"),
        _("A moderator found nothing wrong with it. %(why)s"),
    ),
    "report_ignore": (_("Your report was read"), _("A moderator left it as it is. %(why)s")),
    "strike_warn": (
        _("A warning from the moderators"),
        _("“%(why)s” Nothing else follows. Open it to appeal."),
    ),
    "strike_silence": (
        _("You cannot write for a while"),
        _("“%(why)s” Reading, voting and your orders go on. Open it to see until when, and to appeal."),
    ),
    "strike_suspend": (
        _("Your account is suspended for a while"),
        _("“%(why)s” Reading and your orders go on. Open it to see until when, and to appeal."),
    ),
    "strike_lifted": (_("A strike of yours is lifted"), _("It counts no longer. %(why)s")),
    "appeal_waits": (_("An appeal waits"), _("%(name)s asks us to look at something again.")),
    "appeal_granted": (_("Your appeal is granted"), _("“%(why)s”")),
    "appeal_kept": (_("Your appeal was looked at, and nothing changes"), _("“%(why)s”")),
    "seat_taken": (
        _("You have a seat: %(title)s"),
        _("Your code for the door is %(code)s. Where: %(place)s. Give the seat back if you cannot come."),
    ),
    "seat_waits": (
        _("You are in the line: %(title)s"),
        _("Every seat is taken. When one becomes free, you hear of it here."),
    ),
    "seat_moved_up": (
        _("A seat is yours: %(title)s"),
        _("Somebody could not come, so you can. Your code stands on the page of the event."),
    ),
    "event_changed": (
        _("Another time or place: %(title)s"),
        _("Look at it once more before you go. If it no longer suits you, give your seat back."),
    ),
    "event_cancelled": (_("Cancelled: %(title)s"), _("It does not take place. Why: “%(because)s”")),
    "level_up": (
        _("You are at level %(level)s now"),
        _("It comes from what you did here. See what it opens, and what comes next."),
    ),
    "level_down": (
        _("Your level is %(level)s from now on"),
        _("See what it takes to come back: every figure stands there."),
    ),
    "level_slipping": (
        _("Level %(level)s stays yours until %(day)s"),
        _("You were quiet lately. A few visits keep it; your page says what is missing."),
    ),
    "order_placed": (
        _("Order %(number)s is placed"),
        _("We keep your place. You find what is due, and when, in the order."),
    ),
    "drop_won": (
        _("You were drawn: %(title)s"),
        _("A piece is held for you until %(until)s. Order it before, or it goes to the next one."),
    ),
    "drop_crowded": (
        _("%(people)s people want %(places)s pieces: %(title)s"),
        _("It opens at %(moment)s. Until then you can make a lottery of it at the desk, as its rules say."),
    ),
    "drop_same_hour": (
        _("Two drops in one hour: %(title)s"),
        _("It opens at %(moment)s, and “%(other)s” at %(then)s. Who wants both has to choose."),
    ),
    "code_dealt": (
        _("An invitation code for you: %(title)s"),
        _("Use it yourself, or give it on once. You find it with your codes."),
    ),
    "code_gifted": (
        _("Somebody gave you an invitation code: %(title)s"),
        _("It is yours now. Nobody else can use it."),
    ),
    "code_revoked": (
        _("Your invitation code was taken back: %(title)s"),
        _("Why: “%(because)s”"),
    ),
    "line_offered": (
        _("It is your turn: %(title)s"),
        _("Pieces are held for you until %(until)s. Order them, or let them go to the next one."),
    ),
    "line_passed": (
        _("The day was over: %(title)s"),
        _("What was held for you went to the next one. Nothing else changes; you may stand in line again."),
    ),
    "drop_not_drawn": (
        _("Not drawn this time: %(title)s"),
        _(
            "Your entry is counted for the next batch. If somebody steps out, the next rank follows; you hear it."
        ),
    ),
    "shelf_offered": (
        _("It is your turn: %(item)s"),
        _("It is held for you until %(until)s. Order it, or let it go to the next one."),
    ),
    "shelf_passed": (
        _("The day was over: %(item)s"),
        _("What was held for you went to the next one. Nothing else changes; you may stand in line again."),
    ),
    "order_lapsed": (
        _("Order %(number)s was not paid in time"),
        _(
            "What was kept for you went to the next one. Money that comes now comes back to you; you may order again."
        ),
    ),
    "order_cancelled": (
        _("Order %(number)s is cancelled"),
        _("Your place is free again. What you paid comes back to you."),
    ),
    "order_pledged": (
        _("Pledge %(number)s counts"),
        _("Nothing is charged before it succeeds. Change it or take it back until the end."),
    ),
    "order_goal_reached": (
        _("It has succeeded: %(title)s"),
        _("Thank you, it is made. Your pledge is charged in the next hours; you see it in your order."),
    ),
    "order_goal_missed": (
        _("It was not enough: %(title)s"),
        _("The goal was missed, so it is not made. You were charged nothing."),
    ),
    "order_goal_withdrawn": (
        _("Given up: %(title)s"),
        _("We ended it before its time. You were charged nothing."),
    ),
    "order_pledge_due": (
        _("Please pay your pledge %(number)s"),
        _(
            "It has succeeded. Your place is kept until %(until)s; open the order to see what to write on the transfer."
        ),
    ),
    "order_pledge_declined": (
        _("Your payment was declined: %(number)s"),
        _("Nothing was taken. We try again in two days; until %(until)s you can also pay another way."),
    ),
    "order_pledge_dropped": (
        _("Pledge %(number)s has ended"),
        _("The money did not come within seven days, so your place goes to somebody else."),
    ),
    "deposit_received": (
        _("Your deposit for order %(number)s is here"),
        _("Thank you. Your place is certain now."),
    ),
    "order_due_soon": (
        _("%(amount)s for order %(number)s is due on %(day)s"),
        _(
            "If you left a card, we charge it on that day. Otherwise you can pay now, on the page of the order."
        ),
    ),
    "order_due": (
        _("%(amount)s for order %(number)s was due on %(day)s"),
        _("It has not come yet. Perhaps it is on its way; if not, the page of the order says how to pay."),
    ),
    "order_due_last": (
        _("A last word about %(amount)s for order %(number)s"),
        _(
            "It was due on %(day)s. Pay on the page of the order, or tell us what is wrong. Fourteen days after that day your place goes to somebody else, and what you have paid comes back."
        ),
    ),
    "order_ended_unpaid": (
        _("Order %(number)s has ended"),
        _(
            "What was due did not come in fourteen days. Your place is free again; what you have paid comes back."
        ),
    ),
    "order_charge_failed": (
        _("Your card did not pay %(amount)s for order %(number)s"),
        _(
            "Open it to pay on the card page. We try again every two days until %(day)s; then your place goes to somebody else and your deposit comes back."
        ),
    ),
    "order_charge_asks": (
        _("Your bank asks whether it is you: %(amount)s for order %(number)s"),
        _(
            "Nothing was taken. Open it, say yes to your bank, and it is paid. We try again every two days until %(day)s; then your place goes to somebody else and your deposit comes back."
        ),
    ),
    "service_ended": (
        _("%(number)s ends on %(day)s"),
        _("Nothing is charged for it any more. What you have paid goes on until then."),
    ),
    "repair_quoted": (_("Repair %(number)s would cost %(amount)s"), _("Open it to say yes or no.")),
    "repair_done": (_("Repair %(number)s is done"), _("It works again, and is on its way to you.")),
    "brought_somebody": (
        _("Somebody came by your link and ordered"),
        _("Their order has left. Your voucher stands with your link."),
    ),
    "launch_begins": (_("It begins: %(title)s"), _("Open it for the room and what we announce.")),
    "maker_message": (_("%(subject)s"), _("%(words)s")),
    "challenge_won": (
        _("Your picture was chosen: %(title)s"),
        _("%(by)s says why: “%(because)s” Thank you for it."),
    ),
    "challenge_withdrawn": (
        _("Ended early: %(title)s"),
        _("You had taken part. Why: “%(because)s” Your pictures stay yours."),
    ),
    "ambassador_invited": (
        _("%(by)s asks you to be an ambassador"),
        _("“%(words)s” Open it to say yes or no."),
    ),
    "ambassador_accepted": (
        _("You are an ambassador now"),
        _("%(by)s says why: “%(because)s” Open it for your link and your kit."),
    ),
    "ambassador_declined": (
        _("Not an ambassador this time"),
        _("%(by)s says why: “%(because)s” You may apply again."),
    ),
    "ambassador_ended": (
        _("You are no ambassador any more"),
        _("%(by)s says why: “%(because)s” What you have earned stays yours."),
    ),
    "order_paid": (_("Order %(number)s is paid"), _("Thank you. Nothing more is due.")),
    "supplier_order": (
        _("Purchase order %(number)s waits for you"),
        _("Please look at its lines and tell us what you can promise, and when."),
    ),
    "supplier_answered": (
        _("%(partner)s answered purchase order %(number)s"),
        _("%(part)s: asked %(asked)s, promised %(promised)s by %(day)s."),
    ),
    "build_paper_ends": (
        _("The signed %(role)s ends on %(day)s"),
        _("Sign it anew before that day: machines refuse to update with papers that have ended."),
    ),
    "build_paper_ended": (
        _("The signed %(role)s has ended"),
        _("It ended on %(day)s. Until it is signed anew, machines refuse to update."),
    ),
    "webhook_rests": (
        _("The webhook %(name)s rests"),
        _("Its receiver is gone or never answered. Nothing more is sent until you wake it."),
    ),
}
_UNKNOWN: Sentences = (
    _("Something of yours has moved"),
    _("Open it to see what is new."),
)

Words = Callable[[Mapping[str, Any]], dict[str, str]]


class _Data(dict[str, str]):
    """Words of a notice. A word that the room did not hand over is an ellipsis, not a broken inbox."""

    def __missing__(self, key: str) -> str:
        return "…"


def _words(data: Mapping[str, Any]) -> _Data:
    return _Data(
        {key: read(value) if isinstance(value, Mapping) else str(value) for key, value in data.items()}
    )


def said(notice: Notice) -> Said:
    """The notice in the language that is active now."""
    many = f"{notice.kind}.many" if notice.data.get("count", 1) != 1 else notice.kind
    many = f"{many}.balance" if "balance_due" in notice.data else many
    title, text = _SENTENCES.get(many) or _SENTENCES.get(notice.kind, _UNKNOWN)
    words = _words(notice.data)
    return Said(str(title) % words, str(text) % words, _open(notice))


def _open(notice: Notice) -> str:
    """Through the inbox, which marks it as read and goes on to what it is about."""
    return reverse("site:open_notice", args=[notice.pk]) if notice.about else ""
