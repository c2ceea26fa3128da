"""Which level somebody has earned: figures of the ledger in, requirements and a level out.

The table is Discourse's (trust levels 1 to 3), told by our deeds: a day with a visit instead of minutes of reading.
A reaction counts once a person and day, so nobody is lifted by one busy friend; there are no points, and no
amount of writing alone opens level 2.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil

WINDOW = timedelta(days=100)
GRACE = timedelta(days=14)
KEPT = 0.9
"""Level 3 is kept at nine tenths of what it takes to reach it, so nobody flickers at the mark."""
HIGHEST_EARNED = 3
BY_HAND = 4


@dataclass(frozen=True)
class Counts:
    """What the ledger says of one fan over some time.

    `received` counts pairs of a person and a day, `givers` the people, `giver_days` the days.
    `replied` are topics that somebody else started. `helped` are shipped voices, best answers and flags that were right.
    """

    days: int = 0
    topics: int = 0
    posts: int = 0
    replied: int = 0
    given: int = 0
    received: int = 0
    givers: int = 0
    giver_days: int = 0
    helped: int = 0
    flagged: int = 0
    flaggers: int = 0
    strikes: int = 0


@dataclass(frozen=True)
class Facts:
    """One fan's figures: from the beginning, and in the window. `new_topics` and `new_posts` are everybody's in it."""

    ever: Counts = field(default_factory=Counts)
    recent: Counts = field(default_factory=Counts)
    new_topics: int = 0
    new_posts: int = 0


@dataclass(frozen=True)
class Thresholds:
    """How much each level needs. Founders set them; these are the figures a house begins with."""

    one_days: int = 2
    one_topics: int = 5
    one_posts: int = 30
    two_days: int = 15
    two_topics: int = 20
    two_posts: int = 100
    two_replied: int = 3
    two_given: int = 1
    two_received: int = 2
    three_days: int = 50
    three_replied: int = 10
    three_topics_percent: int = 25
    three_topics_most: int = 500
    three_posts_percent: int = 25
    three_posts_most: int = 20_000
    three_topics_ever: int = 200
    three_posts_ever: int = 500
    three_given: int = 30
    three_received: int = 20
    three_helped: int = 1
    three_flagged: int = 5


FEWEST_GIVERS = 2
"""However low the thresholds are set: one person alone lifts nobody to level 2."""


@dataclass(frozen=True)
class Requirement:
    """One condition of a level; with `at_most` the figure must not be higher than `needs`."""

    key: str
    has: int
    needs: int
    at_most: bool = False

    @property
    def is_met(self) -> bool:
        return self.has <= self.needs if self.at_most else self.has >= self.needs

    @property
    def missing(self) -> int:
        return 0 if self.is_met or self.at_most else self.needs - self.has


def requirements(level: int, facts: Facts, set_to: Thresholds) -> list[Requirement]:
    """The conditions of one level, 1 to 3, as they stand for these figures. Raises ValueError for another level."""
    if level == 1:
        return _one(facts.ever, set_to)
    if level == 2:
        return _two(facts.ever, set_to)
    if level == HIGHEST_EARNED:
        return [*_three(facts, set_to), *_three_ever(facts.ever, set_to), *_penalties(facts.recent, set_to)]
    raise ValueError(f"level {level} is not reckoned")


def _one(ever: Counts, set_to: Thresholds) -> list[Requirement]:
    return [
        Requirement("days", ever.days, set_to.one_days),
        Requirement("topics", ever.topics, set_to.one_topics),
        Requirement("posts", ever.posts, set_to.one_posts),
    ]


def _two(ever: Counts, set_to: Thresholds) -> list[Requirement]:
    people = max(FEWEST_GIVERS, people_for(set_to.two_received))
    return [
        Requirement("days", ever.days, set_to.two_days),
        Requirement("topics", ever.topics, set_to.two_topics),
        Requirement("posts", ever.posts, set_to.two_posts),
        Requirement("replied", ever.replied, set_to.two_replied),
        Requirement("given", ever.given, set_to.two_given),
        Requirement("received", ever.received, max(people, set_to.two_received)),
        Requirement("givers", ever.givers, people),
        Requirement("giver_days", ever.giver_days, max(FEWEST_GIVERS, days_for(set_to.two_received))),
    ]


def _three(facts: Facts, set_to: Thresholds) -> list[Requirement]:
    """The conditions that look at the window and are kept at nine tenths."""
    recent, people = facts.recent, max(FEWEST_GIVERS, people_for(set_to.three_received))
    topics = share_of(facts.new_topics, set_to.three_topics_percent, set_to.three_topics_most)
    posts = share_of(facts.new_posts, set_to.three_posts_percent, set_to.three_posts_most)
    return [
        Requirement("days_recent", recent.days, set_to.three_days),
        Requirement("replied_recent", recent.replied, set_to.three_replied),
        Requirement("topics_recent", recent.topics, topics),
        Requirement("posts_recent", recent.posts, posts),
        Requirement("given_recent", recent.given, set_to.three_given),
        Requirement("received_recent", recent.received, max(people, set_to.three_received)),
        Requirement("givers_recent", recent.givers, people),
        Requirement(
            "giver_days_recent", recent.giver_days, max(FEWEST_GIVERS, days_for(set_to.three_received))
        ),
    ]


def _three_ever(ever: Counts, set_to: Thresholds) -> list[Requirement]:
    return [
        Requirement("topics", ever.topics, set_to.three_topics_ever),
        Requirement("posts", ever.posts, set_to.three_posts_ever),
        Requirement("helped", ever.helped, set_to.three_helped),
    ]


def _penalties(recent: Counts, set_to: Thresholds) -> list[Requirement]:
    return [
        Requirement("flagged", recent.flagged, set_to.three_flagged, at_most=True),
        Requirement("flaggers", recent.flaggers, set_to.three_flagged, at_most=True),
        Requirement("strikes", recent.strikes, 0, at_most=True),
    ]


def people_for(received: int) -> int:
    """From how many people so many reactions must come: a quarter of them (Discourse).

    >>> people_for(20)
    5
    """
    return ceil(received / 4)


def days_for(received: int) -> int:
    """On how many days so many reactions must come: a third of them, at most 75 (Discourse).

    >>> days_for(20)
    7
    """
    return min(ceil(received / 3), 75)


def share_of(everybody: int, percent: int, most: int) -> int:
    """So many per cent of what was new, but never more than `most`."""
    return min(ceil(everybody * percent / 100), most)


def earned(facts: Facts, set_to: Thresholds) -> int:
    """The highest level whose conditions, and those of every level below it, are met."""
    for level in (1, 2, HIGHEST_EARNED):
        if not all(one.is_met for one in requirements(level, facts, set_to)):
            return level - 1
    return HIGHEST_EARNED


def keeping(facts: Facts, set_to: Thresholds) -> list[Requirement]:
    """What keeps level 3: nine tenths of the window's marks; what was earned once stays earned; penalties count in full."""
    eased = [Requirement(one.key, one.has, ceil(one.needs * KEPT - 1e-9)) for one in _three(facts, set_to)]
    return [*eased, *_penalties(facts.recent, set_to)]


@dataclass(frozen=True)
class Held:
    """The level somebody holds, and since when they are below the marks that keep it."""

    level: int = 0
    slipping_since: datetime | None = None


def reckon(held: Held, facts: Facts, set_to: Thresholds, *, at: datetime) -> Held:
    """The level from now on.

    Levels 1 and 2 are kept for good. Level 3 falls after fourteen days in a row below its marks; a penalty is
    felt at once. Level 4 is given by hand and stays.
    """
    if held.level >= BY_HAND:
        return held
    level = earned(facts, set_to)
    if level > held.level:
        return Held(level)
    if held.level < HIGHEST_EARNED:
        return Held(held.level)
    return _keep_or_fall(held, facts, set_to, at=at)


def _keep_or_fall(held: Held, facts: Facts, set_to: Thresholds, *, at: datetime) -> Held:
    broken = [one for one in keeping(facts, set_to) if not one.is_met]
    if not broken:
        return Held(held.level)
    since = held.slipping_since or at
    if any(one.at_most for one in broken) or at - since >= GRACE:
        return Held(held.level - 1)
    return Held(held.level, since)
