"""A launch is planned, changed, published, and withdrawn. What stood before a change is kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fanloop.foundation import bus, live, trail
from fanloop.foundation.files import StoredFile
from fanloop.foundation.refs import ref
from fanloop.foundation.text.translated import Words, words
from fanloop.listening.community.queries import Space
from fanloop.listening.events import actions as events
from fanloop.people.team.queries import Member
from fanloop.selling.campaigns import queries as campaigns
from fanloop.selling.campaigns.queries import Campaign
from fanloop.selling.launches.facts import LaunchPublished
from fanloop.selling.launches.models import Launch, LaunchChange, LaunchStep, Picture
from fanloop.selling.launches.rules.phase import BEGUN, OVER, PUBLISHED, WITHDRAWN
from fanloop.selling.launches.rules.refusals import Refused
from fanloop.things.products.queries import Line

__all__ = ["NewLaunch", "Refused"]
MOST_PICTURES = 6


@dataclass(frozen=True)
class NewLaunch:
    """What is said of a launch. Moments are aware; `stream` is a plain https link, never shown inside our page."""

    title: Mapping[str, str]
    teaser: Mapping[str, str]
    words: Mapping[str, str]
    starts_at: datetime
    ends_at: datetime
    line: Line
    campaign: Campaign | None = None
    space: Space | None = None
    stream: str = ""


@transaction.atomic
def plan_launch(*, new: NewLaunch, slug: str, by: Member, at: datetime) -> Launch:
    """Write a launch down; nobody sees it until it is published. Raises Refused for one that cannot be."""
    said = _checked(new)
    try:
        with transaction.atomic():
            row = Launch.objects.create(**said, slug=slug, by=by, at=at)
    except IntegrityError:
        raise Refused(_("Another launch has the address %(slug)s.") % {"slug": slug}) from None
    _because(row, at)
    return row


def _checked(new: NewLaunch) -> dict[str, Any]:
    said = {name: getattr(new, name) for name in _names(new)}
    said |= {name: words(said[name]) for name in ("title", "teaser", "words")}
    if not said["title"] or not said["teaser"]:
        raise Refused(_("A launch has a title and words to show before."))
    if new.ends_at <= new.starts_at:
        raise Refused(_("A launch ends after it starts."))
    if new.stream and not new.stream.startswith("https://"):
        raise Refused(_("The link to the stream begins with https://."))
    if new.campaign and new.campaign.line_id != new.line.id:
        raise Refused(_("This campaign belongs to another product line."))
    return said


def _names(new: NewLaunch) -> list[str]:
    """The fields of a launch as they are kept; rows are not to be copied."""
    return list(new.__dataclass_fields__)


def _because(row: Launch, at: datetime) -> None:
    if row.campaign:
        trail.because(ref(row), {campaigns.ref_of(row.campaign): None}, at=at)


def locked(launch_id: int) -> tuple[Launch, set[str]]:
    """The launch's row is what everybody who moves it waits for; its steps are read behind the lock."""
    row = Launch.objects.select_for_update().get(id=launch_id)
    return row, set(LaunchStep.objects.filter(launch=row).values_list("step", flat=True))


@transaction.atomic
def change_launch(*, launch: Launch, new: NewLaunch, by: Member, at: datetime) -> Launch:
    """Say it otherwise. Raises Refused once it has begun for another moment, and for one that is over or withdrawn."""
    row, steps = locked(launch.id)
    said = _checked(new)
    changed = {name: getattr(row, name) for name, value in said.items() if getattr(row, name) != value}
    if not changed:
        return row
    _refuse_late(steps, changed, new, row, at)
    LaunchChange.objects.create(launch=row, before=_plain(changed), by=by, at=at)
    for name in changed:
        setattr(row, name, said[name])
    row.save(update_fields=list(changed))
    if "campaign" in changed:
        _because(row, at)
    if row.event and set(changed) & {"title", "teaser", "starts_at", "ends_at"}:
        events.change_event(event=row.event, new=_event(row, row.event.link), by=by, at=at)
    live.announce(ref(row))
    return row


def _refuse_late(
    steps: set[str], changed: Mapping[str, Any], new: NewLaunch, row: Launch, at: datetime
) -> None:
    if steps & {OVER, WITHDRAWN} and set(changed) - {"words", "campaign"}:
        raise Refused(_("This launch is over. Its words can still be mended."))
    if (BEGUN in steps or (at >= row.starts_at and PUBLISHED in steps)) and "starts_at" in changed:
        raise Refused(_("It has begun: its moment cannot be moved any more."))
    if PUBLISHED in steps and "starts_at" in changed and new.starts_at <= at:
        raise Refused(_("The new moment has passed already."))


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Rows by their id, moments as ISO."""
    return {name: _told(value) for name, value in values.items()}


def _told(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return getattr(value, "pk", value)


def _event(row: Launch, link: str) -> events.NewEvent:
    return events.NewEvent(
        kind="launch", title=row.title, words=row.teaser, starts=row.starts_at, ends=row.ends_at, time_zone="UTC",
        link=link,
    )  # fmt: skip


@transaction.atomic
def publish(*, launch: Launch, by: Member, at: datetime, page: str = "") -> Launch:
    """From now on its teaser is public. With the address of its `page` it stands among the events as well.

    Publishing again changes nothing. Raises Refused when its moment has passed.
    """
    row, steps = locked(launch.id)
    if PUBLISHED in steps:
        return row
    if row.starts_at <= at:
        raise Refused(_("Its moment has passed. Move it before you publish it."))
    step(row, PUBLISHED, by=by, at=at)
    if page:
        row.event = events.open_event(new=_event(row, page), by=by, at=at)
        row.save(update_fields=["event"])
    bus.publish(LaunchPublished(launch=ref(row), starts=row.starts_at.isoformat()), at=at)
    live.announce("launches")
    return row


def step(row: Launch, name: str, *, by: Member | None, at: datetime) -> bool:
    """Write a step down once; the caller holds the launch."""
    _step, is_new = LaunchStep.objects.get_or_create(launch=row, step=name, defaults={"by": by, "at": at})
    if is_new:
        live.announce(ref(row))
    return is_new


@transaction.atomic
def withdraw_launch(*, launch: Launch, because: str, by: Member, at: datetime) -> None:
    """It does not take place. Raises Refused without a reason, and for what has begun."""
    row, steps = locked(launch.id)
    if WITHDRAWN in steps:
        return
    if BEGUN in steps or OVER in steps:
        raise Refused(_("It has begun already. End it instead."))
    if not because.strip():
        raise Refused(_("Say why it does not take place."))
    step(row, WITHDRAWN, by=by, at=at)
    LaunchChange.objects.create(launch=row, before={"because": because.strip()[:500]}, by=by, at=at)
    if row.event:
        events.cancel_event(event=row.event, because=because, by=by, at=at)


@transaction.atomic
def show_picture(*, launch: Launch, file: StoredFile, words: Words, by: Member, at: datetime) -> Picture:
    """Hang a picture into the teaser. Raises Refused without words for who cannot see it, and for too many."""
    row, _steps = locked(launch.id)
    if not file.content_type.startswith("image/"):
        raise Refused(_("This is not a picture."))
    if not any(words.values()):
        raise Refused(_("Say what is to be seen on it, for those who cannot see it."))
    if Picture.objects.filter(launch=row, down_at=None).count() >= MOST_PICTURES:
        raise Refused(_("At most %(n)s pictures. Take one down first.") % {"n": MOST_PICTURES})
    return Picture.objects.create(launch=row, file=file, words=words, by=by, at=at)


@transaction.atomic
def take_picture_down(*, picture: Picture, at: datetime) -> None:
    """Not shown any more; doing it again keeps the first moment."""
    Picture.objects.filter(id=picture.id, down_at=None).update(down_at=at)
