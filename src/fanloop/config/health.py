from django.db import OperationalError, connection
from django.http import HttpRequest, JsonResponse

from fanloop import __version__
from fanloop.foundation import bus, clock
from fanloop.things.builds import queries as builds


def healthz(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 -- Django hands the request to every view
    """200 when the database answers, 503 when it does not; with facts not yet delivered and papers about to end."""
    try:
        connection.ensure_connection()
        ending = {role: when.isoformat() for role, when, _how in builds.ending(clock.now())}
        told = {"ok": True, "version": __version__, "facts_pending": bus.pending(), "papers_ending": ending}
        return JsonResponse(told)
    except OperationalError as problem:
        return JsonResponse({"ok": False, "version": __version__, "problem": str(problem)}, status=503)
