from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from fanloop.listening.community.rules.hot import Stir, hot
from fanloop.listening.community.rules.lists import Place, place

NOW = datetime(2026, 11, 26, 14, 20, tzinfo=UTC)
moments = st.datetimes(min_value=datetime(2006, 1, 1), max_value=datetime(2026, 11, 26)).map(  # noqa: DTZ001
    lambda at: at.replace(tzinfo=UTC)
)
people = st.integers(1, 500)


@given(at=moments, number=st.integers(1, 10**15))
def test_a_place_survives_its_way_through_a_link(at, number):
    assert place(str(Place(at, number))) == Place(at, number)


@given(text=st.text(max_size=40))
def test_whatever_a_link_says_is_a_place_or_none(text):
    found = place(text)
    assert found is None or place(str(found)) == found


@given(at=moments, recent=people, more=people, hours=st.integers(0, 160))
def test_one_more_person_is_always_hotter_and_time_always_cools(at, recent, more, hours):
    first = max(at, NOW - timedelta(days=7))
    stir = Stir(1, at, first, recent, recent)
    crowd = Stir(1, at, first, recent + more, recent + more)
    assert hot(crowd, now=NOW) > hot(stir, now=NOW)
    assert hot(stir, now=NOW + timedelta(hours=hours + 1)) < hot(stir, now=NOW + timedelta(hours=hours))


def test_an_old_topic_that_wakes_up_passes_a_young_one_that_sleeps():
    woken = Stir(1, NOW - timedelta(days=900), NOW - timedelta(hours=2), 6, 9)
    asleep = Stir(2, NOW - timedelta(days=6), NOW - timedelta(days=6), 6, 6)
    assert hot(woken, now=NOW) > hot(asleep, now=NOW)
