"""Pictures and logs under what was said."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from fanloop.foundation import files
from fanloop.listening.community.models import Attachment

_SIZE = re.compile(r"-(\d{1,5})x(\d{1,5})\.\w+$")


@dataclass(frozen=True)
class File:
    """A file as it is shown. A log has no width and height; `size` is in bytes."""

    id: int
    name: str
    href: str
    content_type: str
    size: int
    width: int = 0
    height: int = 0

    @property
    def is_picture(self) -> bool:
        return self.content_type.startswith("image/")

    @property
    def kilobytes(self) -> int:
        return max(1, round(self.size / 1_000))


def files_under(abouts: Collection[str]) -> dict[str, list[File]]:
    """Reference → its files in the order they came. One query for any set."""
    found: dict[str, list[File]] = {}
    for row in _rows(abouts):
        size = _SIZE.search(row.file.name)
        width, height = (int(size[1]), int(size[2])) if size else (0, 0)
        shown = File(
            row.id, row.file.name, files.url_path(row.file), row.file.content_type, row.file.size, width, height
        )  # fmt: skip
        found.setdefault(row.about, []).append(shown)
    return found


def _rows(abouts: Collection[str]) -> Iterable[Attachment]:
    return Attachment.objects.filter(about__in=abouts).select_related("file").order_by("id")
