"""A changelog that is written is read back the same; those of others are read in their own dialects."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanloop.foundation.text import markdown
from fanloop.releasing.releases.rules import changelog_days
from fanloop.releasing.releases.rules.changelog import TYPES, UNRELEASED, Item, Release, Unread, written
from fanloop.releasing.releases.rules.changelog_items import item
from fanloop.releasing.releases.rules.changelog_reading import read

WORDS = st.text(
    st.one_of(st.sampled_from("abc 019#@:*-_[](){}\\`!.,by<>/"), st.characters(exclude_categories=["Cs", "Cc"])),
    min_size=1, max_size=40,
).map(lambda text: " ".join(text.split())).filter(bool)  # fmt: skip
ITEMS = st.builds(
    Item, kind=st.sampled_from(TYPES), title=WORDS, words=st.one_of(st.just(""), WORDS),
    issues=st.lists(st.integers(1, 99_999).map(str), max_size=3, unique=True).map(tuple),
    credits=st.lists(WORDS, max_size=3, unique=True).map(tuple), thanks=st.lists(WORDS, max_size=3, unique=True).map(tuple),
)  # fmt: skip


@st.composite
def releases(draw):
    """Releases as the writer orders them: items by kind, no item twice, no number twice."""
    numbers = draw(
        st.lists(WORDS.filter(lambda one: one.casefold() != "unreleased"), max_size=4, unique=True)
    )
    made = [
        Release(
            number=number, day=draw(st.none() | st.dates(date(1990, 1, 1), date(2200, 1, 1))),
            items=tuple(sorted(
                draw(st.lists(ITEMS, max_size=4, unique_by=lambda one: (one.title, one.issues))),
                key=lambda one: TYPES.index(one.kind),
            )),
            words="\n\n".join(draw(st.lists(WORDS, max_size=2))), is_withdrawn=draw(st.booleans()),
        )
        for number in numbers
    ]  # fmt: skip
    return [Release(UNRELEASED, None), *made]


@given(releases())
def test_what_is_written_is_read_back_the_same(history):
    log = read(written(history, name="Dawn 2"))
    assert list(log.releases) == history
    assert log.unread == ()


@given(WORDS)
def test_words_of_people_never_become_mark_up(title):
    html = markdown.html(written([Release("1", None, (Item("added", title),))], name="x"))
    assert html.count("<li>") == 1
    assert "<em>" not in html.partition("<li>")[2]


@given(st.text(max_size=400))
def test_no_text_breaks_the_reader(text):
    for release in read(text).releases:
        assert release.number
        assert all(one.title for one in release.items)


def test_the_writer_follows_keep_a_changelog():
    history = [
        Release(UNRELEASED, None, (Item("added", "Real sunrise", "It wakes you."),)),
        Release(
            "26.47",
            date(2026, 11, 20),
            (Item("fixed", "The dial", credits=("Wen Zhou",), thanks=("mira.k",)),),
        ),
        Release("26.46", date(2026, 11, 13), words="It hummed.", is_withdrawn=True),
    ]
    assert written(history, name="Dawn 2") == (
        "# Changelog\n\nAll notable changes to Dawn 2 are told here.\n\n"
        "The format is [Keep a Changelog 1.1.0](https://keepachangelog.com/en/1.1.0/).\n\n"
        "## [Unreleased]\n\n### Added\n\n- Real sunrise\n\n  It wakes you.\n\n"
        "## [26.47] - 2026-11-20\n\n### Fixed\n\n- The dial by *Wen Zhou* thanks to @mira.k\n\n"
        "## [26.46] - 2026-11-13 [YANKED]\n\nIt hummed.\n"
    )


KEPT = """# Changelog

## [Unreleased]
### Added
- Dark mode for the [app](https://example.com/app), which
  nobody expected

## [1.1.0] - 2019-02-15
Thank you all.

### Security
- Keys are longer (#12)
### Removed
* Old stuff
    - really all of it

## [1.0.9] - 2019-02-30
## 1.0.0 – 2017-06-20 [YANKED]
- First

[unreleased]: https://example.com/compare/v1.1.1...HEAD
"""


def test_keep_a_changelog_by_hand():
    log = read(KEPT)
    assert [(one.number, one.day, one.is_withdrawn) for one in log.releases] == [
        (UNRELEASED, None, False), ("1.1.0", date(2019, 2, 15), False), ("1.0.9", None, False),
        ("1.0.0", date(2017, 6, 20), True),
    ]  # fmt: skip
    assert log.releases[0].items == (Item("added", "Dark mode for the app, which nobody expected"),)
    assert log.releases[1].words == "Thank you all."
    assert log.releases[1].items == (
        Item("security", "Keys are longer", issues=("12",)), Item("removed", "Old stuff", "really all of it"),
    )  # fmt: skip
    assert log.unread == (Unread(17, "day", {"day": "2019-02-30"}),)


TOOLED = """# Changelog

## [2.12.1](https://github.com/Koenkk/zigbee2mqtt/compare/2.12.0...2.12.1) (2026-06-30)


### Bug Fixes

* Add port 8080 `EXPOSE` to container ([#29754](https://github.com/Koenkk/zigbee2mqtt/issues/29754)) ([ba45e4f](https://github.com/Koenkk/zigbee2mqtt/commit/ba45e4f))
* **ignore:** update a thing

## 2.0.0 (2025-01-03)

### ⚠ BREAKING CHANGES

* The big cleanup

### Features

* The big cleanup
"""


def test_markdown_of_a_release_tool():
    log = read(TOOLED)
    assert [(one.number, one.day) for one in log.releases] == [
        ("2.12.1", date(2026, 6, 30)), ("2.0.0", date(2025, 1, 3)),
    ]  # fmt: skip
    assert log.releases[0].items == (
        Item("fixed", "Add port 8080 `EXPOSE` to container", issues=("29754",)),
        Item("fixed", "ignore: update a thing"),
    )
    assert log.releases[1].items == (Item("changed", "The big cleanup"),)


DOCUMENTED = """ESPHome 2021.10.0 - 20th October 2021
=====================================

.. seo::
    :description: Changelog

Release 2021.12.1 - January 4
-----------------------------

- Fix ESP8266 dallas :esphomepr:`2581` by :ghuser:`jess`
- Add a thing :esphomepr:`2582` by :ghuser:`ann` and :ghuser:`bo` (breaking-change)

All changes
^^^^^^^^^^^

- Fix ESP8266 dallas :esphomepr:`2581` by :ghuser:`jess`
"""


def test_a_changelog_in_documentation_names_whom_it_thanks():
    first, patch = read(DOCUMENTED).releases
    assert (first.number, first.day) == ("2021.10.0", date(2021, 10, 20))
    assert (patch.number, patch.day) == ("2021.12.1", date(2022, 1, 4))
    assert patch.items == (
        Item("fixed", "Fix ESP8266 dallas", issues=("2581",), credits=("jess",)),
        Item("changed", "Add a thing", issues=("2582",), credits=("ann", "bo")),
    )


@pytest.mark.parametrize(
    ("line", "title", "issues", "people"),
    [
        ("Fix [esphome#2581](https://x.example/2581) by [@jess](https://x.example/jess)", "Fix", ("2581",), ("jess",)),
        ("Shiny dial by @bo in https://github.com/o/r/pull/12", "Shiny dial", ("12",), ("bo",)),
        ("#3204: gui: Allow more", "gui: Allow more", ("3204",), ()),
        ("Added timers (fix #2586)", "Added timers", ("2586",), ()),
        ("Colour #3 of five", "Colour #3 of five", ("3",), ()),
    ],
)  # fmt: skip
def test_lines_of_many_dialects(line, title, issues, people):
    found = item(line, kind="fixed")
    assert (found.title, found.issues, found.credits) == (title, issues, people)


PLAIN = """
     2v04 : Allow `E.showMessage`
            Fix memory leak when a
              timer ends (fix #1234)
            nRF52: now faster

     2v03 : First one
"""


def test_a_plain_list_of_changes():
    log = read(PLAIN)
    assert [(one.number, [each.title for each in one.items]) for one in log.releases] == [
        ("2v04", ["Allow `E.showMessage`", "Fix memory leak when a timer ends", "nRF52: now faster"]),
        ("2v03", ["First one"]),
    ]
    assert [each.kind for each in log.releases[0].items] == ["added", "fixed", "changed"]
    assert [each.is_guessed for each in log.releases[0].items] == [True, False, True]


TAGS = """tag v0.13.5
Tagger: A Maker
Date:   Fri Jun 3 10:11:12 2016 +0200

v0.13.5

A regular release.

Bugfixes:

 - #3099: Please move the folder
 - #3201: browse behaves strangely

Enhancements:

 - #3: More

-----BEGIN PGP SIGNATURE-----
1.2.3
-----END PGP SIGNATURE-----
tag v0.13.4
Date: 2016-05-01

 * Something
"""


def test_notes_of_tags():
    last, first = read(TAGS).releases
    assert (last.number, last.day, last.words) == ("v0.13.5", date(2016, 6, 3), "A regular release.")
    assert last.items == (
        Item("fixed", "Please move the folder", issues=("3099",)),
        Item("fixed", "browse behaves strangely", issues=("3201",)),
        Item("changed", "More", issues=("3",)),
    )
    assert (first.number, first.day, len(first.items)) == ("v0.13.4", date(2016, 5, 1), 1)


def test_a_text_without_releases_says_so():
    assert read("Hello.").unread == (Unread(0, "empty"),)


def test_a_release_told_twice_is_named_with_its_lines():
    assert read("## 1.0\n- a\n## 1.0\n- b\n").unread == (Unread(3, "twice", {"number": "1.0", "line": 1}),)


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)))
def test_a_day_is_read_as_it_is_written(day):
    for said in (day.isoformat(), f"{day.day} {day:%B} {day.year}", f"{day:%b} {day.day}, {day.year}"):
        assert changelog_days.read(said, near=None, number="") == day
