"""Where the source of a line lives: add it, show its secrets once, end it."""

import secrets as random
from base64 import b64encode
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fanloop.foundation import bus, jobs, outbound
from fanloop.foundation.refs import ref
from fanloop.people.team.queries import Member
from fanloop.plugins.repository import git, queries
from fanloop.plugins.repository.facts import RepositoryAdded
from fanloop.plugins.repository.models import Repository, Secret
from fanloop.plugins.repository.rules import signatures
from fanloop.plugins.repository.rules.refusals import Refused
from fanloop.things.products.queries import Line

READ = "repository.read"


def add_repository(
    *, line: Line, address: str, at: datetime, name: str = "", branch: str = "", web: str = "",
    open_to: str = Repository.EVERYBODY, by: Member | None = None, token: str = "", may_be_local: bool = False,
) -> Repository:  # fmt: skip
    """Give a line a repository and its first hook secret, and read it soon. Raises Refused.

    Folders of this machine are taken from the command line and the story alone, unless the house allows them; one
    that does not begin at the root lies in the home.
    """
    address = address.strip()
    _check(address, may_be_local=may_be_local)
    if web and urlsplit(web).scheme not in {"https", "http"}:
        raise Refused(_("The address for people begins with https://."))
    try:
        with transaction.atomic():
            row = Repository.objects.create(
                line=line, name=name.strip() or _name_of(address), address=address, branch=branch.strip(), web=web.strip(),
                open_to=open_to, by=by, at=at,
            )  # fmt: skip
            Secret.objects.create(repository=row, purpose=Secret.HOOK, value=_fresh(), at=at)
            if token:
                Secret.objects.create(repository=row, purpose=Secret.TOKEN, value=token.strip(), at=at)
            bus.publish(RepositoryAdded(repository=ref(row), line=ref(line)), at=at)
            return row
    except IntegrityError:
        raise Refused(_("This line has this repository already.")) from None


def _check(address: str, *, may_be_local: bool) -> None:
    if not address or "\0" in address:
        raise Refused(_("Give the address of a repository."))
    if not git.is_remote(address):
        if not (may_be_local or settings.REPOSITORIES_MAY_BE_LOCAL):
            raise Refused(
                _(
                    "Give an address that begins with https://. Folders of this machine are added on the command line."
                )
            )
        if ".." in Path(address).parts:
            raise Refused(_("Give the whole path of the folder."))
        return
    try:
        outbound.checked(address)
    except outbound.Unsafe as problem:
        raise Refused(str(problem)) from problem


def _name_of(address: str) -> str:
    return address.rstrip("/").rpartition("/")[2].removesuffix(".git")[:80] or "source"


def _fresh() -> str:
    return signatures.PREFIX + b64encode(random.token_bytes(32)).decode()


@transaction.atomic
def end_repository(*, repository: Repository, by: Member, at: datetime) -> None:
    """Read it no more. What was linked stays linked."""
    Repository.objects.filter(id=repository.id, ended_at=None).update(ended_at=at, ended_by=by)
    Secret.objects.filter(repository=repository, ended_at=None).update(ended_at=at, value="")


@transaction.atomic
def new_secret(*, repository: Repository, at: datetime) -> str:
    """A second hook secret; with it and the one before both sides can change over. An older one ends."""
    Repository.objects.select_for_update().get(id=repository.id)
    rows = Secret.objects.filter(repository=repository, purpose=Secret.HOOK, ended_at=None).order_by("-id")
    for old in rows[1:]:
        Secret.objects.filter(id=old.id).update(ended_at=at, value="")
    return Secret.objects.create(repository=repository, purpose=Secret.HOOK, value=_fresh(), at=at).value


@transaction.atomic
def end_old_secret(*, repository: Repository, at: datetime) -> None:
    """Only the newest hook secret holds from now on."""
    rows = Secret.objects.filter(repository=repository, purpose=Secret.HOOK, ended_at=None)
    newest = rows.order_by("-id").first()
    rows.exclude(id=newest.id if newest else 0).update(ended_at=at, value="")


def read_soon(*, repository_id: int, at: datetime) -> None:  # noqa: ARG001 -- every action says when
    """Have a worker read it."""
    jobs.defer(READ, repository=repository_id)


def read_all_soon(*, at: datetime) -> None:
    """Have every repository read, as where no webhook comes."""
    for row in queries.repositories():
        read_soon(repository_id=row.repository.id, at=at)
