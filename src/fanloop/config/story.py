"""The story: our own small world, told only through the actions people use, chapter by chapter.

Its clock is deterministic; it ends on Thursday 26 November 2026 at 14:20 UTC.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from fanloop.foundation import bus
from fanloop.foundation.story import World
from fanloop.listening.answers import seeds as answers
from fanloop.listening.attention import seeds as attention
from fanloop.listening.chat import seeds as chat
from fanloop.listening.community import seeds as community
from fanloop.listening.conversations import seeds as conversations
from fanloop.listening.events import seeds as events
from fanloop.listening.moderation import seeds as moderation
from fanloop.listening.voices import seeds as voices
from fanloop.making.demand import seeds as demand
from fanloop.making.supply import seeds as supply
from fanloop.people.fans import seeds as fans
from fanloop.people.levels import seeds as levels
from fanloop.people.markets import seeds as markets
from fanloop.people.partners import seeds as partners
from fanloop.people.team import seeds as team
from fanloop.people.terms import seeds as terms
from fanloop.plugins.repository import seeds as repository
from fanloop.releasing.beta import seeds as beta
from fanloop.releasing.releases import seeds as releases
from fanloop.selling.campaigns import seeds as campaigns
from fanloop.selling.campaigns.seeds import codes, crowd, drops, mouth, shop
from fanloop.selling.challenges import seeds as challenges
from fanloop.selling.launches import seeds as launches
from fanloop.selling.orders import seeds as orders
from fanloop.selling.payments import seeds as payments
from fanloop.things.builds import seeds as builds
from fanloop.things.products import seeds as products

PRESENT = datetime(2026, 11, 26, 14, 20, tzinfo=UTC)

Teller = Callable[[World], None]


@dataclass(frozen=True)
class Chapter:
    """One stretch of the story. `tellers` speak in order; each room tells its own part."""

    name: str
    tellers: Sequence[Teller]


CHAPTERS = (
    Chapter(
        "founded",
        (
            markets.founded,
            fans.founded,
            team.founded,
            terms.founded,
            partners.founded,
            answers.founded,
            products.founded,
        ),
    ),
    Chapter("heard", (community.heard, chat.heard, conversations.heard, voices.heard, answers.heard)),
    Chapter("ranked", (voices.ranked, voices.compared, community.settled, attention.minded)),
    Chapter("promised", (voices.promised,)),
    Chapter(
        "released",
        (
            builds.built,
            releases.released,
            releases.told,
            releases.thanked,
            levels.earned,
            events.planned,
            beta.explored,
        ),
    ),
    Chapter("patched", (repository.handed_in,)),
    Chapter("owned", (orders.owned,)),
    Chapter(
        "offered",
        (
            orders.sold_elsewhere,
            campaigns.offered,
            payments.settled,
            crowd.funded,
            crowd.planned,
            drops.drawn,
            drops.ahead,
            codes.invited,
            codes.waiting,
            shop.shelved,
            challenges.challenged,
            mouth.spread,
            launches.launched,
        ),
    ),
    Chapter("planned", (demand.funded, demand.planned, supply.planned)),
    Chapter(
        "answered",
        (supply.answered, moderation.kept, community.disputed, moderation.judged, community.ranked),
    ),
)


def names() -> list[str]:
    return [chapter.name for chapter in CHAPTERS]


def _silent(_chapter: str) -> None:
    return


def tell(*, until: str | None = None, told: Callable[[str], None] = _silent) -> World:
    """Tell the story up to and including the chapter `until`; `told` is called after each chapter.

    Raises KeyError for an unknown chapter.
    """
    if until is not None and until not in names():
        raise KeyError(f"there is no chapter {until!r}; there are: {', '.join(names())}")
    world = World()
    for chapter in CHAPTERS:
        for teller in chapter.tellers:
            teller(world)
            bus.drain()
        told(chapter.name)
        if chapter.name == until:
            break
    return world
