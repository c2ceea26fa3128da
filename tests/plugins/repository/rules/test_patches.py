"""Patches are read strictly, known again after a rebase, and tried as git tries them."""

import difflib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanloop.plugins.repository.rules.fitting import (
    Misfit,
    applied,
    fingerprint,
    fingerprint_of,
    fingerprints,
    misfits,
)
from fanloop.plugins.repository.rules.patches import NotAPatch, read, text_of

LINES = st.lists(st.sampled_from(["a", "b", "c", "dd", "e e", "}", ""]), max_size=12)
CODES = {"empty", "binary", "diff", "hunk", "path", "files"}


def diff(old, new, path="dial.c", context=3):
    told = list(difflib.unified_diff(old, new, f"a/{path}", f"b/{path}", lineterm="", n=context))
    return "\n".join([f"diff --git a/{path} b/{path}", *told, ""]) if told else ""


@given(LINES, LINES, st.integers(0, 3))
def test_a_patch_made_of_two_files_turns_one_into_the_other(old, new, context):
    text = diff(old, new, context=context)
    if text:
        assert applied(old, read(text).files[0].hunks) == (new, 0)


@given(LINES, LINES, LINES)
def test_it_applies_some_lines_further_down_too(before, old, new):
    text = diff(["start", *old, "end"], ["start", *new, "end"], context=20)
    if text:
        moved = [f"> {line}" for line in before]
        assert applied([*moved, "start", *old, "end"], read(text).files[0].hunks) == (
            [*moved, "start", *new, "end"],
            0,
        )


@given(LINES, LINES, st.integers(0, 3))
def test_the_fingerprint_is_the_same_whatever_diff_wrote_it(old, new, context):
    thick, thin = diff(old, new, context=20), diff(old, new, context=context)
    whole = "\n".join(
        [f"@@ -1,{len(old)} +1,{len(new)} @@", *(f"-{x}" for x in old), *(f"+{x}" for x in new)]
    )
    plain = f"--- a/dial.c\n+++ b/dial.c\n{whole}\n"
    if thick:
        assert fingerprint_of(thick) == fingerprint_of(thin) == fingerprint_of(plain)


def code_of(act, given):
    """Why it was refused, or nothing."""
    try:
        act(given)
    except NotAPatch as problem:
        return problem.code
    return ""


@given(st.text(max_size=400))
def test_no_text_breaks_it(text):
    assert code_of(read, text) in {*CODES, ""}


@given(st.binary(max_size=400))
def test_no_bytes_break_it(data):
    assert code_of(text_of, data) in {"text", "binary", ""}


def test_moving_lines_leaves_no_fingerprint_since_it_would_match_too_much():
    assert fingerprint(read(diff(["a", "b"], ["b", "a"])).files) == ""


@pytest.mark.parametrize(
    "path", ["../x", "a/../../x", ".git/config", "a//b", "/etc/x", "a\\b", "sub/.GIT/hooks"]
)
def test_a_path_that_leaves_the_source_is_refused(path):
    with pytest.raises(NotAPatch) as told:
        read(f"--- a/{path}\n+++ b/{path}\n@@ -1 +1 @@\n-a\n+b\n")
    assert told.value.code == "path"


def test_a_series_is_known_part_by_part():
    part = "From 1234567890123456789012345678901234567890 Mon Sep 17 00:00:00 2001\nSubject: [PATCH {n}/2] Step {n}\n\n"
    first, second = diff(["a"], ["b"], "one.c"), diff(["c"], ["d"], "two.c")
    series = read(part.format(n=1) + first + "-- \n2.43.0\n\n" + part.format(n=2) + second + "-- \n2.43.0\n")
    assert series.title == "Step 1"
    assert fingerprints(series)[1:] == [fingerprint_of(first), fingerprint_of(second)]


def test_names_in_mail_heads_are_decoded():
    head = "From: =?UTF-8?q?G=C3=B6ran?= <G@X.example>\nSubject: [PATCH] =?UTF-8?q?L=C3=A4nge?=\n wanted\n\nBecause.\n---\n a | 1 +\n\n"
    patch = read(head + diff(["a"], ["b"]))
    assert (patch.title, patch.author, patch.email, patch.words) == (
        "Länge wanted",
        "Göran",
        "g@x.example",
        "Because.",
    )


def test_what_does_not_fit_is_named():
    new = "diff --git a/n.c b/n.c\nnew file mode 100644\n--- /dev/null\n+++ b/n.c\n@@ -0,0 +1 @@\n+n\n"
    gone = "diff --git a/g.c b/g.c\ndeleted file mode 100644\n--- a/g.c\n+++ /dev/null\n@@ -1 +0,0 @@\n-g\n"
    files = read(new + gone + diff(["a"], ["b"])).files
    assert misfits(files, {"n.c": None, "g.c": ["g", ""], "dial.c": ["a", ""]}) == []
    assert misfits(files, {"n.c": ["n"], "g.c": None, "dial.c": ["x"]}) == [
        Misfit("n.c", "exists"),
        Misfit("g.c", "missing"),
        Misfit("dial.c", "differs", 1),
    ]


def test_lines_of_another_system_fit_too():
    assert misfits(read(diff(["a"], ["b"])).files, {"dial.c": ["a\r", ""]}) == []
