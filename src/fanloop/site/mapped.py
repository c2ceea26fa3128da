"""What search engines and finders of holes are told: a map of the public pages, what to leave alone, whom to write to."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from fanloop.foundation import clock
from fanloop.listening.community import queries as community
from fanloop.listening.community.queries import feeding
from fanloop.listening.events import queries as events
from fanloop.listening.voices.queries import mapped as voices_mapped
from fanloop.releasing.releases import queries as releases
from fanloop.selling.campaigns import queries as campaigns
from fanloop.selling.challenges import queries as challenges
from fanloop.selling.launches import queries as launches
from fanloop.site.atom import root_of

PART = 10_000
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_CLOSED = ("desk", "portal", "account", "me", "search", "letters", "messages", "go", "i18n", "live", "files")
Line = tuple[str, datetime | None]


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All parts of the map."""
    root, drawn = root_of(request), ET.Element("sitemapindex", {"xmlns": _SITEMAP})
    parts = ["pages", *(f"topics-{number}" for number in range(1, -(-feeding.count_mapped() // PART) + 1))]
    for part in [*parts, *(f"needs-{number}" for number in range(1, -(-_needs() // PART) + 1))]:
        within = ET.SubElement(drawn, "sitemap")
        ET.SubElement(within, "loc").text = root + reverse("site:sitemap_part", args=[part])
    return _xml(drawn)


@require_safe
def part(request: HttpRequest, name: str) -> HttpResponse:
    """One part: `pages`, or the n-th ten thousand of `topics-n` or `needs-n`."""
    kind, _, said = name.partition("-")
    number = int(said) if said.isdecimal() and len(said) < 6 else 0
    if (kind == "pages") == bool(number) or kind not in {"pages", "topics", "needs"}:
        raise Http404
    lines = _pages() if kind == "pages" else _topics(number) if kind == "topics" else _need_lines(number)
    found = list(lines)
    if not found:
        raise Http404
    root, drawn = root_of(request), ET.Element("urlset", {"xmlns": _SITEMAP})
    for href, moved_at in found:
        _url(drawn, root + href, moved_at)
    return _xml(drawn)


def _url(drawn: ET.Element, href: str, moved_at: datetime | None) -> None:
    """A page; it has one address in all languages."""
    within = ET.SubElement(drawn, "url")
    ET.SubElement(within, "loc").text = href
    if moved_at:
        ET.SubElement(within, "lastmod").text = moved_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _pages() -> Iterator[Line]:
    """Pages that are few: rooms, spaces, trains, offers, events."""
    for name in (
        "home",
        "about",
        "needs",
        "roadmap",
        "talk",
        "fridays",
        "events",
        "launches",
        "challenges",
        "ambassadors",
        "order",
        "promise",
        "terms",
    ):
        yield reverse(f"site:{name}"), None
    for space in community.spaces():
        yield reverse("site:space", args=[space.space.slug]), space.last_at
    for train in releases.trains_of(is_gone=True, limit=2_000):
        yield reverse("site:train", args=[train.train.line.slug, train.train.number]), train.left_at
    for campaign in campaigns.campaigns():
        yield reverse("site:campaign", args=[campaign.slug]), campaign.at
    for past in (False, True):
        for event in events.events(at=clock.now(), past=past, limit=1_000):
            yield reverse("site:event", args=[event.event.id]), event.changed_at
    for launch in launches.published(clock.now()):
        yield reverse("site:launch", args=[launch.launch.slug]), launch.launch.at
    for asked in challenges.challenges(clock.now()):
        yield reverse("site:challenge", args=[asked.challenge.slug]), asked.challenge.at


def _topics(number: int) -> Iterator[Line]:
    for topic_id, last_at in feeding.topics_mapped(offset=max(0, number - 1) * PART, limit=PART):
        yield reverse("site:topic", args=[topic_id]), last_at


def _needs() -> int:
    return voices_mapped.count_mapped()


def _need_lines(number: int) -> Iterator[Line]:
    for slug, moved_at in voices_mapped.needs_mapped(offset=max(0, number - 1) * PART, limit=PART):
        yield reverse("site:need", args=[slug]), moved_at


def _xml(drawn: ET.Element) -> HttpResponse:
    data: bytes = ET.tostring(drawn, encoding="utf-8", xml_declaration=True)
    return HttpResponse(data, content_type="application/xml; charset=utf-8")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """RFC 9309. Rooms of the maker, of suppliers and of oneself are nobody's to walk; nor are endless finds."""
    if not settings.MAY_BE_INDEXED or settings.DEMO:
        return _text(["User-agent: *", "Disallow: /"])
    closed = [f"Disallow: /{name}" for name in _CLOSED]
    return _text(["User-agent: *", *closed, "", f"Sitemap: {root_of(request)}{reverse('site:sitemap')}"])


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """RFC 9116: whom to tell of a hole. It expires, so it is written anew for each reader, good for half a year."""
    contact = settings.SECURITY_CONTACT
    if not contact:
        raise Http404
    expires = (clock.now() + timedelta(days=180)).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: {contact if ':' in contact else f'mailto:{contact}'}",
        f"Expires: {expires.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {', '.join(code for code, _name in settings.LANGUAGES)}",
        f"Canonical: {root_of(request)}{reverse('site:security')}",
    ]
    return _text([*lines, *([f"Policy: {settings.SECURITY_POLICY}"] if settings.SECURITY_POLICY else [])])


def _text(lines: list[str]) -> HttpResponse:
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


urlpatterns = [
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", index, name="sitemap"),
    path("sitemap-<slug:name>.xml", part, name="sitemap_part"),
    path(".well-known/security.txt", security, name="security"),
]
