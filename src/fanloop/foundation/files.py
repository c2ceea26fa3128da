"""Files by content, behind Django's storage port: a local folder now, an object store by settings later."""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from urllib.parse import quote

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from fanloop.foundation.models import StoredFile

__all__ = ["StoredFile", "discard", "keep", "keep_whole", "kept", "opened", "read", "url_path"]


def keep(data: bytes, *, name: str, content_type: str, at: datetime) -> StoredFile:
    """Store bytes once and return their row; keeping the same bytes again returns the same row."""
    digest = hashlib.sha256(data).hexdigest()
    return keep_whole(ContentFile(data), sha256=digest, name=name, content_type=content_type, at=at)


def keep_whole(
    content: "File[bytes]", *, sha256: str, name: str, content_type: str, at: datetime
) -> StoredFile:
    """Store a file of any size, piece by piece, whose hash the caller has reckoned.

    A process killed while it wrote leaves a shorter file under the right name: that one is written anew.
    """
    path = _path(sha256)
    is_there = default_storage.exists(path)
    if is_there and default_storage.size(path) != content.size:
        default_storage.delete(path)
        is_there = False
    if not is_there:
        content.seek(0)
        default_storage.save(path, content)
    row, _ = StoredFile.objects.get_or_create(
        sha256=sha256,
        defaults={
            "name": name.replace("/", "_")[-200:],
            "content_type": content_type,
            "size": content.size,
            "at": at,
        },
    )
    return row


def kept(sha256: str) -> StoredFile | None:
    return StoredFile.objects.filter(sha256=sha256).first()


def read(sha256: str) -> BytesIO:
    """The bytes of a kept file. Raises FileNotFoundError when the storage has lost them."""
    with default_storage.open(_path(sha256)) as handle:
        return BytesIO(handle.read())


def opened(sha256: str) -> "File[bytes]":
    """A kept file to read from any place of it; the caller closes it. Raises FileNotFoundError."""
    return default_storage.open(_path(sha256))


def discard(row: StoredFile) -> bool:
    """Delete a file that nothing refers to any more, its bytes once the transaction holds; false if something does."""
    try:
        with transaction.atomic():
            row.delete()
            transaction.on_commit(lambda: default_storage.delete(_path(row.sha256)))
    except (ProtectedError, IntegrityError):
        return False
    return True


def stored() -> Iterator[StoredFile]:
    """Every kept file's row, for carrying all of them elsewhere."""
    return StoredFile.objects.order_by("id").iterator()


def url_path(row: StoredFile) -> str:
    """Where faces serve the file from."""
    return f"/files/{row.sha256}/{quote(row.name)}"


def _path(digest: str) -> str:
    return f"{digest[:2]}/{digest}"
