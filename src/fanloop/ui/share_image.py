"""The picture other sites show of a link: 1200 by 630, the words large, drawn by the house."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from fanloop.ui.fonts import Face, NoFontError, faces_for

SIZE = (1200, 630)
_PAPER, _INK, _QUIET, _LOOP, _HAIR = "#fbf7f0", "#241b14", "#5a4a3d", "#ef8f3c", "#e2d8ca"
_EDGE, _ROOM = 80, 1040


@dataclass(frozen=True)
class Share:
    """What a link says of itself: `title`, a line of `text`, and where its picture is drawn (an address)."""

    title: str
    text: str
    image: str


def draw(*, maker: str, title: str, text: str, share: float | None = None, below: str = "") -> bytes:
    """A PNG. `share` from 0 to 1 draws a bar, `below` stands under it. Letters no font here has are left out."""
    maker, title, text, below = map(_plain, (maker, title, text, below))
    picture = Image.new("RGB", SIZE, _PAPER)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 0, SIZE[0], 14), fill=_LOOP)
    _line(pen, (_EDGE, 70), maker, 34, _QUIET)
    low = _lines(pen, 150, title, 76, _INK, most=2)
    _lines(pen, low + 20, text, 38, _QUIET, most=2)
    if share is not None:
        _bar(pen, 500, min(max(share, 0.0), 1.0))
    _line(pen, (_EDGE, 535), below, 34, _INK)
    out = BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def _plain(words: str) -> str:
    """Only what has a shape, with single spaces."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in words).split())


def _bar(pen: ImageDraw.ImageDraw, top: int, share: float) -> None:
    pen.rounded_rectangle((_EDGE, top, _EDGE + _ROOM, top + 18), 9, fill=_HAIR)
    if share:
        pen.rounded_rectangle((_EDGE, top, _EDGE + max(18, round(_ROOM * share)), top + 18), 9, fill=_LOOP)


def _lines(pen: ImageDraw.ImageDraw, top: int, words: str, size: int, colour: str, *, most: int) -> int:
    """Words broken into at most so many lines, the last cut with an ellipsis; the place under them."""
    runs = _runs(words)
    lines = _broken([(letter, face) for part, face in runs for letter in part], size)
    for place, line in enumerate(lines[:most]):
        is_cut = place == most - 1 and len(lines) > most
        _line(pen, (_EDGE, top), line.rstrip() + ("…" if is_cut else ""), size, colour)
        top += round(size * 1.25)
    return top


def _line(pen: ImageDraw.ImageDraw, at: tuple[int, int], words: str, size: int, colour: str) -> None:
    left, top = at
    for part, face in _runs(words):
        font = _font(face, size)
        pen.text((left, top + size), part, font=font, fill=colour, anchor="ls")
        left += round(font.getlength(part))


def _broken(letters: Sequence[tuple[str, Face]], size: int) -> list[str]:
    """Lines that fit, broken at spaces, and anywhere in scripts that have none."""
    lines, line, width, space = [], "", 0.0, -1
    for letter, face in letters:
        width += _font(face, size).getlength(letter)
        line += letter
        if letter.isspace() or ord(letter) > 0x2E80:
            space = len(line)
        if width > _ROOM:
            cut = space if space > 0 else len(line) - 1
            lines.append(line[:cut])
            line, space = line[cut:], -1
            width = sum(_font(face, size).getlength(each) for each in line)
    return [*lines, line] if line.strip() else lines


def _runs(words: str) -> list[tuple[str, Face]]:
    """The words in runs of one font each."""
    try:
        faces = faces_for(words)
    except NoFontError as problem:
        words = "".join(letter for letter in words if letter not in problem.missing)
        faces = faces_for(words)
    runs: list[tuple[str, Face]] = []
    for letter in words:
        face = next((each for each in faces if ord(letter) in each.letters), faces[0])
        if runs and runs[-1][1] is face:
            runs[-1] = (runs[-1][0] + letter, face)
        else:
            runs.append((letter, face))
    return runs


def _font(face: Face, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(face.path), size, index=face.number)
