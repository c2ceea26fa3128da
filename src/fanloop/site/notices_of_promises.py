"""What a notice says about a campaign that opens, a promise that moves, and about the day of what is left to pay, in its reader's language."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from fanloop.site.notices_of_fridays import Sentences

PROMISES: Mapping[str, Sentences] = {
    "order_promise_later": (
        _("Later than we said: %(title)s"),
        _("Now between %(first)s and %(last)s. Why: “%(because)s” You may step out and get everything back."),
    ),
    "order_promise_moved": (
        _("Sooner than we said: %(title)s"),
        _("Now between %(first)s and %(last)s. Why: “%(because)s”"),
    ),
    "order_promise_later.balance": (
        _("Later than we said: %(title)s"),
        _(
            "Now between %(first)s and %(last)s. What is left to pay is due on %(balance_due)s instead. Why: “%(because)s” You may step out and get everything back."
        ),
    ),
    "order_promise_moved.balance": (
        _("Sooner than we said: %(title)s"),
        _(
            "Now between %(first)s and %(last)s. What is left to pay is due on %(balance_due)s instead. Why: “%(because)s”"
        ),
    ),
    "order_balance_day": (
        _("Another day for what is left to pay: %(title)s"),
        _(
            "It is due on %(balance_due)s. The days we promised stand. If you left a card, we charge it then. Why: “%(because)s”"
        ),
    ),
    "campaign_opened": (
        _("It is open: %(title)s"),
        _("You wanted to hear of it. From now on it can be ordered."),
    ),
}
