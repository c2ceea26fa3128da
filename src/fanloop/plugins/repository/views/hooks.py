"""The door for webhooks of GitHub and GitLab: proven before anything is stored, and once."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from fanloop.api.problems import MEDIA_TYPE
from fanloop.foundation import clock
from fanloop.plugins.repository import actions
from fanloop.plugins.repository.rules.events import Unreadable

MOST_BYTES = 5 * 1024 * 1024


@csrf_exempt
@require_POST
def hook(request: HttpRequest, repository_id: int) -> HttpResponse:
    """A push or a merged request: answered at once, read by a worker."""
    size = request.META.get("CONTENT_LENGTH") or "0"
    if not size.isdecimal() or len(size) > 12 or int(size) > MOST_BYTES:
        return _problem(
            413, _("Too large"), _("A message may have 5 MB. Send pushes and merge requests alone.")
        )
    headers = {name.lower(): value for name, value in request.headers.items()}
    try:
        event, is_new = actions.receive(
            repository_id=repository_id, headers=headers, body=request.body, at=clock.now()
        )
    except actions.Unproven:
        return _problem(
            401, _("The signature does not fit"), _("Give the sender the secret of this repository.")
        )
    except Unreadable as problem:
        return _problem(400, _("The message makes no sense"), str(problem))
    return JsonResponse({"event": event.kind, "known": not is_new}, status=202 if is_new else 200)


def _problem(status: int, title: str, detail: str) -> HttpResponse:
    """Problem details after RFC 9457."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return JsonResponse(body, status=status, content_type=MEDIA_TYPE)
