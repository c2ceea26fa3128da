import pytest

from fanloop.foundation import refs
from fanloop.foundation.models import FactRow, StoredFile


def test_a_kind_is_the_noun_and_the_row_in_small_letters():
    assert refs.kind_of(StoredFile) == "foundation.stored_file"


def test_a_row_that_is_not_saved_has_no_reference():
    with pytest.raises(refs.BadRef, match="before it is saved"):
        refs.ref(FactRow())


def test_a_reference_is_taken_apart():
    assert refs.parse("supply.purchase_line:42") == ("supply.purchase_line", 42)


@pytest.mark.parametrize(
    "text",
    ["", "need:1", "voices.need:", "voices.need:0", "voices.need:-1", "Voices.Need:1", "voices.need:1;"],
)
def test_what_is_no_reference_is_quoted(text):
    with pytest.raises(refs.BadRef):
        refs.parse(text)


def test_references_are_grouped_by_kind():
    assert refs.ids_by_kind(["a.b:1", "a.b:2", "a.c:1"]) == {"a.b": {1, 2}, "a.c": {1}}
