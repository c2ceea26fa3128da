"""What a notice says about the way of an order: what holds it back, its boxes, what comes back, and how cases end."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from fanloop.site.notices_of_fridays import Sentences

ORDERS: Mapping[str, Sentences] = {
    "order_held": (
        _("Order %(number)s waits until one of us has looked"),
        _("Its page says why. Your place and your money stay as they are."),
    ),
    "order_let_through": (
        _("Order %(number)s goes on"),
        _("One of us has looked, and everything is fine. It has kept its place."),
    ),
    "order_called_off": (
        _("Order %(number)s is called off"),
        _("%(by)s says why: “%(because)s” All that you paid comes back to you."),
    ),
    "order_readdressed": (
        _("Order %(number)s goes somewhere else now"),
        _(
            "%(by)s changed its address at our desk: “%(because)s” Open it to see where it goes, and tell us at once if it is wrong."
        ),
    ),
    "order_rebilled": (
        _("Who is billed for order %(number)s has changed"),
        _("%(by)s changed it at our desk: “%(because)s” Tell us at once if it is wrong."),
    ),
    "order_shipped": (
        _("Order %(number)s is on its way"),
        _("It left with %(carrier)s under the number %(tracking)s. Serials stand on the order’s page."),
    ),
    "order_delivered": (
        _("Order %(number)s is with you"),
        _("You have fourteen days to send it back, and two years in which we stand behind it."),
    ),
    "order_returned": (
        _("We have looked at what you sent back of %(number)s"),
        _("%(amount)s go back the way they came."),
    ),
    "order_case_repaired": (
        _("Repaired: %(serial)s of order %(number)s"),
        _("The case has ended. What we say: “%(because)s”"),
    ),
    "order_case_refunded": (
        _("Paid back: %(serial)s of order %(number)s"),
        _("%(amount)s go back the way they came, and you keep it. What we say: “%(because)s”"),
    ),
    "order_case_declined": (
        _("Not covered: %(serial)s of order %(number)s"),
        _(
            "Somebody has looked at it and says why: “%(because)s” Write under your voice if you see it otherwise."
        ),
    ),
    "order_refunded": (_("Order %(number)s is paid back"), _("All that is owed has left us.")),
    "order_replaced": (
        _("Another one for you: order %(number)s"),
        _("It costs nothing and goes to the same address."),
    ),
}
