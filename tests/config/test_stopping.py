"""Starting and stopping with the embedded database: every process of the house ends, whoever asks and whatever is open."""

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest
import requests

from tests.house import command, start

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A home whose database is made once; each test starts its own house on it."""
    place = tmp_path_factory.mktemp("house") / "home"
    env = environment(place)
    assert (
        subprocess.run(command("check", "--json"), env=env, capture_output=True, check=False).returncode == 0
    )
    return place


def environment(home, **more):
    clean = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("FANLOOP_", "PYTEST_", "DATABASE_URL"))
    }
    return clean | {"FANLOOP_HOME": str(home), "PYTHONUNBUFFERED": "1"} | more


def left_over(home):
    """Processes that still work in this home."""
    found = []
    for process in psutil.process_iter(["pid", "name", "status"]):
        with contextlib.suppress(psutil.Error):
            if process.status() != psutil.STATUS_ZOMBIE and Path(process.cwd()).is_relative_to(home):
                found.append(process.name())
    return found


@contextlib.contextmanager
def serving(home, *arguments, **env):
    process, url = start(["serve", *(arguments or ("--port", "0"))], environment(home, **env))
    try:
        yield process, url
    finally:
        process.terminate()
        process.wait(20)
        process.stdout.close()


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_with_open_streams_the_whole_house_ends_well_within_seconds(home, end):
    with serving(home) as (process, url), contextlib.ExitStack() as stack:
        pages = [stack.enter_context(requests.get(f"{url}/live", stream=True, timeout=10)) for _ in range(20)]
        assert len(left_over(home)) > 1
        began = time.monotonic()
        process.send_signal(end)
        assert process.wait(10) == 0
        assert time.monotonic() - began < 5
        assert all(b": open" in page.raw.read() for page in pages)
        assert left_over(home) == []


def test_ctrl_c_at_the_terminal_reaches_the_whole_group_and_still_ends_well(home):
    process = subprocess.Popen(
        command("serve", "--port", "0"),
        env=environment(home),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert "http://" in process.stdout.readline()
    os.killpg(process.pid, signal.SIGINT)
    _, complaints = process.communicate(timeout=10)
    assert (process.returncode, complaints) == (0, "")
    assert left_over(home) == []


def test_a_killed_house_is_taken_over_by_the_next(home):
    with serving(home) as (process, _):
        process.kill()
        process.wait()
        assert "postgres" in left_over(home)
    with serving(home) as (process, url):
        assert requests.get(f"{url}/healthz", timeout=10).json()["ok"]
        process.terminate()
        assert process.wait(10) == 0
    assert left_over(home) == []


def test_a_taken_port_is_passed_over(home):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with serving(home, "--port", str(port)) as (process, url):
            assert port < int(url.rpartition(":")[2]) < port + 50
            assert requests.get(f"{url}/ping", timeout=10).text == "pong\n"
            process.terminate()
            assert process.wait(10) == 0


def test_two_houses_on_one_home_share_the_database_and_the_last_one_stops_it(home):
    with serving(home) as (one, _), serving(home) as (two, url):
        one.terminate()
        assert one.wait(10) == 0
        assert requests.get(f"{url}/healthz", timeout=10).json()["ok"]
        two.terminate()
        assert two.wait(10) == 0
    assert left_over(home) == []


class Post:
    """A mail server of forty lines, for one letter."""

    def __init__(self):
        self.letters = []

    async def take(self, reader, writer):
        writer.write(b"220 post\r\n")
        is_letter, lines = False, []
        while line := await reader.readline():
            if is_letter:
                lines.append(line)
                is_letter = line != b".\r\n"
                if not is_letter:
                    self.letters.append(b"".join(lines).decode())
                    writer.write(b"250 taken\r\n")
            elif line.upper().startswith(b"DATA"):
                is_letter = True
                writer.write(b"354 go\r\n")
            else:
                writer.write(b"250 ok\r\n")
        writer.close()


WRITE = """
from fanloop.foundation import clock, mail
mail.write(to="mira@fans.example", subject="Half-steps are aboard", text="You asked, Jonna built it.", at=clock.now())
"""


@pytest.mark.parametrize("who", ["server", "worker"])
def test_a_letter_written_by_another_process_is_carried_by_the_houses_worker(home, who):
    async def scene():
        post = Post()
        carrier = await asyncio.start_server(post.take, "127.0.0.1", 0)
        mail = {
            "FANLOOP_MAIL_HOST": "127.0.0.1",
            "FANLOOP_MAIL_PORT": str(carrier.sockets[0].getsockname()[1]),
        }
        await asyncio.to_thread(act, post, mail)
        carrier.close()
        await carrier.wait_closed()

    def act(post, mail):
        with serving(home, **mail, FANLOOP_WORKER="1" if who == "server" else "0"):
            subprocess.run(
                command("django", "shell", "-c", WRITE),
                env=environment(home, **mail),
                check=True,
                capture_output=True,
            )
            if who == "worker":
                time.sleep(2)
                assert post.letters == []
                worker = subprocess.Popen(command("worker"), env=environment(home, **mail))
            await_letter(post)
            if who == "worker":
                worker.terminate()
                assert worker.wait(10) == 0

    with ThreadPoolExecutor(1) as apart:  # a browser of another module may have left its loop in this thread
        apart.submit(asyncio.run, scene()).result()


def await_letter(post):
    last = time.monotonic() + 20
    while not post.letters:
        assert time.monotonic() < last, "the letter was not carried"
        time.sleep(0.1)
    assert "Half-steps are aboard" in post.letters[0]
    assert len(post.letters) == 1


def test_a_house_that_cannot_open_says_so_and_leaves_nothing_behind(home):
    broken = environment(home, FANLOOP_PORT="1", FANLOOP_HOST="203.0.113.7")
    done = subprocess.run(
        command("serve"), env=broken, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 1
    assert done.stderr.startswith("fanloop: ")
    assert done.stderr.count("\n") == 1
    assert left_over(home) == []


def test_the_second_start_is_quick(home):
    """By the work it takes, not by the wall: a machine with other work is no failure of ours."""
    with serving(home) as (process, url):
        requests.get(f"{url}/welcome", timeout=10)
        spent = psutil.Process(process.pid).cpu_times()
        assert spent.user + spent.system < 8


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_processes_beside_the_first_one_answer_with_it_and_end_with_it(home, how):
    with serving(home, FANLOOP_PROCESSES="2") as (process, url):
        (other,) = [
            child
            for child in psutil.Process(process.pid).children()
            if "fanloop.config.beside" in child.cmdline()
        ]
        until = time.monotonic() + 20
        while (
            not any(link.status == psutil.CONN_LISTEN for link in other.net_connections())
            and time.monotonic() < until
        ):
            time.sleep(0.1)
        assert {requests.get(f"{url}/ping", timeout=10).status_code for _ in range(20)} == {200}
        process.send_signal(how)
        process.wait(20)
        assert psutil.wait_procs([other], timeout=15)[1] == []
