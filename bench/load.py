"""Readers at a steady pace. A request's time counts from when it was due, so a server that stalls cannot hide it."""

import http.client
import statistics
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import psutil


@dataclass(frozen=True)
class Ask:
    """One request: a path for a reader with these cookies; `form` makes it a POST of a URL-encoded body."""

    path: str
    cookies: str = ""
    form: str = ""
    token: str = ""


@dataclass
class Times:
    """Milliseconds of what was answered, and how many requests were not answered as they should be."""

    ms: list[float] = field(default_factory=list)
    wrong: int = 0

    def summary(self) -> dict[str, float]:
        cut = statistics.quantiles(self.ms, n=100) if len(self.ms) > 1 else [0.0] * 99
        said = {f"p{at}_ms": round(cut[at - 1], 1) for at in (50, 95, 99)}
        return {**said, "requests": len(self.ms), "wrong": self.wrong}


def ask(link: http.client.HTTPConnection, one: Ask) -> int:
    """Ask once on a kept connection; the status."""
    headers = {"Cookie": one.cookies, "Accept-Encoding": "identity"} if one.cookies else {}
    if one.form:
        headers |= {
            "Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": one.token, "X-Requested-With": "fetch",
        }  # fmt: skip
    link.request("POST" if one.form else "GET", one.path, one.form or None, headers)
    answer = link.getresponse()
    answer.read()
    return answer.status


def steadily(url: str, asks: Sequence[Ask], *, rate: float, seconds: float, readers: int = 24) -> Times:
    """`rate` requests a second for so long, spread over kept connections."""
    times, lock, begun = Times(), threading.Lock(), time.perf_counter() + 0.2
    count, next_up = int(rate * seconds), iter(range(int(rate * seconds)))

    def read() -> None:
        link = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
        while True:
            with lock:
                number = next(next_up, count)
            if number >= count:
                link.close()
                return
            due = begun + number / rate
            time.sleep(max(0.0, due - time.perf_counter()))
            status = _status(link, asks[number % len(asks)])
            took = (time.perf_counter() - due) * 1000
            with lock:
                times.ms.append(took)
                times.wrong += status not in {200, 204}

    _together([read] * readers)
    return times


def _status(link: http.client.HTTPConnection, one: Ask) -> int:
    try:
        return ask(link, one)
    except (OSError, http.client.HTTPException):
        link.close()
        return 0


def flat_out(
    url: str, asks: Sequence[Ask], *, seconds: float, server: psutil.Process, readers: int = 8
) -> dict[str, float]:
    """As fast as the server gives, for so long: requests a second, and requests a second of its own CPU."""
    done, lock, end = [0, 0], threading.Lock(), time.perf_counter() + seconds

    def read() -> None:
        link = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
        number = 0
        while time.perf_counter() < end:
            status = _status(link, asks[number % len(asks)])
            number += 1
            with lock:
                done[0] += status == 200
                done[1] += status != 200
        link.close()

    before, begun = cpu_seconds(server), time.perf_counter()
    _together([read] * readers)
    spent, took = cpu_seconds(server) - before, time.perf_counter() - begun
    return {
        "requests_a_second": round(done[0] / took, 1), "requests_a_cpu_second": round(done[0] / spent, 1),
        "cpu_ms_a_request": round(1000 * spent / max(1, done[0]), 2), "wrong": done[1],
    }  # fmt: skip


def cpu_seconds(server: psutil.Process) -> float:
    """What the process and its children have used; not the database, which is measured apart."""
    total = 0.0
    for process in [server, *server.children(recursive=True)]:
        try:
            if not process.name().startswith("postgres"):
                spent = process.cpu_times()
                total += spent.user + spent.system
        except psutil.Error:
            continue
    return total


def _together(reads: Sequence[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=read) for read in reads]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
