"""Kept reads: no page misses what was changed before it, and nothing is kept outside of a page."""

import pytest

from fanloop.foundation import lately
from fanloop.people.team import queries
from fanloop.things.products import actions as products
from fanloop.things.products import queries as things
from tests.people.conftest import AT, founder, join  # noqa: F401 -- fixtures, used by name


@pytest.mark.django_db
def test_every_table_of_a_kept_read_has_its_trigger():
    assert lately.unwatched() == set()


def test_a_second_page_reads_nothing_again_until_somebody_changes_it(founder, django_assert_num_queries):
    with lately.kept_reads():
        first = queries.maker()
    with lately.kept_reads(), django_assert_num_queries(1):
        assert queries.maker() is first
    products.add_line(slug="dawn", name="Dawn", kind="hardware", at=AT)
    with lately.kept_reads(), django_assert_num_queries(1):
        assert queries.maker() is first
    with lately.kept_reads():
        assert [line.slug for line in things.lines()] == ["dawn"]
    products.add_line(slug="dusk", name="Dusk", kind="hardware", at=AT)
    with lately.kept_reads():
        assert [line.slug for line in things.lines()] == ["dawn", "dusk"]


def test_outside_of_a_page_everything_is_read(founder, django_assert_num_queries):
    with django_assert_num_queries(2):
        assert queries.maker() is not queries.maker()


def test_old_editions_go_and_the_next_page_reads_anew(founder):
    for count in range(25):
        products.add_line(slug=f"line-{count}", name="A lamp", kind="hardware", at=AT)
    with lately.kept_reads():
        before = things.lines()
    assert lately.forget() > 0
    assert lately.forget() == 0
    with lately.kept_reads():
        assert [line.id for line in things.lines()] == [line.id for line in before]
