"""Writes of builds: add with every file proved, offer, withdraw."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fanloop.foundation import bus, files
from fanloop.foundation.refs import ref
from fanloop.people.team.queries import Member
from fanloop.things.builds.actions.papers import draft_targets
from fanloop.things.builds.facts import BuildAdded, BuildOffered, BuildWithdrawn
from fanloop.things.builds.models import Build, BuildFile, Offer, Withdrawal
from fanloop.things.builds.queries import build_by_number, standings
from fanloop.things.builds.rules.names import is_file, is_number, is_revision, is_sha256
from fanloop.things.builds.rules.refusals import Refused
from fanloop.things.products.queries import Line

MOST_FILES = 50
_TYPE = "application/octet-stream"


@dataclass(frozen=True)
class NewFile:
    """A file as it was handed over. What is declared is proved; `revisions` empty means every revision."""

    name: str
    content: "File[bytes]"
    sha256: str = ""
    size: int | None = None
    revisions: Sequence[str] = ()


def add_build(
    *,
    line: Line,
    number: str,
    files: Sequence[NewFile],
    at: datetime,
    by: Member | None,
    origin: str = "",
    source_key: str | None = None,
) -> Build:
    """Keep a build with all its files, or nothing of it. Adding the same again gives the build that is there.

    Raises Refused for a name, a hash or a size that is not so, and for a number that has other files already.
    """
    if not is_number(number):
        raise Refused(
            _("“%(number)s” is no version: use letters, digits and . + - _ ~, as in 2.4.0-rc2.")
            % {"number": number[:80]}
        )
    digests = _proved(files)
    existing = build_by_number(line.id, number)
    if existing is not None:
        return _same(existing, files, digests)
    build = Build(line=line, number=number, origin=origin[:200], at=at, by=by, source_key=source_key)
    try:
        with transaction.atomic():
            return _written(build, files, digests)
    except IntegrityError:
        other = build_by_number(line.id, number)
        if other is None:
            raise Refused(_("Another build came from %(key)s.") % {"key": source_key}) from None
        return _same(other, files, digests)


def _proved(given: Sequence[NewFile]) -> list[str]:
    """The SHA-256 of each file. Raises Refused for the first that is not what it says, before anything is kept."""
    names = [one.name.casefold() for one in given]
    if not given:
        raise Refused(_("A build has at least one file."))
    if len(given) > MOST_FILES:
        raise Refused(_("A build has at most %(count)s files.") % {"count": MOST_FILES})
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise Refused(_("%(name)s is here twice.") % {"name": twice[0][:120]})
    return [_hash_of(one) for one in given]


def _hash_of(one: NewFile) -> str:
    name = {"name": one.name[:120]}
    if not is_file(one.name):
        raise Refused(
            _("“%(name)s” is no file name for every system: use letters, digits and . + - _ ~.") % name
        )
    if bad := [each for each in one.revisions if not is_revision(each)]:
        raise Refused(_("%(name)s: “%(revision)s” is no revision.") % {**name, "revision": str(bad[0])[:60]})
    if one.content.size == 0:
        raise Refused(_("%(name)s is empty.") % name)
    if one.size is not None and one.size != one.content.size:
        sizes = {"said": one.size, "found": one.content.size}
        raise Refused(_("%(name)s has %(found)s bytes; %(said)s were declared.") % {**name, **sizes})
    one.content.seek(0)
    digest = hashlib.file_digest(one.content, "sha256").hexdigest()
    if one.sha256 and (not is_sha256(one.sha256.lower()) or one.sha256.lower() != digest):
        hashes = {"said": one.sha256[:64], "found": digest}
        raise Refused(_("%(name)s has the SHA-256 %(found)s; %(said)s was declared.") % {**name, **hashes})
    return digest


def _written(build: Build, given: Sequence[NewFile], digests: Sequence[str]) -> Build:
    build.save()
    for one, digest in zip(given, digests, strict=True):
        kept = files.keep_whole(one.content, sha256=digest, name=one.name, content_type=_TYPE, at=build.at)
        BuildFile.objects.create(
            build=build,
            name=one.name,
            kept=kept,
            sha256=digest,
            size=kept.size,
            revisions=list(one.revisions),
        )
    fact = BuildAdded(build=ref(build), line=ref(build.line), number=build.number)
    bus.publish(fact, at=build.at)
    return build


def _same(build: Build, given: Sequence[NewFile], digests: Sequence[str]) -> Build:
    """The build that is there, where it has just these files. Raises Refused: a build never changes."""
    there = dict(BuildFile.objects.filter(build=build).values_list("name", "sha256"))
    if there != dict(zip((one.name for one in given), digests, strict=True)):
        raise Refused(_("%(number)s is here with other files. A build never changes: give it a new number.") % {"number": build.number})  # fmt: skip
    return build


@transaction.atomic
def offer(*, build: Build, by: Member | None, at: datetime, why: str = "") -> Offer:
    """Hand a build to everybody; machines believe it once the drafted targets are signed. Offering twice is once.

    Raises Refused for a build whose offer rests.
    """
    hold(build)
    stands = standings([build.id])[build.id]
    if stands.pause is not None:
        said = {"number": build.number, "why": stands.pause.why}
        raise Refused(_("%(number)s rests: %(why)s Let it go on first.") % said)
    if stands.offer is not None and stands.withdrawal is None:
        return stands.offer
    row = Offer.objects.create(build=build, by=by, why=why.strip(), at=at)
    draft_targets(at=at)
    bus.publish(BuildOffered(build=ref(build), line=ref(build.line), number=build.number), at=at)
    return row


@transaction.atomic
def withdraw(*, build: Build, why: str, by: Member | None, at: datetime) -> Withdrawal:
    """Offer a build no more, with a public reason: its files are not handed out from now on.

    Raises Refused without a reason, and for a build nobody is offered.
    """
    if not why.strip():
        raise Refused(_("Say why: the reason stands on the build's page."))
    hold(build)
    stands = standings([build.id])[build.id]
    if stands.offer is None or stands.withdrawal is not None:
        raise Refused(_("%(number)s is not offered.") % {"number": build.number})
    row = Withdrawal.objects.create(offer=stands.offer, why=why.strip(), by=by, at=at)
    draft_targets(at=at)
    fact = BuildWithdrawn(build=ref(build), line=ref(build.line), number=build.number, why=row.why)
    bus.publish(fact, at=at)
    return row


def hold(build: Build) -> None:
    """Two who offer, pause or withdraw at once come one after the other."""
    Build.objects.select_for_update(of=("self",)).get(id=build.id)
