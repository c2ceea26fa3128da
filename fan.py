#!/usr/bin/env python3
"""The first command on a fresh machine; needs Python alone.

    python3 fan.py demo        start everything and tell the demo story
    python3 fan.py test        the tests, browser included where there is one
    python3 fan.py setup       install only; the command line is then .venv/bin/fanloop
    python3 fan.py lint|test-slow|bench|pictures|ci

Any other word goes to the command line: `python3 fan.py why campaigns.offer:1`.
Installs into `.venv` whenever `requirements.lock` has changed since the last time.
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
SCRIPT = "#!{python}\nimport sys\n\nfrom fanloop.config.command_line import main\n\nsys.exit(main())\n"

LINT = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
    ("lint-imports", "--no-logo"),
    ("djlint", "--lint", "--quiet", "src"),
)


def setup() -> None:
    """Make `.venv` hold exactly what the lock names; one process at a time, and none when nothing changed."""
    with _alone():
        if sys.version_info < (3, 11):  # noqa: UP036 - the one line that an older Python can still read
            sys.exit("Fanloop needs Python 3.11 or newer.")
        marker = VENV / "installed"
        place = f"{VENV} {sys.version_info[:2]}"
        wanted = f"{place}\n{hashlib.sha256(LOCK.read_bytes()).hexdigest()}\n"
        found = marker.read_text() if marker.exists() else ""
        if found != wanted:
            _install(is_moved=bool(found) and not found.startswith(f"{place}\n"))
            marker.write_text(wanted)
        _write_entrance()
        _run(_python(), "-m", "fanloop.foundation.text.catalogues", "src")


def _install(*, is_moved: bool) -> None:
    """A folder that was moved is made anew: its scripts name the Python of the old place."""
    if importlib.util.find_spec("ensurepip") is None:
        sys.exit("Python's venv module is missing: sudo apt-get install python3-venv")
    if is_moved or not _python().exists():
        print("Making .venv …", flush=True)
        _run(sys.executable, "-m", "venv", "--clear", str(VENV))
    print("Installing what requirements.lock names (a few minutes, once) …", flush=True)
    pip = (_python(), "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    _run(*pip, "--require-hashes", "-r", LOCK)


def _write_entrance() -> None:
    """No build step: a path file shows Python the sources, a script is the command line."""
    site = next((VENV / "lib").glob("python*/site-packages"))
    _write(site / "fanloop.pth", f"{ROOT / 'src'}\n")
    _write(VENV / "bin" / "fanloop", SCRIPT.format(python=_python()))
    (VENV / "bin" / "fanloop").chmod(0o755)


def _write(path: Path, text: str) -> None:
    if not path.exists() or path.read_text() != text:
        path.write_text(text)


def test(*arguments: str) -> None:
    _browser()
    _become("pytest", "-m", "not slow", "-n", "2", *arguments)


def test_slow(*arguments: str) -> None:
    _become("pytest", "-m", "slow", "-n", "2", *arguments)


def lint() -> None:
    """Every check is run, so that one look shows all there is to mend."""
    failed = []
    for command in LINT:
        print("·", *command, flush=True)
        if subprocess.run([VENV / "bin" / command[0], *command[1:]], check=False, cwd=ROOT).returncode:
            failed.append(command[0])
    if failed:
        sys.exit(f"Failed: {', '.join(failed)}")


def bench(*arguments: str) -> None:
    _become("python", "-m", "bench", *arguments)


def pictures() -> None:
    """Take the pictures of the docs anew."""
    _browser()
    _become("python", "docs/pictures/take.py")


def ci() -> None:
    _run(ROOT / ".ci" / "run")


def _browser() -> None:
    """Browser tests need Debian's chromium and a font with Chinese; root may install both."""
    missing = [] if any(map(shutil.which, BROWSERS)) else ["chromium"]
    if not _speaks_chinese():
        missing.append("fonts-noto-cjk")
    if not missing:
        return
    remedy = f"apt-get install -y --no-install-recommends {' '.join(missing)}"
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"Installing for the browser tests: {' '.join(missing)} …", flush=True)
        quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], check=False, env=quiet)
        if (
            subprocess.run(
                [*remedy.split(), "-qq"], check=False, env=quiet, stdout=subprocess.DEVNULL
            ).returncode
            == 0
        ):
            return
    print(f"Browser tests will be skipped or show boxes for Chinese; remedy: sudo {remedy}", flush=True)


def _speaks_chinese() -> bool:
    return any(Path("/usr/share/fonts").glob("**/*CJK*")) or sys.platform != "linux"


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    folder = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _python() -> Path:
    return VENV / "bin" / "python"


def _run(*command: str | Path) -> None:
    done = subprocess.run([*map(str, command)], check=False, cwd=ROOT)
    if done.returncode:
        sys.exit(done.returncode)


def _become(program: str, *arguments: str) -> None:
    """Replace this process, so that Ctrl-C and exit codes are the program's own."""
    path = str(VENV / "bin" / program)  # in full: Python finds its environment by the name it was called by
    os.execv(path, [path, *arguments])  # noqa: S606 - no shell on purpose


COMMANDS = {
    "test": test,
    "test-slow": test_slow,
    "lint": lint,
    "bench": bench,
    "pictures": pictures,
    "ci": ci,
}


def main(arguments: list[str]) -> None:
    if not arguments or arguments[0] in {"-h", "--help"}:
        sys.exit(__doc__)
    setup()
    word, *rest = arguments
    if word in COMMANDS:
        os.chdir(ROOT)
        COMMANDS[word](*rest)
    elif word != "setup":
        _become("python", "-m", "fanloop.config.command_line", *arguments)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit(130)
