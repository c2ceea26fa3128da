"""Serve: one port, the next free one if it is taken; stops cleanly on Ctrl-C and SIGTERM.

One process as a rule. `FANLOOP_PROCESSES` puts others beside it that accept on the same socket; only the first one works
off facts and jobs.
"""

import contextlib
import errno
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator

import uvicorn

from fanloop.config import static_files, thrift
from fanloop.config.house import CommandError

GRACE_SECONDS = 3
_PORTS_TO_TRY = 50


def open_port(host: str, port: int) -> socket.socket:
    """Take a port before anything slow is done. Must come before Django is set up."""
    thrift.few_arenas()
    thrift.short_turns()
    static_files.will_be_gathered()
    return free_socket(host, port)


def free_socket(host: str, port: int) -> socket.socket:
    """A bound socket on `port` or the next free one after it. Raises OSError when fifty are taken."""
    for candidate in range(port, port + _PORTS_TO_TRY):
        listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, candidate))
            listener.listen(2048)
        except OSError as problem:
            listener.close()
            if problem.errno != errno.EADDRINUSE:
                raise CommandError(f"cannot listen on {host}:{candidate}: {problem.strerror}") from problem
        else:
            return listener
    raise CommandError(f"ports {port} to {port + _PORTS_TO_TRY - 1} of {host} are all taken")


class _Server(uvicorn.Server):
    """Says where it listens once it really does, and takes being told to stop for success."""

    def __init__(
        self, config: uvicorn.Config, announce: Callable[[], None], close: Callable[[], None]
    ) -> None:
        super().__init__(config)
        self._announce = announce
        self._close = close

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if not self.should_exit:
            self._announce()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._close()
        await super().shutdown(sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """As inherited, but the signal is not raised again at the end: a stop that was asked for is no failure."""
        with super().capture_signals():
            yield
            self._captured_signals.clear()


def serve(listener: socket.socket, *, announce: Callable[[], None]) -> None:
    """Serve until told to stop. Django and the database must be up. Ends the program when the house cannot open."""
    static_files.gather()
    from fanloop.config.asgi import application, hub  # noqa: PLC0415 -- importing it sets Django's pages up

    level = os.environ.get("FANLOOP_LOG", "warning").lower()
    config = uvicorn.Config(
        application,
        log_level=level,
        timeout_graceful_shutdown=GRACE_SECONDS,
        lifespan="on",
        access_log=level in {"info", "debug", "trace"},
        proxy_headers=True,
        server_header=False,
    )
    _Server(config, announce, hub.close).run(sockets=[listener])


def serve_with_others(listener: socket.socket, *, announce: Callable[[], None]) -> None:
    """As `serve`, with as many processes as `FANLOOP_PROCESSES` says; they end with this one, however it ends."""
    count = int(os.environ.get("FANLOOP_PROCESSES", "1"))
    static_files.gather()
    with contextlib.ExitStack() as stack:
        for _ in range(count - 1):
            stack.callback(_end, _beside(listener))
        serve(listener, announce=announce)


def _beside(listener: socket.socket) -> "subprocess.Popen[bytes]":
    listener.set_inheritable(True)
    number = listener.fileno()
    return subprocess.Popen(  # noqa: S603 -- our own program under our own interpreter
        [sys.executable, "-m", "fanloop.config.beside", str(number)],
        pass_fds=[number],
        env={**os.environ, "FANLOOP_WORKER": "0"},
    )


def _end(other: "subprocess.Popen[bytes]") -> None:
    other.terminate()
    try:
        other.wait(GRACE_SECONDS + 2)
    except subprocess.TimeoutExpired:
        other.kill()
        other.wait()


def url_of(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://{'localhost' if host in {'0.0.0.0', '::', '127.0.0.1'} else host}:{port}"  # noqa: S104 -- compared, not bound
