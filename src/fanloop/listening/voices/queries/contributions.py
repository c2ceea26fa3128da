"""Who contributed what to a need, and under which version of the terms it was given."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

from fanloop.foundation.refs import parse
from fanloop.foundation.viewer import Viewer
from fanloop.listening.community import queries as community
from fanloop.listening.community.queries import Reply
from fanloop.listening.moderation.queries import hidden_ids
from fanloop.listening.voices.models import Backing, Merge, Voice, Vote
from fanloop.listening.voices.queries.family import family_ids
from fanloop.people.fans import queries as fans


@dataclass(frozen=True)
class Contribution:
    """One thing somebody gave. `terms` is the number of the version agreed to, empty where none was in force.

    `reply` is the reply in a talk that a me-too came from, whose words then count.
    """

    ref: str
    what: str
    who: str
    at: datetime
    title: str
    words: str
    terms: str
    licence: str
    source: str
    reply: str = ""

    def row(self) -> dict[str, str]:
        return {
            key: value.isoformat() if isinstance(value, datetime) else value
            for key, value in asdict(self).items()
        }


def contributions(need_id: int, viewer: Viewer) -> list[Contribution]:
    """Voices, me-toos and reasons behind a need in the order they came, for those who answer voices."""
    if not viewer.may("voices.answer"):
        return []
    family = family_ids([need_id])
    ids = list(Merge.objects.filter(need__in=family, undone_at=None).values_list("voice_id", flat=True))
    said = list(Voice.objects.filter(id__in=ids).select_related("terms"))
    backed = list(Backing.objects.filter(voice__in=ids, withdrawn_at=None).select_related("terms", "voice"))
    voted = list(Vote.objects.filter(need__in=family, withdrawn_at=None).exclude(why=""))
    given: list[Voice | Backing | Vote] = [*said, *backed, *voted]
    replies = _replies(backed)
    names = fans.names({row.fan_id for row in given if row.fan_id})
    rows = [
        *(_voice(row, names) for row in said),
        *(_backing(row, names, replies.get(row.reply)) for row in backed),
        *(_reason(row, names) for row in voted),
    ]
    return sorted(rows, key=lambda row: (row.at, row.ref))


def _agreed(row: Voice | Backing | Reply) -> tuple[str, str]:
    return (str(row.terms.version), row.terms.licence) if row.terms else ("", "")


def _voice(row: Voice, names: dict[int, str]) -> Contribution:
    who = names.get(row.fan_id or 0, "")
    about = f"voices.voice:{row.id}"
    return Contribution(about, row.kind, who, row.at, row.title, row.words, *_agreed(row), row.source)


def _replies(backed: Iterable[Backing]) -> dict[str, Reply]:
    """Replies behind me-toos, by their reference; hidden ones are left out."""
    numbers = {parse(row.reply).id for row in backed if row.reply}
    shown = numbers - hidden_ids(community.REPLY) if numbers else numbers
    return {f"{community.REPLY}:{row.id}": row for row in community.replies_by_ids(shown)}


def _backing(row: Backing, names: dict[int, str], reply: Reply | None) -> Contribution:
    """Its own words and terms, else those of the reply it came from."""
    agreed = _agreed(row) if row.terms or reply is None else _agreed(reply)
    return Contribution(
        f"voices.backing:{row.id}", "me too", names.get(row.fan_id or 0, ""), row.at, row.voice.title,
        row.words or (reply.body if reply else ""), *agreed, row.voice.source, row.reply,
    )  # fmt: skip


def _reason(row: Vote, names: dict[int, str]) -> Contribution:
    who = names.get(row.fan_id or 0, "") or row.person
    return Contribution(f"voices.vote:{row.id}", "vote", who, row.at, "", row.why, "", "", "site")
