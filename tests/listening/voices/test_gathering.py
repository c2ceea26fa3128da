"""Groups of voices that mean one need, and the title a need carries."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanloop.foundation.search.meaning import encoder
from fanloop.listening.voices.rules.gathering import alike, gathered
from fanloop.listening.voices.rules.similarity import Text
from fanloop.listening.voices.rules.titles import clean, clearest, is_ended, matter

PAIRS = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=40)


@given(PAIRS)
def test_each_is_in_one_group_and_linked_to_it(pairs):
    groups = gathered(range(13), pairs)
    assert sorted(key for group in groups for key in group) == list(range(13))
    linked = {frozenset(pair) for pair in pairs}
    assert all(
        any(frozenset((member, other)) in linked for other in group if other != member)
        for group in groups
        for member in group
        if len(group) > 1
    )


@given(PAIRS)
def test_the_order_of_what_is_found_changes_nothing(pairs):
    assert gathered(range(13), pairs) == gathered(reversed(range(13)), reversed(pairs))


def test_one_link_does_not_make_one_of_two_and_two_do():
    stars = [(1, 2), (1, 3), (1, 4), (6, 7), (6, 8), (6, 9)]
    assert len(gathered(range(1, 10), [*stars, (4, 9)])) == 3
    assert len(gathered(range(1, 10), [*stars, (4, 9), (3, 8)])) == 2


def test_a_device_in_common_is_not_enough():
    texts = [
        Text("a", "Lamp flickers at low brightness", "Below a tenth my lamp flickers."),
        Text("b", "Lamp shipped to Norway", "Can the lamp be sent to Norway?"),
        Text("c", "Flickering of the lamp at low brightness", "It flickers when dimmed below ten percent."),
    ]
    assert alike(texts, encoder()) == [("a", "c")]


def test_nothing_to_compare_is_no_pair():
    assert alike([], encoder()) == []
    assert alike([Text("a", "", "")], encoder(), [("a", "b")]) == []


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("[SOLVED] How to reset", "How to reset"),
        ("Nanode DHCP - RESOLVED", "Nanode DHCP"),
        ("Re: RE: no signal", "No signal"),
        ("emonTx does not send!!!", "emonTx does not send!"),
        ("THE WHOLE HOUSE IS DARK", "The whole house is dark"),
        ("graphs frozen - v9.2", "Graphs frozen"),
        ("[SOLVED]", "[SOLVED]"),
    ],
)
def test_noise_goes_and_names_stay(said, kept):
    assert clean(said) == kept


@given(st.text(max_size=300))
def test_a_title_stays_short_and_is_never_lost(title):
    kept = clean(title)
    assert bool(kept) == bool(title.strip())
    assert len(kept) <= max(121, len(title.strip()) if not any(map(str.isalnum, title)) else 0)


def test_the_clearest_title_says_what_and_does_not_cry():
    assert clearest(["Help!!", "dashboard problem", "Dashboard is not saved after an edit"]) == (
        "Dashboard is not saved after an edit"
    )


def test_settled_is_what_the_title_marks():
    assert is_ended("(solved) no data")
    assert not is_ended("How is this solved elsewhere")


def test_a_title_of_one_thing_is_about_nothing():
    assert matter("Problem with dashboard") == ""
    assert matter("仪表盘无法保存") == "仪表盘无法保存"
