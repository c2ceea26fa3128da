"""Kept files over HTTP. An address holds the hash of what is behind it, so it may be kept for ever."""

from urllib.parse import quote

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from fanloop.foundation import files
from fanloop.site.ranges import handed_out

SHOWN = {
    "application/pdf", "image/avif", "image/gif", "image/jpeg", "image/png", "image/svg+xml", "image/webp",
}  # fmt: skip
"""What a browser may draw in place; everything else, plain text too, is handed over as a download."""

LARGE = 4_000_000
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"


@require_safe
def kept_file(request: HttpRequest, sha256: str, name: str) -> HttpResponseBase:
    """Whoever knows the hash may read: it is as long as a key, and is shown only where the file is.

    A drawing may carry scripts; the sandbox forbids them, and nothing is guessed from the bytes.
    """
    row = files.kept(sha256)
    if row is None or row.name != name:
        raise Http404
    try:
        answer = _whole(row) if row.size <= LARGE else _beside(request, row)
    except FileNotFoundError as gone:
        raise Http404 from gone
    answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    answer.headers["Content-Security-Policy"] = _POLICY
    return answer


def _whole(row: files.StoredFile) -> HttpResponseBase:
    return FileResponse(
        files.read(row.sha256), filename=row.name, as_attachment=row.content_type not in SHOWN,
        content_type=row.content_type,
    )  # fmt: skip


def _beside(request: HttpRequest, row: files.StoredFile) -> HttpResponseBase:
    """A large file is never held in memory, and its receiver holds no thread of the pages."""
    answer = handed_out(request, sha256=row.sha256, size=row.size, content_type=row.content_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{quote(row.name)}"'
    return answer
