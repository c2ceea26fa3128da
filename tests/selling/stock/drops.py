"""The claim path under test: the real callable on the real database, asked as a server asks it."""

import asyncio
import json
from contextlib import asynccontextmanager
from datetime import timedelta
from itertools import count

from fanloop.config.worker import connection_parameters
from fanloop.foundation import clock
from fanloop.selling.stock.places import Drops
from fanloop.selling.stock.queries import token_secret
from fanloop.selling.stock.rules.tokens import mint

_nonces = count(1)


def ticket(pool, fan, *, quantity=1, opens=timedelta(), lasts=timedelta(hours=1), nonce=None):
    """A token that is good from `opens` from now on; the house's time is everybody's here."""
    begins = clock.now() + opens - timedelta(seconds=1)
    return mint(
        pool=pool, fan=fan, quantity=quantity, not_before=begins, expires=begins + lasts,
        nonce=next(_nonces) if nonce is None else nonce, secret=token_secret(),
    )  # fmt: skip


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, dict(headers), body

    @property
    def said(self):
        return json.loads(self.body)


class Asking:
    """One server's places."""

    def __init__(self, drops):
        self.drops = drops

    async def ask(self, method, path, *, headers=(), body=b""):
        sent = []

        async def receive():
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message):
            sent.append(message)

        scope = {"type": "http", "method": method, "path": path, "headers": list(headers)}
        await self.drops(scope, receive, send)
        return Answer(sent[0]["status"], sent[0]["headers"], b"".join(each["body"] for each in sent[1:]))

    async def claim(self, pool, token, **more):
        return await self.ask("POST", f"/d/{pool}/claim", headers=[bearer(token)], **more)

    async def mine(self, pool, token):
        return await self.ask("GET", f"/d/{pool}/me", headers=[bearer(token)])

    async def status(self, pool):
        return await self.ask("GET", f"/d/{pool}/status")


def bearer(token):
    return (b"authorization", b"Bearer " + token.encode())


@asynccontextmanager
async def opened(servers=1, **more):
    """So many servers' places on the test's database, running until the block ends."""
    drops = [Drops(connection_parameters(), secret=token_secret, **more) for _ in range(servers)]
    tasks = [asyncio.create_task(each.run()) for each in drops]
    try:
        yield [Asking(each) for each in drops]
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
