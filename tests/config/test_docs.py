"""What the docs say of the code is what the code says; every link in them leads somewhere."""

import re

import pytest

from fanloop.config import docs

ROOT = docs.SOURCE.parents[1]
OPERATORS = ROOT / "docs" / "operators" / "README.md"
NOT_FOR_OPERATORS = re.compile(r"FANLOOP_TEST_|FANLOOP_DEMO$")
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]


@pytest.mark.parametrize("name", docs.PAGES)
def test_a_table_for_builders_says_what_the_code_says(name):
    assert (docs.FOLDER / name).read_text("utf-8") == docs.PAGES[name](), "run: fanloop docs"


def told_to_operators():
    """Names in the table of settings; `FANLOOP_MAIL_HOST`, `_PORT` is two of them."""
    names, stem = set(), ""
    for word in re.findall(r"`(\w+)`", OPERATORS.read_text("utf-8")):
        if word.startswith("_"):
            names.add(stem + word)
        else:
            names.add(word)
            stem = word.rpartition("_")[0]
    return names


def test_every_setting_is_explained_to_operators():
    read = set(re.findall(r"^\| `(\w+)`", docs.settings(), re.MULTILINE))
    assert {name for name in read if not NOT_FOR_OPERATORS.match(name)} - told_to_operators() == set()


def test_no_setting_is_explained_that_nobody_reads():
    told = {name for name in told_to_operators() if name.startswith("FANLOOP_")}
    assert told - set(re.findall(r"`(FANLOOP_\w+)`", docs.settings())) == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_to_a_file(page):
    links = re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", page.read_text("utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_index_names_every_page():
    index = (ROOT / "docs" / "README.md").read_text("utf-8")
    pages = [
        page.relative_to(ROOT / "docs") for page in (ROOT / "docs").rglob("*.md") if page.name != "README.md"
    ]
    assert [str(page) for page in pages if f"({page})" not in index] == []


def test_the_architecture_is_read_in_ten_minutes_and_speaks_of_what_is_there():
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    assert len(text.splitlines()) <= 200
    paths = set(re.findall(r"`((?:[\w-]+/)+[\w-]+(?:/|\.\w+))`", text))
    assert {
        path for path in paths if not any((root / path).exists() for root in (ROOT, docs.SOURCE))
    } == set()
