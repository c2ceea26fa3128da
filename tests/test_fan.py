"""The bootstrap, run as a newcomer runs it: in a folder with nothing but the sources."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
COMMAND_LINE = """
import sys

def main():
    print("command line", sys.argv[1:])
    return 3

if __name__ == "__main__":
    sys.exit(main())
"""


@pytest.fixture
def clone(tmp_path):
    return sources(tmp_path)


@pytest.fixture(scope="module")
def ready(tmp_path_factory):
    """One clone that is set up; making an environment takes seconds."""
    folder = sources(tmp_path_factory.mktemp("ready"))
    assert fan(folder, "setup").returncode == 0
    return folder


def sources(folder: Path) -> Path:
    """A clone without dependencies, so that installing needs no network."""
    for name in ("fan.py", "Makefile"):
        shutil.copy(ROOT / name, folder / name)
    (folder / "requirements.lock").write_text("# nothing\n")
    package = folder / "src" / "fanloop"
    (package / "foundation" / "text").mkdir(parents=True)
    (package / "config").mkdir()
    shutil.copy(ROOT / "src/fanloop/foundation/text/catalogues.py", package / "foundation" / "text")
    (package / "config" / "command_line.py").write_text(COMMAND_LINE)
    return folder


def fan(
    clone: Path, *arguments: str, python: str = sys.executable, **environment: str
) -> subprocess.CompletedProcess[str]:
    clean = {
        key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "PYTEST", "FANLOOP"))
    }
    return subprocess.run(
        [python, "fan.py", *arguments],
        check=False,
        cwd=clone,
        env={**clean, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )


def test_setup_installs_once_and_again_when_the_lock_has_changed(ready):
    first = fan(ready, "setup")
    (ready / "requirements.lock").write_text("# something else\n")
    second = fan(ready, "setup")
    third = fan(ready, "setup")
    assert ["Installing" in each.stdout for each in (first, second, third)] == [False, True, False]


def test_an_installation_that_failed_is_tried_again(ready):
    (ready / "requirements.lock").write_text("no-hash-given==1.0\n")
    assert fan(ready, "setup", PIP_NO_INDEX="1").returncode != 0
    (ready / "requirements.lock").write_text("# nothing at last\n")
    assert "Installing" in fan(ready, "setup").stdout


@pytest.mark.slow
def test_a_clone_that_was_moved_is_installed_anew(clone, tmp_path_factory):
    fan(clone, "setup")
    moved = clone.rename(tmp_path_factory.mktemp("elsewhere") / "clone")
    assert "Making .venv" in fan(moved, "setup").stdout
    assert (
        subprocess.run([moved / ".venv/bin/pip", "--version"], check=False, capture_output=True).returncode
        == 0
    )


def test_any_other_word_goes_to_the_command_line_with_its_exit_code(ready):
    done = fan(ready, "why", "orders.order:1")
    assert (done.stdout, done.returncode) == ("command line ['why', 'orders.order:1']\n", 3)


def test_setup_leaves_the_command_line_in_the_environment(ready):
    done = subprocess.run(
        [ready / ".venv/bin/fanloop", "facts"], check=False, capture_output=True, text=True, cwd="/"
    )
    assert (done.stdout, done.returncode) == ("command line ['facts']\n", 3)


@pytest.mark.skipif(not shutil.which("make"), reason="make is not installed")
def test_make_demo_passes_the_folder_of_real_input(ready):
    command = ["make", "--no-print-directory", "demo", "DATA=../data", f"PYTHON={sys.executable}"]
    done = subprocess.run(command, check=False, cwd=ready, capture_output=True, text=True)
    assert done.stdout == "command line ['demo', '--data', '../data']\n"


def test_a_python_without_venv_gets_one_line_with_the_remedy(clone):
    """Debian's python3 without python3-venv has no ensurepip."""
    (clone / "sitecustomize.py").write_text("import sys\nsys.modules['ensurepip'] = None\n")
    done = fan(clone, "setup", PYTHONPATH=str(clone))
    assert done.stderr == "Python's venv module is missing: sudo apt-get install python3-venv\n"
    assert (done.returncode, (clone / ".venv").exists()) == (1, False)


def test_a_missing_browser_is_one_line_with_the_remedy(clone):
    program = "import fan; fan._browser()"
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, check=False, cwd=clone, env={"PATH": ""}, capture_output=True, text=True)
    assert done.stdout.count("\n") == 1
    assert "sudo apt-get install -y --no-install-recommends chromium" in done.stdout


def test_without_a_word_it_explains_itself(clone):
    assert "python3 fan.py demo" in fan(clone).stderr
