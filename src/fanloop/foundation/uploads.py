"""What people hand over as files, made harmless before it is kept.

Nothing is believed: not the name, not the type the browser says. Pictures are read and drawn anew, so that what was
hidden in them (places, scripts, archives behind the last byte) stays outside; texts are kept as plain words.
"""

import re
import unicodedata
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, ImageSequence

BIGGEST_PICTURE: Final = 12 * 1024 * 1024
BIGGEST_TEXT: Final = 2 * 1024 * 1024
MOST_PIXELS: Final = 50_000_000
MOST_MOVING_PIXELS: Final = 60_000_000
MOST_FRAMES: Final = 150
LONGEST_SIDE: Final = 2_400
_QUALITY: Final = 86

_MAGIC = {
    b"\x89PNG\r\n\x1a\n": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF87a": "GIF",
    b"GIF89a": "GIF",
}
_TYPES = {"PNG": ("image/png", "png"), "JPEG": ("image/jpeg", "jpg"), "GIF": ("image/gif", "gif"), "WEBP": ("image/webp", "webp")}  # fmt: skip
_NOT_WORDS = (b"%PDF", b"PK\x03\x04", b"MZ", b"\x7fELF", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"%!PS", b"\xca\xfe\xba\xbe", b"BM")  # fmt: skip
_BROKEN = (OSError, ValueError, SyntaxError, EOFError, ArithmeticError, LookupError, TypeError, MemoryError)
_BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)


class Unacceptable(ValueError):
    """A file that is not taken; the message says why and what to do instead."""


@dataclass(frozen=True)
class Upload:
    """A file as it may be kept. A text has no width and height; they are pixels."""

    data: bytes
    name: str
    content_type: str
    width: int = 0
    height: int = 0

    @property
    def is_picture(self) -> bool:
        return self.content_type.startswith("image/")


def accepted(data: bytes, name: str) -> Upload:
    """The same picture drawn anew, or the same words as UTF-8. Raises Unacceptable for everything else."""
    if not data:
        raise Unacceptable(_("This file is empty."))
    kind = _sniffed(data)
    return _picture(data, name, kind) if kind else _text(data, name)


def _sniffed(data: bytes) -> str:
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    return next((kind for magic, kind in _MAGIC.items() if data.startswith(magic)), "")


def _picture(data: bytes, name: str, kind: str) -> Upload:
    if len(data) > BIGGEST_PICTURE:
        raise Unacceptable(_("This picture is larger than 12 MB. Send a smaller one."))
    try:
        with Image.open(BytesIO(data), formats=[kind]) as opened:
            frames, times = _frames(opened)
            made = _drawn(frames, times, kind)
    except _BOMBS:
        raise Unacceptable(_("This picture has too many pixels. Send a smaller one.")) from None
    except Unacceptable:
        raise
    except _BROKEN:
        raise Unacceptable(_("This picture is broken. Save it again and send that one.")) from None
    width, height = frames[0].size
    content_type, suffix = _TYPES[kind]
    return Upload(made, f"{_stem(name)}-{width}x{height}.{suffix}", content_type, width, height)


def _frames(opened: Image.Image) -> tuple[list[Image.Image], list[int]]:
    """Clean copies of every frame and how many milliseconds each is shown.

    The size is judged before a single pixel is unpacked: a bomb is small only while it is closed.
    """
    width, height = opened.size
    count = int(getattr(opened, "n_frames", 1))
    if width * height > MOST_PIXELS or width * height * count > max(MOST_MOVING_PIXELS, MOST_PIXELS):
        raise Image.DecompressionBombError
    if count > MOST_FRAMES:
        raise Unacceptable(_("This picture moves for too long. Send a shorter one."))
    if count == 1:
        return [_clean(ImageOps.exif_transpose(opened))], []
    frames, times = [], []
    for frame in ImageSequence.Iterator(opened):
        frames.append(_clean(frame))
        times.append(max(20, int(frame.info.get("duration", 100) or 100)))
    return frames, times


def _clean(picture: Image.Image) -> Image.Image:
    """Pixels alone: a new picture has none of the old one's comments, profiles and tables."""
    has_holes = "transparency" in picture.info or picture.mode in {"RGBA", "LA", "PA"}
    mode = "RGBA" if has_holes else "L" if picture.mode in {"1", "L"} else "RGB"
    plain = picture.convert(mode)
    plain.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    fresh = Image.new(mode, plain.size)
    fresh.paste(plain)
    return fresh


def _drawn(frames: list[Image.Image], times: list[int], kind: str) -> bytes:
    out = BytesIO()
    first, *others = frames
    if kind == "JPEG":
        first.convert("RGB").save(out, "JPEG", quality=_QUALITY, optimize=True, progressive=True)
    elif others:
        first.save(out, kind, save_all=True, append_images=others, duration=times, loop=0)
    elif kind == "WEBP":
        first.save(out, "WEBP", quality=_QUALITY)
    else:
        first.save(out, kind, optimize=kind == "PNG")
    return out.getvalue()


def _text(data: bytes, name: str) -> Upload:
    if len(data) > BIGGEST_TEXT:
        raise Unacceptable(_("This log is larger than 2 MB. Send the part around the fault."))
    words = _words(data)
    if words is None or not name.lower().endswith((".log", ".txt", ".md", ".csv", ".json")):
        raise Unacceptable(_("Only pictures (PNG, JPEG, WebP, GIF) and logs as plain text can be sent."))
    suffix = "log" if name.lower().endswith(".log") else "txt"
    return Upload(words.encode(), f"{_stem(name)}.{suffix}", "text/plain")


def _words(data: bytes) -> str | None:
    """The text in UTF-8, or None for what is no text: other kinds of files, zeros, too many signs that nobody types."""
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        text = data.decode("utf-16", errors="replace")
    else:
        text = data.decode("utf-8-sig", errors="replace")
    if text.encode()[:1024].lstrip().startswith(_NOT_WORDS) or b"%PDF-" in data[:1024]:
        return None
    odd = sum(1 for sign in text if sign == "\ufffd" or (sign < " " and sign not in "\t\n\r\f\x1b"))
    if "\0" in text or odd * 50 > len(text):
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _stem(name: str) -> str:
    """Letters, digits and hyphens of any script: a name that means nothing to a shell, a page or a disk.

    >>> _stem("../Mira's lamp <b>.html.png")
    'mira-s-lamp-b-html'
    """
    bare = unicodedata.normalize("NFKC", re.split(r"[\\/]", name)[-1]).lower()
    bare = bare.rpartition(".")[0] or bare
    return re.sub(r"[\W_]+", "-", bare).strip("-")[:60].strip("-") or "file"
