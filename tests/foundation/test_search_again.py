"""Everything that can be found can be written anew, and stands as it stood."""

import pytest

from fanloop.foundation.models import SearchDocument
from fanloop.foundation.search import again
from tests.lasting import world  # noqa: F401 -- fixtures, used by name

pytestmark = pytest.mark.django_db
COLUMNS = ("ref", "language", "title", "words", "audience", "labels", "weight", "at")


def found(**where):
    rows = SearchDocument.objects.filter(**where).order_by("ref").values(*COLUMNS)
    return [{**row, "labels": sorted(row["labels"])} for row in rows]


def test_an_emptied_search_is_filled_again_as_it_was(world):
    before = found()
    SearchDocument.objects.all().delete()
    written = again.again()
    assert {row["ref"].partition(":")[0] for row in before} <= set(written)
    assert [row["ref"] for row in found()] == [row["ref"] for row in before]
    assert found() == before


def test_one_kind_alone_is_written(world):
    SearchDocument.objects.all().delete()
    assert again.again(["beta.programme"]) == {"beta.programme": len(found())}
    assert {row["ref"].partition(":")[0] for row in found()} == {"beta.programme"}


def test_a_kind_has_one_room():
    with pytest.raises(ValueError, match="already"):
        again.everything("beta.programme")(lambda: 0)
