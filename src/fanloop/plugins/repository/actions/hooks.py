"""Webhooks: proven first, stored once, then the repository is read by a worker."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from fanloop.plugins.repository import queries
from fanloop.plugins.repository.actions.linking import link
from fanloop.plugins.repository.actions.sources import read_soon
from fanloop.plugins.repository.models import Commit, Delivery, Repository, Request, Secret
from fanloop.plugins.repository.rules import events, signatures


class Unproven(ValueError):
    """Nobody we know signed this; nothing was stored."""


@transaction.atomic
def receive(
    *, repository_id: int, headers: Mapping[str, str], body: bytes, at: datetime
) -> tuple[events.Event, bool]:
    """Take a message in, once; return what it says and whether it is new. Names of headers are lower case.

    Raises Unproven for a wrong signature, events.Unreadable for a proven body that makes no sense.
    """
    found = queries.repository(repository_id)
    secrets = queries.secrets_of(repository_id, Secret.HOOK) if found else []
    if found is None or not signatures.proven(secrets, headers, body, at):
        raise Unproven("the signature does not fit")
    event = events.read(headers, body)
    _row, is_new = Delivery.objects.get_or_create(
        repository=found.repository, key=events.key_of(headers, body), defaults={"kind": event.kind, "at": at}
    )
    if is_new and event.kind in {events.PUSH, events.MERGED} and _is_ours(found, event):
        if event.request:
            _merged(found.repository, event.request, at=at)
        read_soon(repository_id=repository_id, at=at)
    return event, is_new


def _is_ours(found: queries.RepositoryRow, event: events.Event) -> bool:
    """Whether the event is about the branch we read; before the first reading every branch is."""
    ours = found.repository.branch or (found.good.branch if found.good else "")
    return not ours or event.branch == ours


def _merged(repository: Repository, said: events.Request, *, at: datetime) -> None:
    """Keep a merged request; where its commits were read already, they are looked at again with its words."""
    row, is_new = Request.objects.get_or_create(
        repository=repository, number=said.number,
        defaults={"title": said.title, "words": said.words, "url": said.url, "commits": list(said.commits),
                  "count": said.count, "at": at},
    )  # fmt: skip
    if is_new:
        for commit in Commit.objects.filter(repository=repository, sha__in=row.commits).select_related(
            "repository__line"
        ):
            link(commit=commit, at=at)
