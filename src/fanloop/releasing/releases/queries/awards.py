"""Reads of the Popcorn award: who may be voted for, how it went, what fans said, what an engineer has made."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fanloop.foundation import trail
from fanloop.foundation.text import translated
from fanloop.foundation.viewer import Viewer
from fanloop.listening.moderation.ports import Subject, subject
from fanloop.listening.moderation.queries import hidden_ids
from fanloop.people.fans import queries as fans
from fanloop.people.team import queries as team
from fanloop.people.team.queries import Member
from fanloop.releasing.releases.models import (
    Award,
    AwardVote,
    Boarding,
    Change,
    Credit,
    Departure,
    Pulled,
    Tally,
    Train,
    Withdrawal,
)
from fanloop.releasing.releases.queries.engineers import engineers_of, has_engineer, made_by
from fanloop.releasing.releases.queries.reports import zone_of
from fanloop.releasing.releases.rules import awards as rules

__all__ = ["Award", "AwardVote"]

VOTE = "releases.award_vote"


@dataclass(frozen=True)
class Candidacy:
    """An engineer on the ballot with the changes that left; after the count the votes and how many won with them."""

    member: Member
    changes: list[Change]
    votes: int = 0
    has_won: bool = False


@dataclass(frozen=True)
class Thanks:
    """A fan's words to an engineer, about a train; `ref` is what moderation knows them by."""

    ref: str
    member_id: int
    fan_id: int
    words: str
    train: Train
    at: datetime


@dataclass(frozen=True)
class Ballot:
    """The vote of one train. `votes` and who won are known when it is counted, and to nobody before."""

    train: Train
    departed_at: datetime
    closes_at: datetime
    candidates: list[Candidacy]
    counted_at: datetime | None
    votes: int
    mine: AwardVote | None
    words: list[Thanks]

    @property
    def won(self) -> list[Candidacy]:
        return [one for one in self.candidates if one.has_won]

    def is_open(self, now: datetime) -> bool:
        return self.counted_at is None and now < self.closes_at


def ballot(train_id: int, *, viewer: Viewer) -> Ballot | None:
    """The vote of a train that has left with an engineer's change; None where there is nothing to vote about."""
    gone = Departure.objects.select_related("train__line").filter(train_id=train_id).first()
    made = made_aboard(train_id) if gone else {}
    if gone is None or not made or is_withdrawn(train_id):
        return None
    tally = Tally.objects.filter(train_id=train_id).first()
    mine = AwardVote.objects.filter(train_id=train_id, fan_id=viewer.fan_id or 0, withdrawn_at=None)
    return Ballot(
        gone.train, gone.at, closes_at(gone), _candidacies(train_id, made, is_counted=tally is not None),
        tally.at if tally else None, tally.votes if tally else 0, mine.first(),
        thanks(train_ids=[train_id]) if tally else [],
    )  # fmt: skip


def popcorn(train_id: int) -> list[Award]:
    """The awards of a train, none before the count and none where nobody had enough votes."""
    return list(Award.objects.filter(train_id=train_id).select_related("member").order_by("id"))


def _candidacies(train_id: int, made: dict[int, list[Change]], *, is_counted: bool) -> list[Candidacy]:
    members = team.members_by_ids(made)
    votes = votes_of(train_id) if is_counted else {}
    won = {award.member_id for award in popcorn(train_id)} if is_counted else set()
    rows = [
        Candidacy(members[one], made[one], votes.get(one, 0), one in won) for one in made if one in members
    ]
    return sorted(rows, key=lambda row: (-row.votes, row.member.id))


def made_aboard(train_id: int) -> dict[int, list[Change]]:
    """Member id → the changes they made that left with this train and still stand; who asked not to be named stands
    in no vote.
    """
    places = list(_made().filter(train_id=train_id).select_related("change").order_by("id"))
    engineers = engineers_of([row.change_id for row in places])
    quiet = fans.unnamed(one.fan_id for rows in engineers.values() for one in rows)
    found: dict[int, list[Change]] = defaultdict(list)
    for row in places:
        for one in engineers[row.change_id]:
            if one.fan_id not in quiet:
                found[one.id].append(row.change)
    return dict(found)


def votes_of(train_id: int) -> dict[int, int]:
    """Member id → votes that stand."""
    rows = AwardVote.objects.filter(train_id=train_id, withdrawn_at=None).values_list("member_id")
    return dict(rows.annotate(count=Count("id")).order_by("member_id"))


def closes_at(gone: Departure) -> datetime:
    """When the votes of a train that has left are counted: as its line's Tuesday ends."""
    return rules.closes_at(gone.at, zone_of(gone.train.line_id))


def open_ballots(now: datetime) -> list[Departure]:
    """Departures whose vote is open, the last one first; trains without an engineer aboard have none."""
    rows = _voted().filter(at__gte=now - rules.LONGEST, at__lte=now)
    return [row for row in rows.select_related("train__line").order_by("-at", "-id") if now < closes_at(row)]


def is_ballot_open(train_id: int, *, now: datetime) -> bool:
    """Whether the vote of a train can be given now; two queries."""
    row = _voted().select_related("train").filter(train_id=train_id, at__lte=now).first()
    return row is not None and now < closes_at(row)


def uncounted(now: datetime) -> list[Train]:
    """Trains whose voting is over and not counted yet, the first to leave first."""
    rows = _voted().filter(at__lte=now).select_related("train__line").order_by("at", "id")
    return [row.train for row in rows if closes_at(row) <= now]


def _voted() -> QuerySet[Departure]:
    """Departures with a ballot that is not counted; an imported train and one that was taken back have none."""
    rows = Departure.objects.filter(train__origin="", train__in=_made().values("train"))
    rows = rows.exclude(train__in=Tally.objects.values("train"))
    return rows.exclude(train__in=Withdrawal.objects.values("train"))


def _made() -> QuerySet[Boarding]:
    """Places of engineers' changes that were not taken back."""
    rows = Boarding.objects.filter(has_engineer("change"), left_at=None)
    return rows.exclude(change__in=Pulled.objects.values("change"))


def is_withdrawn(train_id: int) -> bool:
    return Withdrawal.objects.filter(train_id=train_id).exists()


def thanks(
    *, train_ids: Iterable[int] | None = None, member_id: int | None = None, limit: int = 100
) -> list[Thanks]:
    """Fans' words of counted votes, the newest first; none that moderators hide."""
    rows = AwardVote.objects.filter(withdrawn_at=None, train__in=Tally.objects.values("train"))
    rows = rows.exclude(words="").exclude(id__in=hidden_ids(VOTE))
    rows = rows.filter(train_id__in=list(train_ids)) if train_ids is not None else rows
    rows = rows.filter(member_id=member_id) if member_id is not None else rows
    return [
        Thanks(f"{VOTE}:{row.id}", row.member_id, row.fan_id, row.words, row.train, row.at)
        for row in rows.select_related("train__line").order_by("-at", "-id")[:limit]
    ]


def credited(change_ids: Iterable[int]) -> list[Credit]:
    """Who stands behind these changes, for what and since when, in the order they were credited."""
    return list(Credit.objects.filter(change_id__in=list(change_ids)).order_by("id"))


def awards_of(member_id: int) -> list[Award]:
    """Every award of an engineer, the newest first."""
    rows = Award.objects.filter(member_id=member_id).select_related("train__line")
    return list(rows.order_by("-at", "-id"))


def latest_awards(*, since: datetime | None = None, limit: int = 60) -> list[Award]:
    """Awards of all engineers, the newest count first and in it the surest."""
    rows = Award.objects.select_related("train__line", "member")
    rows = rows.filter(at__gte=since) if since is not None else rows
    return list(rows.order_by("-at", "-lower", "-id")[:limit])


def award(award_id: int) -> Award | None:
    return Award.objects.select_related("train__line", "member").filter(id=award_id).first()


def train_of_vote(vote_id: int) -> int | None:
    """The train a vote was given for."""
    return AwardVote.objects.filter(id=vote_id).values_list("train_id", flat=True).first()


def voters_of(train_id: int) -> set[int]:
    """Ids of the fans whose vote stands; told to nobody but themselves."""
    rows = AwardVote.objects.filter(train_id=train_id, withdrawn_at=None)
    return set(rows.values_list("fan_id", flat=True))


def changes_made(member_id: int) -> list[tuple[Change, Train, datetime]]:
    """What an engineer made that has left, the last first: the change, its train, and when it left."""
    member = team.member(member_id)
    if member is None:
        return []
    rows = _made().filter(made_by("change", member)).select_related("change", "train__line")
    left = dict(Departure.objects.filter(train__in=rows.values("train")).values_list("train_id", "at"))
    gone = [(row.change, row.train, left[row.train_id]) for row in rows if row.train_id in left]
    return sorted(gone, key=lambda one: (one[2], one[0].id), reverse=True)


def makers() -> Counter[int]:
    """Member id → how many changes of theirs have left."""
    rows = _made().filter(train__in=Departure.objects.values("train"))
    made = engineers_of(list(rows.values_list("change_id", flat=True)))
    return Counter(one.id for engineers in made.values() for one in engineers)


@trail.describes("releases.award", label=lambda count: ngettext("award", "awards", count))
def describe_awards(ids: set[int], viewer: Viewer) -> dict[int, trail.Card]:  # noqa: ARG001 -- awards are public
    rows = Award.objects.filter(id__in=ids).select_related("member", "train__line")
    return {
        row.id: trail.Card(
            f"releases.award:{row.id}", _("award"),
            _("%(name)s, engineer of the week") % {"name": row.member.name or _("someone who left")},
            f"{translated.read(row.train.line.name)} {row.train.number}", row.at,
        )
        for row in rows
    }  # fmt: skip


@subject(VOTE)
def votes_as_subjects(ids: set[int]) -> dict[int, Subject]:
    """Whose words of thanks stand behind a flag."""
    rows = AwardVote.objects.filter(id__in=ids).select_related("train")
    return {row.id: Subject(row.fan_id, row.words, title=row.train.number, at=row.at) for row in rows}


def _export(fan_id: int) -> list[dict[str, str]]:
    """A fan's votes, also those taken back."""
    rows = AwardVote.objects.filter(fan_id=fan_id).select_related("train", "member").order_by("id")
    return [
        {
            "train": row.train.number,
            "engineer": row.member.name,
            "words": row.words,
            "at": row.at.isoformat(),
            "withdrawn_at": row.withdrawn_at.isoformat() if row.withdrawn_at else "",
        }
        for row in rows
    ]


fans.register_export("award_votes", _export)
