"""Files that come with a form: made harmless first, then kept."""

from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext as _

from fanloop.foundation import files, uploads
from fanloop.foundation.files import StoredFile
from fanloop.foundation.uploads import Unacceptable

__all__ = ["ACCEPT", "MOST", "Unacceptable", "kept_from"]

ACCEPT = "image/png,image/jpeg,image/webp,image/gif,.log,.txt,text/plain"
"""What a file field offers; what is taken is decided by the content."""
MOST = 8


def kept_from(request: HttpRequest, at: datetime, field: str = "files") -> list[StoredFile]:
    """Everything sent in a field, kept. Raises Unacceptable for the first file that cannot be, named."""
    given = [one for one in request.FILES.getlist(field) if isinstance(one, UploadedFile)]
    if len(given) > MOST:
        raise Unacceptable(_("At most %(n)s files at once.") % {"n": MOST})
    return [_kept(one, at) for one in given]


def _kept(given: "UploadedFile[Any]", at: datetime) -> StoredFile:
    name = str(given.name or "file")
    if (given.size or 0) > uploads.BIGGEST_PICTURE:
        raise Unacceptable(_("%(name)s is larger than 12 MB.") % {"name": name})
    try:
        made = uploads.accepted(given.read(), name)
    except Unacceptable as problem:
        raise Unacceptable(f"{name[:80]}: {problem}") from None
    return files.keep(made.data, name=made.name, content_type=made.content_type, at=at)
