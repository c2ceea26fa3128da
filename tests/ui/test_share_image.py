from io import BytesIO

from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from fanloop.ui.share_image import SIZE, draw


def opened(**more):
    return Image.open(BytesIO(draw(maker="Northwindow", title="Dawn 2", text="It follows the day.", **more)))


def test_a_picture_has_the_size_other_sites_ask_for():
    picture = opened()
    assert picture.size == SIZE
    assert picture.format == "PNG"


def test_the_bar_grows_with_the_share():
    def orange(share):
        picture = opened(share=share).convert("RGB").crop((80, 500, 1120, 518))
        return sum(picture.getpixel((x, 9)) == (0xEF, 0x8F, 0x3C) for x in range(0, 1040, 10))

    assert orange(0.0) == 0
    assert 0 < orange(0.3) < orange(0.8) < orange(5.0) <= 104


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=300))
def test_any_words_can_be_drawn(words):
    assert draw(maker=words, title=words, text=words, below=words).startswith(b"\x89PNG")


def test_long_words_stay_on_the_picture():
    picture = Image.open(BytesIO(draw(maker="", title="灯" * 200, text="Donaudampfschifffahrt" * 9))).convert(
        "RGB"
    )
    assert {picture.getpixel((1190, y)) for y in range(20, 630, 10)} == {(0xFB, 0xF7, 0xF0)}
