from hypothesis import given
from hypothesis import strategies as st

from fanloop.people.fans.rules import handles


@given(st.text(max_size=80))
def test_a_cleaned_handle_is_never_a_problem(raw):
    assert handles.problem_with(handles.cleaned(raw)) == ""


@given(
    st.lists(st.sampled_from(["Ada", "ada", "ada-2", "李雷", "韩梅梅", "", "me"]), max_size=30),
    st.sets(st.just("ada")),
)
def test_everybody_gets_a_handle_of_their_own(raw, taken):
    given_ = handles.told_apart(raw, taken)
    assert len(set(given_)) == len(raw)
    assert not set(given_) & taken
    assert all(handles.problem_with(handle) == "" for handle in given_)


def test_numbers_tell_namesakes_apart_in_order():
    assert handles.told_apart(["Ada", "ada", "ADA"], {"ada-2"}) == ["ada", "ada-3", "ada-4"]


def test_the_house_keeps_some_names():
    assert handles.problem_with("desk") == "reserved"
    assert handles.problem_with("left-17") == "reserved"
    assert handles.problem_with("a") == "length"
    assert handles.problem_with("-ada") == "shape"
