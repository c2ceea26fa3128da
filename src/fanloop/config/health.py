from django.db import OperationalError, connection
from django.http import HttpRequest, JsonResponse

from fanloop import __version__
from fanloop.foundation import bus


def healthz(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 -- Django hands the request to every view
    """200 when the database answers, 503 when it does not; with the number of facts not yet delivered."""
    try:
        connection.ensure_connection()
        return JsonResponse({"ok": True, "version": __version__, "facts_pending": bus.pending()})
    except OperationalError as problem:
        return JsonResponse({"ok": False, "version": __version__, "problem": str(problem)}, status=503)
