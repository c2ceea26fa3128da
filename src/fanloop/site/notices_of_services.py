"""What a notice says about money for a service or a repair, in its reader's language."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from fanloop.site.notices_of_fridays import Sentences

SERVICES: Mapping[str, Sentences] = {
    "service_due_soon": (
        _("%(amount)s for your service %(number)s is due on %(day)s"),
        _(
            "If you left a card, we charge it on that day. Otherwise you can pay now, on the page of your services."
        ),
    ),
    "service_due": (
        _("%(amount)s for your service %(number)s was due on %(day)s"),
        _(
            "It has not come yet. Perhaps it is on its way; if not, the page of your services says how to pay."
        ),
    ),
    "service_due_last": (
        _("A last word about %(amount)s for your service %(number)s"),
        _(
            "It was due on %(day)s. Pay on the page of your services, or do nothing: then it ends, and you owe nothing."
        ),
    ),
    "service_charge_failed": (
        _("Your card did not pay %(amount)s for your service %(number)s"),
        _(
            "Open it to pay another way. We try again every two days until %(day)s; then the service ends, and you owe nothing."
        ),
    ),
    "service_charge_asks": (
        _("Your bank asks whether it is you: %(amount)s for your service %(number)s"),
        _(
            "Nothing was taken. Open it, say yes to your bank, and it is paid. We try again every two days until %(day)s; then the service ends, and you owe nothing."
        ),
    ),
    "repair_due_soon": (
        _("%(amount)s for repair %(number)s is to be paid"),
        _("We begin when it is here. You can pay on the page of your services."),
    ),
    "repair_due": (
        _("%(amount)s for repair %(number)s was due on %(day)s"),
        _("It has not come yet, so we have not begun. The page of your services says how to pay."),
    ),
    "repair_due_last": (
        _("A last word about %(amount)s for repair %(number)s"),
        _(
            "It was due on %(day)s. Without it we do not repair; tell us if you want your device back as it is."
        ),
    ),
    "repair_charge_failed": (
        _("Your card did not pay %(amount)s for repair %(number)s"),
        _("Open it to pay another way. We try again every two days until %(day)s."),
    ),
    "repair_charge_asks": (
        _("Your bank asks whether it is you: %(amount)s for repair %(number)s"),
        _(
            "Nothing was taken. Open it, say yes to your bank, and it is paid. We try again every two days until %(day)s."
        ),
    ),
}
