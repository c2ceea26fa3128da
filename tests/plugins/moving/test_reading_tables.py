"""Columns are found by what they are called, and files are read one object at a time."""

import json

from hypothesis import given
from hypothesis import strategies as st

from fanloop.plugins.moving.columns import SYNONYMS, plain, understood
from fanloop.plugins.moving.jsons import json_objects
from fanloop.plugins.moving.people import LONGEST, key, person_by_mail
from fanloop.plugins.reading import Problems

HEADS = st.lists(
    st.one_of(st.text(max_size=12), st.sampled_from([word for words in SYNONYMS.values() for word in words])),
    max_size=12,
)
VALUES = st.recursive(
    st.one_of(st.none(), st.integers(), st.text(max_size=8)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
OBJECTS = st.lists(st.dictionaries(st.text(max_size=6), VALUES, max_size=4), min_size=1, max_size=5)


@given(HEADS)
def test_a_column_means_one_thing_and_is_one_of_the_head(head):
    found = understood(head)
    assert set(found.values()) <= set(head)
    assert len(set(found.values())) == len(found)


@given(HEADS, st.sampled_from(sorted(SYNONYMS)))
def test_what_a_person_says_goes_first(head, ours):
    theirs = next((name for name in head if plain(name)), None)
    if theirs:
        assert plain(understood(head, {ours: theirs})[ours]) == plain(theirs)


@given(OBJECTS, st.sampled_from(["array", "arrays", "lines", "pretty"]))
def test_json_is_found_however_it_is_laid_out(tmp_path_factory, rows, layout):
    path, problems = tmp_path_factory.mktemp("json") / "x.json", Problems()
    written = {
        "array": json.dumps(rows), "arrays": json.dumps(rows[:1]) + json.dumps(rows[1:]),
        "lines": "\n".join(map(json.dumps, rows)), "pretty": json.dumps(rows, indent=2, ensure_ascii=False),
    }[layout]  # fmt: skip
    path.write_text(written, encoding="utf-8", errors="replace")
    found = [row.values for row in json_objects(path, problems)]
    assert len(found) == len(rows)
    assert not problems


@given(st.text(max_size=300))
def test_any_text_is_json_or_a_problem(tmp_path_factory, text):
    path, problems = tmp_path_factory.mktemp("json") / "x.json", Problems()
    path.write_text(text, encoding="utf-8", errors="replace")
    assert list(json_objects(path, problems)) or problems


def test_a_line_that_breaks_is_named(tmp_path):
    path, problems = tmp_path / "x.json", Problems()
    path.write_text('[{"a": 1},\n{"a": nope},\n{"a": 3}]')
    assert [row.values for row in json_objects(path, problems)] == [{"a": 1}, {"a": 3}]
    assert [problem.line for problem in problems.kept] == [2]


def test_an_object_too_large_is_never_held(tmp_path):
    path, problems = tmp_path / "x.json", Problems()
    path.write_text(json.dumps([{"a": "x" * 3_000_000}]))
    assert list(json_objects(path, problems, longest=1_000_000)) == []
    assert "too large" in problems.kept[0].reason


@given(st.lists(st.text(max_size=150), min_size=1, max_size=3))
def test_a_key_fits_and_tells_apart(parts):
    assert len(key(*parts)) <= LONGEST
    assert key("x" * 200, *parts, "a") != key("x" * 200, *parts, "b")


@given(st.emails(), st.text(max_size=20))
def test_an_address_is_not_kept(mail, name):
    assert mail.lower() not in str(person_by_mail("csv", mail, name)).lower()
