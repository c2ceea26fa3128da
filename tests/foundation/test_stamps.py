from hypothesis import given
from hypothesis import strategies as st

from fanloop.foundation.stamps import read_stamp, stamped

IDS = st.integers(1, 10**9)
KINDS = st.sampled_from(["community.topic", "voices.voice", "conversations.conversation"])


@given(IDS, KINDS, IDS)
def test_a_stamp_is_read_back_whatever_the_case(fan_id, kind, number):
    address = stamped("reply@maker.example", fan_id=fan_id, about=f"{kind}:{number}")
    assert read_stamp(address) == read_stamp(address.upper()) == (fan_id, f"{kind}:{number}")
    assert len(address.partition("@")[0]) <= 64 + 14


@given(IDS, IDS, IDS)
def test_a_stamp_for_somebody_else_cannot_be_made_up(fan_id, other, number):
    address = stamped("reply@maker.example", fan_id=fan_id, about=f"community.topic:{number}")
    if other != fan_id:
        assert read_stamp(address.replace(f"+{fan_id}.", f"+{other}.", 1)) is None


def test_no_stamp_is_none():
    assert read_stamp("reply@maker.example") is None
    assert stamped("", fan_id=1, about="community.topic:1") == ""
