"""How a forecast was made is said in the reader's language."""

import pytest
from django.utils.translation import override

from fanloop.desk.templatetags.methods import method_words


@pytest.mark.parametrize(
    ("method", "chinese"),
    [
        (
            "pace of 1,576 finished campaigns (Catarse 2011-2016)",
            "按 1,576 个已结束预订的节奏推算（Catarse 2011-2016）",
        ),
        (
            "no orders yet: pace of 64 finished campaigns (own campaigns) alone",
            "还没有订单：只按 64 个已结束预订的节奏推算（自家预订）",
        ),
        ("closed: orders placed less cancellations", "已截止：实际下单减去取消"),
        ("by feel", "by feel"),
    ],
)
def test_a_method_is_told_and_an_unknown_one_shown_as_written(method, chinese):
    assert method_words(method) == method
    with override("zh-hans"):
        assert method_words(method) == chinese
