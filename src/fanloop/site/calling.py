"""Whom somebody may call by @: handles while they type. Calling works without this; it saves the spelling."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path

from fanloop.foundation import clock, limits
from fanloop.foundation.viewer import Viewer
from fanloop.listening.community import queries as community
from fanloop.people.fans import queries as fans
from fanloop.site.asking import fan_of, members_only

MOST, SHORTEST = 8, 2
PER_MINUTE = 90


@members_only
def handles(request: HttpRequest) -> HttpResponse:
    """Handles that begin with `q`: who spoke in the `topic` first, from two letters on everybody. JSON `{"handles": […]}`.

    429 for who asks faster than people type, so that nobody reads the whole house by its letters.
    """
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    wait = limits.spend(f"handles:{viewer.fan_id}", most=PER_MINUTE, seconds=60, at=clock.now())
    if wait:
        return HttpResponse(status=429, headers={"Retry-After": str(wait)})
    start = request.GET.get("q", "")[:60].lower()
    near = fans.handles_from(start, limit=MOST, among=_speakers(request.GET.get("topic", ""), viewer))
    far = fans.handles_from(start, limit=MOST + 1) if len(start) >= SHORTEST else []
    others = [handle for handle in dict.fromkeys([*near, *far]) if handle != fan_of(request).handle]
    return JsonResponse({"handles": others[:MOST]})


def _speakers(number: str, viewer: Viewer) -> list[int]:
    """Who spoke in a topic this viewer may read, but the viewer, the latest first."""
    row = community.topic(int(number), viewer) if number.isdecimal() and len(number) < 18 else None
    return [who for who in community.speakers(row) if who != viewer.fan_id] if row else []


urlpatterns = [path("talk/handles", handles, name="handles")]
