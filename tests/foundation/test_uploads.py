"""Files that people hand over: drawn anew or refused, whatever they call themselves."""

import struct
import zipfile
import zlib
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from fanloop.foundation import uploads
from fanloop.foundation.uploads import Unacceptable, accepted

EVIL = b"<script>alert('from inside')</script>"
HTML = b"<!doctype html><html><body onload=alert(1)>" + EVIL + b"</body></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
PDF = b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n%%EOF"


def picture(kind="PNG", size=(40, 30), mode="RGB", **more):
    out = BytesIO()
    Image.new(mode, size, "orange" if mode != "L" else 128).save(out, kind, **more)
    return out.getvalue()


def archive():
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("META-INF/MANIFEST.MF", "Main-Class: Evil")
        made.writestr("Evil.class", b"\xca\xfe\xba\xbe")
    return out.getvalue()


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png_with(name, data):
    """A picture with one more chunk right behind its head."""
    whole = picture()
    return whole[:33] + chunk(name, data) + whole[33:]


def jpeg_with(marker, data):
    whole = picture("JPEG")
    return whole[:2] + b"\xff" + marker + struct.pack(">H", len(data) + 2) + data + whole[2:]


def gif_with_comment():
    whole = picture("GIF")
    return whole[:-1] + b"\x21\xfe" + bytes([len(EVIL)]) + EVIL + b"\x00" + b";"


def text_png():
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", EVIL.decode(), zip=False)
    info.add_itxt("XML:com.adobe.xmp", HTML.decode())
    return picture(pnginfo=info)


def with_exif():
    exif = Image.Exif()
    exif[0x010E] = EVIL.decode()
    exif[0x0132] = "2026:11:22 10:00:00"
    exif.get_ifd(0x8825)[1] = "N"
    return picture("JPEG", exif=exif)


def moving(kind="GIF", frames=3):
    out = BytesIO()
    pictures = [Image.new("RGB", (20, 20), (n % 256, 90, (7 * n) % 256)) for n in range(frames)]
    pictures[0].save(out, kind, save_all=True, append_images=pictures[1:], duration=80, loop=0)
    return out.getvalue()


NEUTRALISED = {
    "a page behind the last byte of a png": picture() + HTML,
    "an archive behind a png": picture() + archive(),
    "an archive behind a jpeg": picture("JPEG") + archive(),
    "an archive behind a gif": picture("GIF") + archive(),
    "an archive behind a webp": picture("WEBP") + archive(),
    "a pdf behind a jpeg": picture("JPEG") + PDF,
    "a page in a png's text": text_png(),
    "a page in a private chunk": png_with(b"evIL", HTML),
    "a drawing in a private chunk": png_with(b"svGg", SVG),
    "a page in a jpeg comment": jpeg_with(b"\xfe", HTML),
    "a page in a jpeg application segment": jpeg_with(b"\xe1", b"http://ns.adobe.com/xap/1.0/\0" + HTML),
    "a page in a jpeg colour profile": jpeg_with(b"\xe2", b"ICC_PROFILE\0\1\1" + HTML),
    "a page in a gif comment": gif_with_comment(),
    "a page in exif": with_exif(),
}


@pytest.mark.parametrize("what", NEUTRALISED)
def test_what_hides_in_a_picture_stays_outside(what):
    made = accepted(NEUTRALISED[what], "holiday.png")
    assert made.is_picture
    for trace in (
        b"<script",
        b"onload",
        b"JavaScript",
        b"META-INF",
        b"PK\x03\x04",
        b"PK\x05\x06",
        b"ns.adobe.com",
    ):
        assert trace not in made.data
    with Image.open(BytesIO(made.data)) as again:
        assert again.size == (40, 30)
        assert "exif" not in again.info
        assert "comment" not in again.info


REFUSED = {
    "a page": (HTML, "page.png"),
    "a page that says it is a log": (HTML.replace(b"<", b"\0<"), "page.log"),
    "a drawing with scripts": (SVG, "drawing.svg"),
    "a drawing named png": (SVG, "drawing.png"),
    "a pdf": (PDF, "manual.pdf"),
    "a pdf named log": (PDF, "manual.log"),
    "a pdf behind a line of text": (b"hello\n" + PDF, "manual.txt"),
    "an archive": (archive(), "a.zip"),
    "an archive named png": (archive(), "a.png"),
    "an archive named log": (archive(), "a.log"),
    "a program": (b"MZ\x90\0\3" + b"\0" * 90, "setup.txt"),
    "another program": (b"\x7fELF\2\1\1" + b"\0" * 90, "run.log"),
    "a shut log": (b"\x1f\x8b\x08\0\0\0\0\0" + b"abc" * 9, "log.txt"),
    "noise": (bytes(range(256)) * 40, "noise.log"),
    "nothing": (b"", "empty.png"),
    "a bitmap": (picture("BMP"), "old.bmp"),
    "a tiff": (picture("TIFF"), "scan.png"),
    "a head without a body": (b"\x89PNG\r\n\x1a\n", "a.png"),
    "half a png": (picture(size=(300, 300))[:120], "a.png"),
    "half a jpeg": (picture("JPEG", size=(300, 300))[:300], "a.jpg"),
    "a gif's head before a script": (b"GIF89a/*" + b"*/=1;alert(1)//", "a.gif"),
    "a jpeg's head before a page": (b"\xff\xd8\xff" + HTML, "a.jpg"),
    "a webp's head before a page": (b"RIFF\x10\0\0\0WEBP" + HTML, "a.webp"),
    "a text of a kind nobody reads": (b"hello", "script.js"),
    "a page named page": (HTML, "page.html"),
    "a config": (b"<?php system($_GET['x']);", "shell.php"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_picture_and_no_log_is_refused_in_words(what):
    data, name = REFUSED[what]
    with pytest.raises(Unacceptable) as problem:
        accepted(data, name)
    assert len(str(problem.value)) > 15


def bomb(width, height):
    """A head that promises a field of pixels, with nothing behind it."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    row = zlib.compress(b"\0" * 1_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", row) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(30_000, 30_000), (8_000, 8_000), (200_000, 400)])
def test_a_bomb_is_refused_before_it_is_unpacked(size):
    with pytest.raises(Unacceptable, match="pixels"):
        accepted(bomb(*size), "bomb.png")


def test_a_text_chunk_that_unpacks_without_end_is_refused():
    packed = zlib.compress(b"a" * 20_000_000)
    with pytest.raises(Unacceptable):
        accepted(png_with(b"zTXt", b"Comment\0\0" + packed), "a.png")


def test_a_picture_that_moves_for_ever_is_refused_and_a_short_one_moves_on():
    made = accepted(moving(), "wave.gif")
    with Image.open(BytesIO(made.data)) as again:
        assert again.n_frames == 3
    with pytest.raises(Unacceptable, match="too long"):
        accepted(moving(frames=uploads.MOST_FRAMES + 1), "wave.gif")


def test_a_large_picture_is_made_smaller_and_says_its_size_in_its_name():
    made = accepted(picture("JPEG", size=(4_800, 1_200)), "Mein Foto.JPEG")
    assert (made.name, made.width, made.height) == ("mein-foto-2400x600.jpg", 2_400, 600)


def test_a_picture_lies_as_it_was_held():
    exif = Image.Exif()
    exif[0x0112] = 6
    made = accepted(picture("JPEG", size=(40, 20), exif=exif), "a.jpg")
    assert (made.width, made.height) == (20, 40)


def test_holes_stay_holes():
    made = accepted(picture(mode="RGBA"), "a.png")
    with Image.open(BytesIO(made.data)) as again:
        assert again.mode == "RGBA"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_the_kind_is_read_from_the_bytes_and_not_from_the_name(kind):
    made = accepted(picture(kind), "anything.exe")
    assert made.content_type == f"image/{kind.lower()}"
    assert made.name == f"anything-40x30.{'jpg' if kind == 'JPEG' else kind.lower()}"


def test_a_log_becomes_plain_words_in_utf8():
    made = accepted("\ufeffDawn 26.48\r\n灯 ok\x1b[0m\r\n".encode(), "../../etc/dawn.log")
    assert (made.data.decode(), made.name, made.content_type) == (
        "Dawn 26.48\n灯 ok\x1b[0m\n",
        "dawn.log",
        "text/plain",
    )
    assert accepted("größe".encode("utf-16"), "a.txt").data.decode() == "größe"


def test_a_log_with_tags_is_words():
    """It is served as text that is downloaded, so nothing has to be taken out of it."""
    assert accepted(b"warning: <script>alert(1)</script> in row 7\n", "a.log").content_type == "text/plain"


def test_too_large_is_refused_before_it_is_read():
    with pytest.raises(Unacceptable, match="2 MB"):
        accepted(b"a" * (uploads.BIGGEST_TEXT + 1), "a.log")
    with pytest.raises(Unacceptable, match="12 MB"):
        accepted(b"\xff\xd8\xff" + b"\0" * uploads.BIGGEST_PICTURE, "a.jpg")


@given(st.text(max_size=80))
def test_no_name_means_anything_to_a_shell_a_page_or_a_disk(name):
    made = accepted(b"line\n", f"{name}.log")
    assert not set(made.name) & set("/\\<>\"'`$&;|*?\n\r\t\0 %#")
    assert made.name.endswith(".log")
    assert not made.name.startswith(".")


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=60), st.sampled_from(["PNG", "JPEG", "GIF", "WEBP"]), st.integers(0, 400))
def test_damage_is_refused_or_drawn_and_never_an_error_of_ours(noise, kind, at):
    whole = picture(kind)
    damaged = whole[:at] + noise + whole[at + len(noise) :]
    try:
        made = accepted(damaged, "a.png")
    except Unacceptable:
        return
    assert made.is_picture
