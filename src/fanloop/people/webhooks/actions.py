"""Writes of webhooks: setting endpoints up, handing facts to them, and trying until they arrive."""

import base64
import json
import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from standardwebhooks import Webhook

from fanloop.foundation import bus, jobs, outbound
from fanloop.foundation.refs import ref
from fanloop.people.fans import actions as fans
from fanloop.people.team.queries import Member
from fanloop.people.webhooks.facts import EndpointOpened, EndpointRested
from fanloop.people.webhooks.models import Attempt, Delivery, Endpoint, Rest, Secret
from fanloop.people.webhooks.queries import awake, conditions_of, secrets_of
from fanloop.people.webhooks.rules import filters, retries
from fanloop.people.webhooks.rules.filters import Condition
from fanloop.people.webhooks.rules.refusals import Refused

__all__ = ["Refused"]

Post = Callable[..., outbound.Reply]
_BUSY = timedelta(minutes=1)
GONE = "gone"
SILENT = "silent"
BY_WISH = "wish"


@transaction.atomic
def open_endpoint(
    *, name: str, url: str, by: Member, at: datetime, patterns: Collection[str] = (),
    conditions: Sequence[Condition] = (),
) -> Endpoint:  # fmt: skip
    """Let an address elsewhere hear of facts. Raises Refused for an address or a fact that cannot be."""
    row = Endpoint(by=by, at=at)
    _fill(row, name, url, patterns, conditions)
    row.save()
    Secret.objects.create(endpoint=row, value=_fresh_secret(), at=at)
    bus.publish(EndpointOpened(endpoint=ref(row)), at=at)
    return row


@transaction.atomic
def change_endpoint(
    *, endpoint: Endpoint, name: str, url: str, at: datetime, patterns: Collection[str] = (),  # noqa: ARG001 -- every action says when
    conditions: Sequence[Condition] = (),
) -> Endpoint:  # fmt: skip
    """Say anew what it is called, where it is and what it hears; messages on their way go to the new address."""
    _fill(endpoint, name, url, patterns, conditions)
    endpoint.save()
    return endpoint


def _fill(
    row: Endpoint, name: str, url: str, patterns: Collection[str], conditions: Sequence[Condition]
) -> None:
    if not name.strip():
        raise Refused(_("Give the webhook a name, so that people know what it is for."))
    try:
        outbound.checked(url)
    except outbound.Unsafe as problem:
        raise Refused(_("Nothing can be sent there: %(why)s.") % {"why": problem}) from None
    if strange := filters.unknown(patterns, bus.facts()):
        raise Refused(_("No fact is called %(names)s.") % {"names": ", ".join(strange)})
    row.name, row.url, row.patterns = name.strip()[:80], url, sorted(set(patterns))
    row.conditions = [[each.field, each.sign, each.value] for each in conditions]


def _fresh_secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


@transaction.atomic
def rotate_secret(*, endpoint: Endpoint, at: datetime) -> Secret:
    """A new secret signs beside the old one, until `end_old_secrets`."""
    if len(secrets_of(endpoint)) > 1:
        raise Refused(_("Two secrets sign already. End the old one first."))
    return Secret.objects.create(endpoint=endpoint, value=_fresh_secret(), at=at)


@transaction.atomic
def end_old_secrets(*, endpoint: Endpoint, at: datetime) -> int:
    """Only the newest secret signs from now on; return how many were ended."""
    old = [row.id for row in secrets_of(endpoint)[1:]]
    return Secret.objects.filter(id__in=old).update(ended_at=at)


@transaction.atomic
def rest(*, endpoint: Endpoint, because: str, at: datetime, by: Member | None = None) -> None:
    """Stop sending. Whoever set it up is told when the house itself gave up. Resting twice is once."""
    Endpoint.objects.select_for_update().get(id=endpoint.id)
    if Rest.objects.filter(endpoint=endpoint, ended_at=None).exists():
        return
    row = Rest.objects.create(endpoint=endpoint, because=because, by=by, at=at)
    Delivery.objects.filter(endpoint=endpoint, due_at__isnull=False).update(due_at=None)
    bus.publish(EndpointRested(endpoint=ref(endpoint), because=because), at=at)
    if by is None:
        fans.notify(
            [endpoint.by.fan_id], kind="webhook_rests", data={"name": endpoint.name}, about=ref(endpoint), at=at,
            key_prefix=f"webhook_rests:{row.id}",
        )  # fmt: skip


@transaction.atomic
def wake(*, endpoint: Endpoint, at: datetime) -> None:
    """Hear again from now on; what was missed can be replayed from the log."""
    Rest.objects.filter(endpoint=endpoint, ended_at=None).update(ended_at=at)


@transaction.atomic
def hand_out(*, name: str, data: Mapping[str, Any], fact_id: int, at: datetime) -> int:
    """One delivery for each endpoint that asks for this fact; a second call of the same fact adds none."""
    body = message_body(name, data, at)
    wanted = [
        row
        for row in awake()
        if filters.wants(row.patterns, name) and filters.passes(conditions_of(row), data)
    ]
    rows = [_delivery(row, name, body, at, key=f"{fact_id}:{row.id}") for row in wanted]
    keys = [row.key for row in rows]
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    for delivery_id in Delivery.objects.filter(key__in=keys, attempts=0).values_list("id", flat=True):
        jobs.defer("webhooks.send", delivery=delivery_id)
    return len(rows)


def message_body(name: str, data: Mapping[str, Any], at: datetime) -> str:
    """The message as it is signed and sent: type, moment, and the fact's own fields."""
    message = {"type": name, "timestamp": at.astimezone(UTC).isoformat().replace("+00:00", "Z"), "data": data}
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"))


def _delivery(row: Endpoint, name: str, body: str, at: datetime, *, key: str) -> Delivery:
    message = f"msg_{secrets.token_urlsafe(18)}"
    return Delivery(endpoint=row, message=message, fact=name, body=body, at=at, due_at=at, key=key)


@transaction.atomic
def send_test(*, endpoint: Endpoint, at: datetime) -> Delivery:
    """A message that says it is a test, so that a receiver can be tried before anything happens."""
    body = message_body("webhooks.Test", {"endpoint": ref(endpoint)}, at)
    row = _delivery(endpoint, "webhooks.Test", body, at, key=f"test:{secrets.token_hex(8)}")
    row.save()
    jobs.defer("webhooks.send", delivery=row.id)
    return row


@transaction.atomic
def replay(*, delivery: Delivery, at: datetime) -> Delivery:
    """Send it once more, under its own id, so that a receiver who has it can tell."""
    Delivery.objects.filter(id=delivery.id).update(due_at=at, attempts=0, busy_until=None, arrived_at=None)
    jobs.defer("webhooks.send", delivery=delivery.id)
    delivery.refresh_from_db()
    return delivery


def send(*, delivery_id: int, at: datetime, post: Post = outbound.post) -> bool:
    """Try one delivery now; return whether it arrived.

    The lease keeps two workers from trying at once, and runs out if one is killed while it waits for an answer.
    """
    free = Delivery.objects.filter(id=delivery_id, due_at__lte=at).exclude(busy_until__gt=at)
    if not free.update(busy_until=at + _BUSY):
        return False
    row = Delivery.objects.select_related("endpoint__by").get(id=delivery_id)
    try:
        answer = post(row.endpoint.url, body=row.body.encode(), headers=_headers(row))
    except (OSError, ValueError) as problem:
        return _note(row, None, None, f"{type(problem).__name__}: {problem}", at)
    return _note(row, answer.status, answer.ms, answer.excerpt, at)


def _headers(row: Delivery) -> dict[str, str]:
    """Signed with every secret that holds. The moment is the real one: receivers refuse what seems old."""
    now = datetime.now(UTC)  # noqa: TID251 -- a receiver's clock is the world's, not the story's
    signatures = [
        Webhook(secret.value).sign(row.message, now, row.body) for secret in secrets_of(row.endpoint)
    ]
    return {
        "content-type": "application/json",
        "user-agent": "Fanloop-Webhooks",
        "webhook-id": row.message,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


@transaction.atomic
def _note(row: Delivery, status: int | None, ms: int | None, said: str, at: datetime) -> bool:
    Attempt.objects.create(delivery=row, status=status, ms=ms, said=said[: outbound.LONGEST_EXCERPT], at=at)
    row.attempts += 1
    row.busy_until = None
    came = status is not None and retries.arrived(status)
    wait = None if came else retries.wait_after(row.attempts)
    row.arrived_at = at if came else None
    row.due_at = at + wait if wait else None
    row.save(update_fields=["attempts", "busy_until", "arrived_at", "due_at"])
    if status == retries.GONE:
        rest(endpoint=row.endpoint, because=GONE, at=at)
    elif not came and wait is None:
        rest(endpoint=row.endpoint, because=SILENT, at=at)
    return came
