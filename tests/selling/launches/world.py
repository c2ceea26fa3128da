"""What tests of launches stand on: the shop of selling, a space to talk in, and a launch tomorrow at noon."""

from datetime import timedelta

from fanloop.listening.community.actions import open_space
from fanloop.people.fans.actions import join
from fanloop.selling.launches.actions.planning import NewLaunch, plan_launch, publish
from tests.selling.world import NOON

TOMORROW = NOON + timedelta(days=1)
HOUR = timedelta(hours=1)


def new(shop, **said):
    known = {
        "title": {"en": "The clip", "zh-hans": "夹子"}, "teaser": {"en": "Something small."}, "words": {"en": "It holds."},
        "starts_at": TOMORROW, "ends_at": TOMORROW + HOUR, "line": shop.line,
    }  # fmt: skip
    return NewLaunch(**{**known, **said})


def launch(shop, *, slug="clip", is_public=True, **said):
    said.setdefault("space", open_space(slug=f"talk-{slug}", name="Talk", at=NOON))
    row = plan_launch(new=new(shop, **said), slug=slug, by=shop.member, at=NOON)
    return publish(launch=row, by=shop.member, at=NOON) if is_public else row


def person(handle, *, language="en", market=None):
    """Somebody whose address is known to be theirs."""
    return join(
        handle=handle, email=f"{handle}@example.org", password=None, language=language, market=market,
        is_email_known=True, at=NOON,
    )  # fmt: skip
