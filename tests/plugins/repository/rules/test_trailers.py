"""What commit messages say: only what is written, wherever it stands, and never what is quoted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanloop.plugins.repository.rules.trailers import Trouble, kind_of, read, title_of

NUMBERS = st.lists(st.integers(1, 10**12), min_size=1, max_size=5, unique=True)
VERBS = st.sampled_from(["Answers", "answers:", "FIXES", "Closes", "closes:"])
JOINTS = st.sampled_from([", ", " and ", " & ", ";", ", "])


@given(VERBS, NUMBERS, JOINTS)
def test_every_need_a_line_names_is_heard(verb, numbers, joint):
    line = f"{verb} {joint.join(f'NEED-{number}' for number in numbers)}"
    assert [(one.line, one.need) for one in read(f"Title\n\n{line}.").answers] == [
        (3, number) for number in numbers
    ]


@given(st.text())
def test_no_message_breaks_it_and_lines_are_its_own(message):
    said = read(message)
    lines = message.splitlines()
    assert all(
        one.text in lines[one.line - 1] for one in [*said.answers, *said.troubles] if one.line <= len(lines)
    )
    assert len(title_of(message)) <= 160


@pytest.mark.parametrize(
    ("message", "needs"),
    [
        ("Half steps (Answers NEED-12)", [12]),
        ("Half steps\n\nAnswers #12", [12]),
        ("Half steps\n\nFixes #12", []),
        ("Half steps\n\n> Answers NEED-12", []),
        ('Revert "Half steps (Answers NEED-12)"', []),
        ("Answers NEED-12\nAnswers NEED-12", [12]),
        ("answers nothing; NEED-12 is nice", []),
    ],
)
def test_where_a_need_is_named(message, needs):
    assert [one.need for one in read(message).answers] == needs


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Answers NEED-12x", "need"), ("Fixes NEED-", "need"), ("Answers NEED-0", "need"), ("Change: blue", "kind"),
        ("Risk: none", "risk"), ("Part-Of: 7", "change"), ("Patch-From: two words", "handle"),
    ],
)  # fmt: skip
def test_a_line_that_almost_means_something_is_told(line, reason):
    assert read(f"T\n\n{line}").troubles == [Trouble(3, line, reason)]


def test_trailers_are_read_in_any_case():
    said = read("T\n\nchange: New\nRISK: high\nPart-of: change-7\npatch-from: @Grid.Walker")
    assert (said.kind, said.risk, said.part_of.need, said.patch_from) == ("new", "high", 7, "grid.walker")


def test_a_revert_names_what_it_takes_back():
    said = read('Revert "Half"\n\nThis reverts commit 1234567890abcdef.')
    assert (said.reverts, said.troubles[0].line) == ("1234567890abcdef", 3)


@pytest.mark.parametrize(
    ("message", "title", "kind"),
    [
        ("feat(dial)!: half steps [Answers NEED-3]", "Half steps", "new"),
        ("fix: hum", "Hum", "fixed"),
        ("Quieter\n\nFixes NEED-3", "Quieter", "fixed"),
        ("Quieter\n\nFixes NEED-3\nChange: improved", "Quieter", "improved"),
        ("Answers NEED-3", "Answers NEED-3", "improved"),
        ("", "", "improved"),
    ],
)
def test_what_a_change_is_called(message, title, kind):
    assert (title_of(message), kind_of(message, read(message))) == (title, kind)
