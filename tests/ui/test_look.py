"""What must hold of the styles as a whole: contrast, weight, and that they mirror."""

import gzip
import math
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

import fanloop.ui
from fanloop.ui import bundle
from fanloop.ui.icons import ICONS, TURNS, drawing
from fanloop.ui.marks import MARKS

CSS = Path(fanloop.ui.__file__).parent / "static" / "ui" / "css"
TOKEN = re.compile(r"--([\w-]+):\s*(?:light-dark\((oklch\([^)]*\)), (oklch\([^)]*\))\)|(oklch\([^)]*\)));")


def tokens(theme):
    """Every colour token of a theme as (lightness, chroma, hue)."""
    found = {}
    for name, light, dark, both in TOKEN.findall((CSS / "tokens.css").read_text()):
        numbers = re.findall(r"[\d.]+", both or (light if theme == "light" else dark))
        if len(numbers) == 3:
            found[name] = tuple(map(float, numbers))
    return found


def luminance(colour):
    """WCAG relative luminance of an OKLCH colour, clipped to sRGB; matrices by Björn Ottosson, 2020."""
    light, chroma, hue = colour
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short
    clip = [min(1, max(0, channel)) for channel in (red, green, blue)]
    return 0.2126 * clip[0] + 0.7152 * clip[1] + 0.0722 * clip[2]


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


TEXT = [(ink, ground) for ink in ("ink", "ink-2") for ground in ("paper", "sheet", "shade", "info-wash")]
TEXT += [("ink", ground) for ground in ("loop-wash", "kept-wash", "risk-wash")]
TEXT += [(tone, ground) for tone in ("kept", "risk", "info") for ground in ("paper", "sheet")]
LABELS = [
    ("kept", "kept-wash"),
    ("risk", "risk-wash"),
    ("info", "info-wash"),
    ("on-loop", "loop-fill"),
    ("on-loop", "loop-over"),
]
MARKS_AND_BORDERS = [
    (mark, ground) for mark in ("loop", "rule", "kept", "risk", "info") for ground in ("paper", "sheet")
]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("words", "ground"), TEXT)
def test_text_reaches_seven_to_one(theme, words, ground):
    colours = tokens(theme)
    assert contrast(colours[words], colours[ground]) >= 7


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("words", "ground"), LABELS)
def test_labels_on_their_wash_reach_four_and_a_half(theme, words, ground):
    colours = tokens(theme)
    assert contrast(colours[words], colours[ground]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("mark", "ground"), MARKS_AND_BORDERS)
def test_marks_and_borders_of_controls_reach_three_to_one(theme, mark, ground):
    colours = tokens(theme)
    assert contrast(colours[mark], colours[ground]) >= 3


def test_black_on_white_is_twenty_one():
    assert contrast((0, 0, 0), (1, 0, 0)) == pytest.approx(21, abs=0.01)


def test_styles_weigh_at_most_fifteen_kilobytes():
    assert len(gzip.compress(bundle.joined("css").encode(), 9)) <= 15 * 1024


def test_behaviours_and_htmx_weigh_at_most_forty_kilobytes():
    htmx = Path(__import__("django_htmx").__file__).parent / "static/django_htmx/htmx-2.min.js"
    ours = bundle.joined("js").encode()
    assert len(gzip.compress(ours, 9)) + len(gzip.compress(htmx.read_bytes(), 9)) <= 40 * 1024


@pytest.mark.parametrize("kind", ["css", "js"])
def test_the_stored_bundle_is_not_behind_its_sources(kind):
    stored = (bundle.PLACE / f"fanloop.{kind}").read_text(encoding="utf-8")
    assert stored == bundle.joined(kind), "run: python -m fanloop.ui.bundle"


def test_squeezing_keeps_what_matters():
    css = 'a :hover { color : red ;  }\n/* gone */ b { content: "/"; width: calc(1px + 2px) }'
    assert bundle.squeeze(css) == 'a :hover{color :red}b{content:"/";width:calc(1px + 2px)}'


def declarations():
    for file in sorted(CSS.rglob("*.css")):
        text = re.sub(r"/\*.*?\*/", "", file.read_text(), flags=re.DOTALL)
        for name, value in re.findall(r"([\w-]+)\s*:\s*([^;{}]+)[;}]", text):
            yield file.name, name, value.strip()


PHYSICAL = re.compile(
    r"^(left|right|top|bottom|width|height|(min|max)-(width|height)"
    r"|(margin|padding|border|inset|scroll-margin|scroll-padding)(-\w+)?-(left|right|top|bottom)(-\w+)?"
    r"|border-(top|bottom)-(left|right)-radius)$"
)


def test_no_property_names_a_side_of_the_screen():
    assert [found for found in declarations() if PHYSICAL.match(found[1])] == []


def test_no_shorthand_hides_left_from_right():
    sided = []
    for file, name, value in declarations():
        parts = re.sub(r"\([^()]*(\([^()]*\)[^()]*)*\)", "()", value).split()
        if name in {"margin", "padding", "inset"} and len(parts) == 4 and parts[1] != parts[3]:
            sided.append((file, name, value))
        if (name, value) in {("text-align", "left"), ("text-align", "right")} or name in {"float", "clear"}:
            sided.append((file, name, value))
    assert sided == []


def test_styles_use_tokens_for_colour():
    allowed = {
        "tokens.css",
        "door.css",
        "dialog.css",
        "avatar.css",
        "button.css",
    }  # a white code, a veil, six grounds, a shine
    loose = [
        found
        for found in declarations()
        if found[0] not in allowed and re.search(r"#[0-9a-f]{3,8}\b|rgb\(|hsl\(|oklch\(", found[2])
    ]
    assert loose == []


def test_every_style_lives_in_a_layer():
    for file in CSS.rglob("*.css"):
        text = re.sub(r"/\*.*?\*/", "", file.read_text(), flags=re.DOTALL).strip()
        assert re.match(r"@layer (reset|tokens|base|components|pages) \{", text), file.name
        assert text.count("{") == text.count("}"), file.name


def test_every_token_that_is_used_exists():
    known = set(re.findall(r"(--[\w-]+)\s*:", "".join(file.read_text() for file in CSS.rglob("*.css"))))
    used = set(re.findall(r"var\((--[\w-]+)", "".join(file.read_text() for file in CSS.rglob("*.css"))))
    assert used - known == set()


@pytest.mark.parametrize("name", sorted(ICONS))
def test_an_icon_is_drawn_in_strokes_alone(name):
    picture = ET.fromstring(f"<svg>{drawing(name)}</svg>")
    assert len(picture) > 0
    for shape in picture.iter():
        assert shape.tag in {"svg", "path", "circle", "rect"}
        assert not {"fill", "style", "class", "stroke"} & set(shape.attrib)


def test_icons_that_turn_exist_and_an_unknown_one_names_its_neighbours():
    assert set(ICONS) >= TURNS
    assert len(ICONS) >= 30
    with pytest.raises(KeyError, match="train"):
        drawing("trian")


def test_every_honest_label_has_an_icon_and_a_sentence():
    for mark in MARKS.values():
        assert mark.icon in ICONS
        assert str(mark.means).endswith(".")
