"""The peer: pretix from PyPI in an environment of its own, with one free product and one quota of the same stock.

Run by its own interpreter, never by ours: `python pretix_peer.py STOCK`. Where its database and its folder are is told by
the environment that pretix reads itself (`PRETIX_DATABASE_NAME` and so on). Prints the product's number.
"""

import os
import sys
from datetime import timedelta
from decimal import Decimal

os.environ["DJANGO_SETTINGS_MODULE"] = "pretix.settings"

import django

django.setup()

from django.core.management import call_command
from django.utils.timezone import now
from django_scopes import scopes_disabled


def fill(stock: int) -> int:
    """A shop that is open, and how many of its only thing there are."""
    call_command("migrate", interactive=False, verbosity=0)
    from pretix.base.models import Event, Organizer

    Organizer.objects.filter(slug="maker").exists() or Organizer.objects.create(name="Maker", slug="maker")
    maker = Organizer.objects.get(slug="maker")
    event = Event.objects.create(
        organizer=maker, name="Drop", slug=f"drop{Event.objects.count()}", currency="EUR", live=True,
        date_from=now() + timedelta(days=30), plugins="",
    )  # fmt: skip
    item = event.items.create(name="Lamp", default_price=Decimal("0.00"), active=True)
    quota = event.quotas.create(name="Lamps", size=stock)
    quota.items.add(item)
    print(event.slug, item.pk)
    return 0


if __name__ == "__main__":
    with scopes_disabled():
        sys.exit(fill(int(sys.argv[1])))
