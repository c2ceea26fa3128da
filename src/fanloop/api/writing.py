"""Writes by machines: the same `Idempotency-Key` with the same request gets the same answer, done once."""

from collections.abc import Callable
from typing import Annotated, Any

from django.db import transaction
from django.http import HttpRequest
from ninja import Header, Schema
from ninja.responses import Status

from fanloop.api.callers import caller_of
from fanloop.foundation import clock, idempotency

Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        pattern=r"^[!-~]{1,200}$",
        description="A name of your own for this request. Sent again within 30 days, it gets the first answer.",
    ),
]


def once(
    request: HttpRequest, key: str | None, sent: Schema | None, act: Callable[[], tuple[int, Schema]]
) -> Status[Any]:
    """Do `act` and answer with its (status, body). Raises OtherQuestion for a key used with another request.

    Two at the same moment wait for one another; the later gets the answer of the earlier.
    """

    def told() -> tuple[int, Any]:
        status, body = act()
        return status, body.model_dump(mode="json")

    if key is None:
        with transaction.atomic():
            return Status(*told())
    question = {"method": request.method, "path": request.path, "sent": sent and sent.model_dump(mode="json")}
    caller = caller_of(request)
    return Status(*idempotency.once(who=caller.who, key=key, question=question, at=clock.now(), act=told))
