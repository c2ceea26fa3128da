"""Whose money is this? Certain is only the reference, to the cent, with one slip at most."""

from hypothesis import assume, given
from hypothesis import strategies as st

from fanloop.selling.payments.rules.matching import Waiting, match, slips
from fanloop.selling.payments.rules.references import ALPHABET, reference

references = st.integers(0, 10**9).map(lambda number: reference(f"order:{number}:0:0"))
around = st.text("abcxyz .,/-123", max_size=20)


@given(references, around, around, st.booleans())
def test_a_reference_is_found_however_it_is_spaced_and_written(wanted, before, after, small):
    said = wanted.replace("-", " ")
    assert slips(f"{before} {said.lower() if small else said} {after}", wanted) == 0


@given(
    references,
    st.integers(2, 11),
    st.sampled_from(ALPHABET),
    st.sampled_from(["wrong", "missing", "extra", "swapped"]),
)
def test_one_slip_is_forgiven(wanted, place, letter, how):
    bare = wanted.replace("-", "")
    said = {
        "wrong": bare[:place] + letter + bare[place + 1 :],
        "missing": bare[:place] + bare[place + 1 :],
        "extra": bare[:place] + letter + bare[place:],
        "swapped": bare[: place - 1] + bare[place : place + 1] + bare[place - 1] + bare[place + 1 :]
        if place > 2
        else bare,
    }[how]
    assert slips(f"payment {said} thanks", wanted) <= 1


@given(references, references)
def test_one_reference_is_not_taken_for_another(one, other):
    assume(one != other)
    found = match(one, 2000, "EUR", [Waiting(1, one, 2000, "EUR"), Waiting(2, other, 2000, "EUR")])
    assert found.payment == 1


@given(references, st.integers(1, 10**6), st.integers(1, 10**6))
def test_another_amount_or_currency_is_for_a_person(wanted, minor, other):
    waits = [Waiting(1, wanted, minor, "EUR")]
    assert match(wanted, minor, "USD", waits).payment is None
    found = match(wanted, other, "EUR", waits)
    assert (found.payment == 1) == (minor == other)
    assert found.suggestions[0].why in {"reference", "other_amount"}


def test_the_same_amount_alone_is_a_suggestion_and_never_certain():
    found = match("thank you", 2000, "EUR", [Waiting(1, "FL-22222-33333", 2000, "EUR")])
    assert (found.payment, [each.why for each in found.suggestions]) == (None, ["amount"])


def test_two_references_in_one_line_are_for_a_person():
    waits = [Waiting(1, "FL-22222-33333", 2000, "EUR"), Waiting(2, "FL-44444-55555", 2000, "EUR")]
    assert match("FL-22222-33333 and FL-44444-55555", 2000, "EUR", waits).payment is None
