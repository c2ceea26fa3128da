"""A campaign's page that is open moves by itself: its figures are fetched anew when orders come or go."""

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import path
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from fanloop.foundation import clock
from fanloop.selling.campaigns import queries
from fanloop.selling.campaigns.queries.crowd import crowd
from fanloop.site import campaign_page

KEPT_SECONDS = 10


@require_safe
def live(request: HttpRequest, slug: str) -> HttpResponse:
    """The figures, each to be put in its place; a page of another turn is loaded anew. Drawn once for all readers."""
    row, at = queries.campaign(slug), clock.now()
    if row is None:
        raise Http404
    now, answer = queries.progress(row, at), HttpResponse(headers={"Cache-Control": "no-store"})
    if request.GET.get("was") != (turn := campaign_page.turn_of(now, crowd(row, at))):
        answer.headers["HX-Refresh"] = "true"
        return answer
    counted = f"{now.orders}.{now.fill.ordered}.{now.fill.total}.{now.next_number}"
    market = next((offer.market.code for offer in campaign_page.market_offers(row, request)[1]), "")
    reader = f"{get_language()}.{timezone.get_current_timezone_name()}.{market}"
    key = f"campaign-live:{row.id}:{reader}:{turn}:{counted}"
    answer.content = cache.get_or_set(key, lambda: _drawn(request, row), KEPT_SECONDS) or b""
    return answer


def _drawn(request: HttpRequest, row: queries.Campaign) -> str:
    at = clock.now()
    shown = campaign_page.moving(request, row, at) | {"is_fragment": True, "now": at}
    return render_to_string("site/campaigns/live.html", shown)


urlpatterns = [path("order/<slug:slug>/live", live, name="campaign_live")]
