"""Large files over HTTP: whole or a part of them, so that a download that broke goes on where it was (RFC 9110, 14).

A thread that draws pages is never held by a slow receiver: the house's own server is told which bytes to send and
sends them beside the pages. Where another server runs us, the answer carries the bytes itself.
"""

import re
from collections.abc import Iterator
from typing import Final

from django.core.files.base import File
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

from fanloop.foundation import files

ASKED: Final = "x-fanloop-hands-over"
"""The house's server sets it on requests: it sends files by itself."""
TOLD: Final = "x-fanloop-file"
"""Answers with it name a kept file, the first byte and how many."""

PIECE: Final = 256 * 1024
_RANGE = re.compile(r"bytes=\s*(\d{0,18})-(\d{0,18})\s*")


class NoSuchPart(ValueError):
    """The part that was asked for lies behind the end."""


def part_of(header: str, size: int) -> tuple[int, int] | None:
    """First byte and number of bytes of the one range asked for; None means the whole: other units, several ranges.

    >>> part_of("bytes=100-", 1000), part_of("bytes=-100", 1000), part_of("bytes=0-0", 1000), part_of("lines=1-2", 9)
    ((100, 900), (900, 100), (0, 1), None)
    """
    match = _RANGE.fullmatch(header)
    if match is None or match.groups() == ("", ""):
        return None
    first, last = match.groups()
    if not first:
        start, end = max(0, size - int(last)), size - 1
    else:
        start, end = int(first), min(int(last), size - 1) if last else size - 1
        if last and int(last) < start:
            return None
    if start >= size or (not first and int(last) == 0):
        raise NoSuchPart
    return start, end - start + 1


def handed_out(request: HttpRequest, *, sha256: str, size: int, content_type: str) -> HttpResponseBase:
    """A kept file, or the part of it that was asked for. Its hash is its ETag: the same address, the same bytes."""
    etag = f'"{sha256}"'
    headers = {"ETag": etag, "Accept-Ranges": "bytes", "Cache-Control": "public, max-age=31536000, immutable"}
    if _knows(request.headers.get("If-None-Match", ""), etag):
        return HttpResponse(status=304, headers=headers)
    try:
        part = part_of(_range_of(request, etag), size)
    except NoSuchPart:
        return HttpResponse(status=416, headers=headers | {"Content-Range": f"bytes */{size}"})
    start, count = part or (0, size)
    headers |= {"Content-Type": content_type, "Content-Length": str(count)}
    if part:
        headers["Content-Range"] = f"bytes {start}-{start + count - 1}/{size}"
    status = 206 if part else 200
    if request.method == "HEAD":
        return HttpResponse(status=status, headers=headers)
    if ASKED in request.headers:
        return HttpResponse(status=status, headers=headers | {TOLD: f"{sha256} {start} {count}"})
    return StreamingHttpResponse(Pieces(files.opened(sha256), start, count), status=status, headers=headers)


def _range_of(request: HttpRequest, etag: str) -> str:
    """The range, unless the receiver holds a part of something else (If-Range)."""
    condition = request.headers.get("If-Range", "")
    return "" if condition and condition != etag else request.headers.get("Range", "")


def _knows(header: str, etag: str) -> bool:
    known = {one.strip().removeprefix("W/") for one in header.split(",")}
    return etag in known or "*" in known


class Pieces:
    """A part of a file, piece by piece; closes it, also when nobody has asked for the first piece."""

    def __init__(self, handle: "File[bytes]", start: int, count: int) -> None:
        self._handle, self._left = handle, count
        handle.seek(start)

    def __iter__(self) -> Iterator[bytes]:
        while piece := self.next():
            yield piece

    def next(self) -> bytes:
        """The next piece; empty at the end."""
        piece = self._handle.read(min(PIECE, self._left))
        self._left -= len(piece)
        return bytes(piece)

    def close(self) -> None:
        self._handle.close()
