"""The crowd of a drop, in a process of its own: many kept connections, one signed token a person, raw sockets.

    python drop_crowd.py HOST PORT POOL TOKENS --connections N [--seconds S] [--people N]

Opens every connection first, says `ready`, and begins at the line `go` on its input. Each connection asks for one person
after the other and waits for the answer. A connection that breaks is opened anew and its person asks again with the
same token, until the time is over: so a crowd outlives a server that is killed. Prints one JSON object: how many were
answered how, milliseconds, its own CPU seconds; the wins as token place → number go into a file beside them.
"""

import argparse
import contextlib
import errno
import json
import resource
import select
import socket
import statistics
import sys
import time
from collections import Counter
from pathlib import Path

WON = {"held": "won", "confirmed": "won"}
AGAIN = {"unknown", "too_often", "stopped", "early"}
_BACK_SECONDS = 0.2


class Crowd:
    """One run: who is to ask, who asks on which connection, and what was answered."""

    def __init__(self, address: tuple[str, int], pool: int, tokens: list[bytes]) -> None:
        self._address = address
        self._asks = [
            b"POST /d/%d/claim HTTP/1.1\r\nHost: drop\r\nAuthorization: Bearer %b\r\nContent-Length: 0\r\n\r\n"
            % (pool, token)
            for token in tokens
        ]
        self._next = 0
        self._again: list[tuple[float, int]] = []
        self._poll = select.epoll()
        self._links: dict[int, socket.socket] = {}
        self._asking: dict[int, tuple[int, float]] = {}
        self._got: dict[int, bytes] = {}
        self._closed: list[float] = []
        self.said: dict[int, str] = {}
        self.numbers: dict[int, int] = {}
        self.times: list[tuple[float, float, str]] = []
        self.broken = 0

    def connect(self, count: int) -> None:
        for _ in range(count):
            self._open()

    def run(self, seconds: float) -> None:
        """Ask until everybody is answered, or for so long."""
        end = time.perf_counter() + seconds
        for number in list(self._links):
            self._ask(number)
        while len(self.said) < len(self._asks) and time.perf_counter() < end:
            for number, event in self._poll.poll(0.05):
                if event & select.EPOLLIN:
                    self._read(number)
                else:
                    self._lost(number)
            if self._closed or self._again:
                self._mend()

    def _open(self) -> bool:
        link = socket.socket()
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            link.connect(self._address)
        except OSError as problem:
            link.close()
            if problem.errno not in {errno.ECONNREFUSED, errno.ECONNRESET, errno.ETIMEDOUT}:
                raise
            return False
        link.setblocking(False)
        self._links[link.fileno()] = link
        self._poll.register(link.fileno(), select.EPOLLIN)
        self._got[link.fileno()] = b""
        return True

    def _ask(self, number: int) -> None:
        """The next person, or one whose answer was lost, asks on this connection."""
        now = time.perf_counter()
        if self._again and self._again[0][0] <= now:
            person = self._again.pop(0)[1]
        elif self._next < len(self._asks):
            person, self._next = self._next, self._next + 1
        else:
            return
        self._asking[number] = (person, now)
        try:
            self._links[number].send(self._asks[person])
        except OSError:
            self._lost(number)

    def _read(self, number: int) -> None:
        try:
            data = self._links[number].recv(4096)
        except OSError:
            data = b""
        if not data:
            self._lost(number)
            return
        got = self._got[number] + data
        head, found, body = got.partition(b"\r\n\r\n")
        if not found or (at := head.lower().find(b"content-length: ")) < 0:
            self._got[number] = got
            return
        if len(body) < int(head[at + 16 :].split(b"\r\n", 1)[0]):
            self._got[number] = got
            return
        self._got[number] = b""
        self._note(number, head, body)
        self._ask(number)

    def _note(self, number: int, head: bytes, body: bytes) -> None:
        person, began = self._asking.pop(number)
        now = time.perf_counter()
        said = (
            body.split(b'"', 4)[3].decode()
            if body.startswith(b'{"state":"')
            else f"status {head[9:12].decode()}"
        )
        state = WON.get(said, said)
        self.times.append((now, (now - began) * 1000, state))
        if state in AGAIN:
            self._again.append((now + _BACK_SECONDS, person))
            return
        self.said[person] = state
        if state == "won":
            self.numbers[person] = json.loads(body)["number"]

    def _lost(self, number: int) -> None:
        self.broken += 1
        if number in self._asking:
            self._again.append((time.perf_counter(), self._asking.pop(number)[0]))
        link = self._links.pop(number)
        self._got.pop(number)
        with contextlib.suppress(OSError):
            self._poll.unregister(number)
        link.close()
        self._closed.append(time.perf_counter() + _BACK_SECONDS)

    def _mend(self) -> None:
        """Open again what broke a moment ago, and let idle connections take up who must ask again."""
        now = time.perf_counter()
        while self._closed and self._closed[0] <= now:
            self._closed.pop(0)
            if not self._open():
                self._closed.append(now + _BACK_SECONDS)
                break
        for number in self._links:
            if number not in self._asking and (self._again or self._next < len(self._asks)):
                self._ask(number)
                break


def summary(crowd: Crowd, began: float) -> dict[str, object]:
    """What is told: counts, rates until the last win and over all, and how long answers took."""
    wins = [row for row in crowd.times if row[2] == "won"]
    ends = [row[0] for row in crowd.times] or [began]
    last_win = max((row[0] for row in wins), default=began)
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "answers": dict(Counter(crowd.said.values())),
        "unanswered": len(crowd._asks) - len(crowd.said),  # noqa: SLF001 -- its own report
        "sold_out_after_s": round(last_win - began, 4),
        "claims_per_s": round(len(wins) / max(1e-9, last_win - began), 1),
        "answers_per_s": round(len(crowd.times) / max(1e-9, max(ends) - began), 1),
        "win": _quantiles([row[1] for row in wins]),
        "all": _quantiles([row[1] for row in crowd.times]),
        "broken_connections": crowd.broken,
        "cpu_s": round(used.ru_utime + used.ru_stime, 2),
        "seconds": round(max(ends) - began, 3),
    }


def _quantiles(ms: list[float]) -> dict[str, float]:
    if len(ms) < 2:
        return {}
    cut = statistics.quantiles(ms, n=1000)
    return {"p50_ms": round(cut[499], 1), "p99_ms": round(cut[989], 1), "max_ms": round(max(ms), 1)}


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("host")
    parser.add_argument("port", type=int)
    parser.add_argument("pool", type=int)
    parser.add_argument("tokens", type=Path)
    parser.add_argument("--connections", type=int, default=1_000)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--people", type=int, default=0, help="only so many of them")
    options = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    tokens = options.tokens.read_bytes().split()[: options.people or None]
    crowd = Crowd((options.host, options.port), options.pool, tokens)
    crowd.connect(options.connections)
    print("ready", flush=True)
    sys.stdin.readline()
    before = time.process_time()
    began = time.perf_counter()
    crowd.run(options.seconds)
    told = summary(crowd, began) | {"cpu_s": round(time.process_time() - before, 2)}
    options.tokens.with_suffix(".won").write_text(json.dumps(crowd.numbers))
    print(json.dumps(told), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
