"""What other sites show of a link to us: a title, a line and a picture the house draws."""

from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import get_language, ngettext, override
from django.views.decorators.http import require_safe

from fanloop.foundation import clock
from fanloop.foundation.text.translated import read
from fanloop.people.team import queries as team
from fanloop.selling.campaigns import queries as campaigns
from fanloop.selling.campaigns.queries import Campaign
from fanloop.ui import words
from fanloop.ui.share_image import Share, draw

FRESH_SECONDS = 300


def of_campaign(request: HttpRequest, row: Campaign) -> Share:
    """For a campaign's page, as `share` in its context."""
    image = request.build_absolute_uri(reverse("site:campaign_share", args=[row.slug]))
    return Share(read(row.title), read(row.words)[:200], f"{image}?language={get_language() or 'en'}")


@require_safe
def campaign_share(request: HttpRequest, slug: str) -> HttpResponse:
    """The picture of a campaign: drawn at most every few minutes, however often it is asked for."""
    row = campaigns.campaign(slug)
    if row is None:
        raise Http404
    asked = request.GET.get("language", "")
    with override(asked if asked in dict(settings.LANGUAGES) else get_language()):
        image = cache.get_or_set(f"share:{row.id}:{get_language()}", lambda: _drawn(row), FRESH_SECONDS)
    response = HttpResponse(image, content_type="image/png")
    response.headers["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    return response


def _drawn(row: Campaign) -> bytes:
    maker, stands = team.maker(), campaigns.progress(row, clock.now())
    fill, count = stands.fill, words.figure(stands.fill.ordered)
    below = ngettext("%(n)s of %(total)s piece", "%(n)s of %(total)s pieces", fill.total) % {
        "n": count,
        "total": words.figure(fill.total),
    }
    share = fill.ordered / fill.total if fill.total else None
    return draw(
        maker=maker.name if maker else "",
        title=read(row.title),
        text=read(row.words),
        share=share,
        below=below,
    )


urlpatterns = [path("order/<slug:slug>/share.png", campaign_share, name="campaign_share")]
