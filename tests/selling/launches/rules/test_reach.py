from hypothesis import given
from hypothesis import strategies as st

from fanloop.selling.launches.rules.groups import Meant, is_group, meant
from fanloop.selling.launches.rules.reach import reach

PEOPLE = st.sampled_from("abcdef")


@given(
    asked=st.lists(PEOPLE),
    agreed=st.sets(PEOPLE),
    done=st.sets(PEOPLE),
    had=st.dictionaries(PEOPLE, st.integers(0, 4)),
    most=st.integers(0, 3),
)
def test_a_message_reaches_only_who_is_meant_agreed_and_has_not_had_enough(asked, agreed, done, had, most):
    found = reach(asked, agreed=agreed, done=done, had=had, most=most)
    everybody = {*found.write, *found.enough}
    assert everybody == (set(asked) & agreed) - done
    assert len(everybody) == len(found.write) + len(found.enough)
    assert all(had.get(one, 0) < most for one in found.write)
    assert all(had.get(one, 0) >= most for one in found.enough)


def test_whom_it_is_meant_for_is_read_back_as_it_was_kept():
    whom = Meant(("all", "line:3"), 2, ("eu",), ("en",))
    assert meant(whom.plain()) == whom


def test_a_language_fits_with_its_region():
    whom = Meant(("all",), languages=("zh-hans",))
    assert whom.fits(level=0, market="", language="zh-Hans-CN")
    assert not whom.fits(level=0, market="", language="zh-hant")


def test_only_groups_there_are_can_be_named():
    assert all(map(is_group, ("all", "group:bench", "signed:1", "backers:2", "line:3")))
    assert not any(map(is_group, ("", "all:1", "group:", "signed:x", "everybody", "fans:1")))
