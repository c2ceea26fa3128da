"""Voices into needs and out again, needs into one another and apart. Links only: undoing restores exactly."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db import connection, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from fanloop.foundation import bus, live, trail
from fanloop.foundation.refs import ref
from fanloop.foundation.search import index as search
from fanloop.foundation.text.translated import words as content
from fanloop.listening.voices.actions.ranking import rank_needs
from fanloop.listening.voices.actions.saying import labels_of
from fanloop.listening.voices.actions.standing import announced, enter, kind_now, step_back
from fanloop.listening.voices.facts import NeedsJoined, NeedsParted, VoicesMerged, VoiceUnmerged
from fanloop.listening.voices.models import Acceptance, Closure, Joining, Merge, Need, NeedStatus, Voice
from fanloop.listening.voices.queries.boards import audiences
from fanloop.listening.voices.queries.saying import unheard_voices
from fanloop.listening.voices.rules.refusals import Refused
from fanloop.listening.voices.rules.statuses import ENDED, PROMISED
from fanloop.people.team.queries import Member
from fanloop.things.products.queries import Area, Line

Said = str | Mapping[str, str]
_JOIN_LOCK = 71_003


@transaction.atomic
def make_need(
    *, title: Said, voices: Sequence[Voice], by: Member | None, at: datetime, words: Said = "",
    line: Line | None = None, area: Area | None = None,
) -> Need:  # fmt: skip
    """Say in our words what these voices mean. Line and area come from the first voice unless given."""
    if not voices:
        raise Refused(_("A need is made of voices; choose at least one."))
    first = voices[0]
    said = content(title, language=first.language)
    need = Need.objects.create(
        slug=_free_slug(said.get("en") or next(iter(said.values()), "")), title=said,
        words=content(words, language=first.language) if words else {}, by=by, at=at,
        line=line or first.line, area=area or first.area, board=first.board,
    )  # fmt: skip
    _merge(voices, need, by, at)
    return need


def _free_slug(title: str) -> str:
    stem = slugify(title)[:80] or "need"
    taken = set(Need.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    return next(
        slug for slug in (stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken
    )


@transaction.atomic
def merge_voices(*, voices: Sequence[Voice], into: Need, by: Member | None, at: datetime) -> list[Merge]:
    """Count these voices in a need. A voice counted elsewhere moves, and the merge remembers from where."""
    return _merge(voices, into, by, at)


def _merge(voices: Sequence[Voice], into: Need, by: Member | None, at: datetime) -> list[Merge]:
    ids = [voice.id for voice in voices]
    before = {
        row.voice_id: row for row in Merge.objects.select_for_update().filter(voice__in=ids, undone_at=None)
    }
    for voice in voices:
        _same_board(voice.board_id, into.board_id)
    moving = [voice for voice in voices if voice.id not in before or before[voice.id].need_id != into.id]
    left = [before[voice.id] for voice in moving if voice.id in before]
    _undo(left, by, at)
    rows = Merge.objects.bulk_create(
        Merge(voice=voice, need=into, by=by, at=at, replaces=before.get(voice.id)) for voice in moving
    )
    causes = [ref(voice) for voice in moving]
    trail.because(ref(into), dict.fromkeys(causes), at=at)
    trail.restore(ref(into), causes)
    _refresh({into.id} | {row.need_id for row in left}, at)
    if moving:
        bus.publish(VoicesMerged(need=ref(into), voices=tuple(causes)), at=at)
    return rows


def _same_board(one: int | None, other: int | None) -> None:
    """What is said on a private board stays there; counted elsewhere it would be told."""
    if one != other:
        raise Refused(_("These stand on different boards. Move one of them first."))


def _undo(rows: Sequence[Merge], by: Member | None, at: datetime) -> None:
    Merge.objects.filter(id__in=[row.id for row in rows]).update(undone_at=at, undone_by=by)
    for row in rows:
        trail.retract(f"voices.need:{row.need_id}", [f"voices.voice:{row.voice_id}"], at=at, why="unmerged")


@transaction.atomic
def unmerge_voice(*, voice: Voice, by: Member | None, at: datetime) -> Need | None:
    """Undo the latest merge of a voice: it goes back to where it counted before, or to nowhere. Returns that need."""
    row = (
        Merge.objects.select_for_update(of=["self"])
        .filter(voice=voice, undone_at=None)
        .select_related("replaces__need")
        .first()
    )
    if row is None:
        raise Refused(_("This voice is in no need."))
    _undo([row], by, at)
    back = row.replaces
    if back:
        Merge.objects.create(voice=voice, need=back.need, by=by, at=at, replaces=back.replaces)
        trail.restore(ref(back.need), [ref(voice)])
    _refresh({row.need_id} | ({back.need_id} if back else set()), at)
    bus.publish(VoiceUnmerged(need=f"voices.need:{row.need_id}", voice=ref(voice)), at=at)
    return back.need if back else None


@transaction.atomic
def join_needs(*, need: Need, into: Need, by: Member | None, at: datetime) -> Joining:
    """Two needs mean the same: voices, backers and votes of the first count in the second, each person once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_JOIN_LOCK])
    if Joining.objects.filter(need=need, undone_at=None).exists():
        raise Refused(_("This need is joined already; part it first."))
    if need.id in _roots_of(into.id):
        raise Refused(_("These two are one already."))
    _same_board(need.board_id, into.board_id)
    row = Joining.objects.create(need=need, into=into, by=by, at=at)
    change = enter([need.id], "duplicate", by=by, because="", at=at)[0]
    trail.because(ref(into), {ref(need): None}, at=at)
    trail.restore(ref(into), [ref(need)])
    _refresh({need.id, into.id}, at)
    bus.publish(NeedsJoined(need=ref(need), into=ref(into), change=ref(change)), at=at)
    return row


def _roots_of(need_id: int) -> set[int]:
    up: set[int] = set()
    here: int | None = need_id
    while here is not None and here not in up:
        up.add(here)
        here = Joining.objects.filter(need=here, undone_at=None).values_list("into_id", flat=True).first()
    return up


@transaction.atomic
def part_needs(*, need: Need, by: Member | None, at: datetime) -> None:
    """Undo a joining: both needs are exactly what they were."""
    row = Joining.objects.filter(need=need, undone_at=None).first()
    if row is None:
        raise Refused(_("This need is joined to no other."))
    Joining.objects.filter(id=row.id).update(undone_at=at, undone_by=by)
    into = f"voices.need:{row.into_id}"
    trail.retract(into, [ref(need)], at=at, why="parted")
    change = _as_before(need, by, at)
    _refresh({need.id, row.into_id}, at)
    bus.publish(NeedsParted(need=ref(need), into=into, change=announced(change)), at=at)


def _as_before(need: Need, by: Member | None, at: datetime) -> NeedStatus | None:
    """How a need stood before it was joined, unless it ended or its promise was taken back in the meantime."""
    if kind_now(need) != "duplicate":
        return None
    end = Closure.objects.filter(need=need, undone_at=None).first()
    if end is not None:
        return enter([need.id], end.outcome, by=end.by, because=end.because, at=at)[0]  # type: ignore[arg-type]
    before = NeedStatus.objects.filter(need=need).exclude(status__kind="duplicate").order_by("-id").first()
    promised = Acceptance.objects.filter(need=need, withdrawn_at=None).exists()
    if before is not None and before.status.kind in PROMISED and not promised:
        return enter([need.id], "open", by=by, because="", at=at)[0]
    return step_back(need, by=by, because="", at=at)


def _refresh(need_ids: set[int], at: datetime) -> None:
    """Counts, scores, search and open pages follow what was linked."""
    rank_needs(at=at, need_ids=need_ids)
    rows = list(Need.objects.filter(id__in=need_ids))
    search.index(entries(rows))
    for row in rows:
        live.announce(ref(row))


def entries(needs: Sequence[Need]) -> list[search.Entry]:
    """Needs as they are found: our words and, with them, the words of the voices. Those without a voice are not found."""
    said: dict[int, list[str]] = {}
    people: dict[int, set[int | None]] = {}
    unheard = unheard_voices()
    merges = Merge.objects.filter(need__in=[need.id for need in needs], undone_at=None).exclude(
        voice__in=unheard
    )
    columns = ("need_id", "voice__title", "voice__words", "voice__fan_id")
    for need_id, title, words, fan_id in (
        merges.order_by("voice__at", "voice_id").values_list(*columns).iterator(5_000)
    ):
        said.setdefault(need_id, []).append(f"{title}\n{words[:1_000]}")
        people.setdefault(need_id, set()).add(fan_id)
    search.forget(ref(need) for need in needs if need.id not in said)
    may = audiences({need.board_id for need in needs if need.board_id})
    return [
        _entry(need, said[need.id][:50], people[need.id], may[need.board_id])
        for need in needs
        if need.id in said
    ]


def _entry(need: Need, said: Sequence[str], people: Collection[int | None], audience: str) -> search.Entry:
    titles, explained = list(need.title.values()), list(need.words.values())
    words = "\n".join([*explained, *said])
    return search.Entry(
        ref(need), next(iter(need.title), "en"), " · ".join(titles), words, need.at, audience,
        labels_of(need.line_id, need.area_id, people), search.CLOSED if need.stands in ENDED else 1,
    )  # fmt: skip
