"""Feeds of the house: of all, of a space, a topic, a need, the board, a line and a train. All are read as by anybody."""

from typing import cast, get_args

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fanloop.foundation.text import markdown
from fanloop.foundation.text.translated import read
from fanloop.foundation.viewer import ANYONE
from fanloop.listening.community import queries as community
from fanloop.listening.community.queries import feeding
from fanloop.listening.community.queries.feeding import Posted
from fanloop.listening.voices import queries as voices
from fanloop.listening.voices.queries.board import Order
from fanloop.people.team import queries as team
from fanloop.releasing.releases import queries as releases
from fanloop.site import train_entries
from fanloop.site.asking import page_number
from fanloop.site.atom import SIZE, Entry, Feed, answer
from fanloop.things.products import queries as products

_ORDERS = get_args(Order)
MOST_PAGES = 400


def _number(request: HttpRequest) -> int:
    return min(page_number(request), MOST_PAGES)


def _named(words: str) -> str:
    maker = team.maker()
    return f"{maker.name}: {words}" if maker else words


def _topic_entry(one: Posted) -> Entry:
    href = reverse("site:topic", args=[one.topic_id])
    return Entry(one.ref, one.title, href, one.at, one.changed_at, one.by, one.html)


@require_safe
def house(request: HttpRequest) -> HttpResponse:
    """What was started, asked for and shipped, together."""
    number = _number(request)
    most = number * SIZE + 1
    trains = {f"releases.train:{row.train.id}": row for row in releases.trains_of(is_gone=True, limit=most)}
    found = [
        *map(_topic_entry, feeding.newest_topics(limit=most)),
        *_needs("new", most),
        *map(train_entries.head, trains.values()),
    ]
    newest = sorted(found, key=lambda one: (one.at, one.ref), reverse=True)[(number - 1) * SIZE :][: SIZE + 1]
    told = {
        one.ref: one for one in train_entries.of([trains[one.ref] for one in newest if one.ref in trains])
    }
    entries = [told.get(one.ref, one) for one in newest]
    return answer(request, Feed("house", _named(_("everything new")), reverse("site:home"), entries, number))


@require_safe
def space(request: HttpRequest, slug: str) -> HttpResponse:
    row = community.space(slug)
    if row is None:
        raise Http404
    number = _number(request)
    found = feeding.newest_topics(row.id, offset=(number - 1) * SIZE, limit=SIZE + 1)
    href = reverse("site:space", args=[slug])
    feed = Feed(
        f"{community.SPACE}:{row.id}",
        _named(read(row.name)),
        href,
        [_topic_entry(one) for one in found],
        number,
    )
    return answer(request, feed)


@require_safe
def topic(request: HttpRequest, topic_id: int) -> HttpResponse:
    """A topic and its replies; the last page ends with what it began with."""
    row, number = community.topic(topic_id, ANYONE), _number(request)
    if row is None or not row.body:
        raise Http404
    found = feeding.newest_replies(topic_id, offset=(number - 1) * SIZE, limit=SIZE + 1)
    entries = [
        Entry(one.ref, _("Reply by %(name)s") % {"name": one.by or _("somebody")}, reverse("site:go", args=[one.ref]), one.at, one.changed_at, one.by, one.html)
        for one in found
    ]  # fmt: skip
    if len(entries) <= SIZE:
        entries = [*entries[:SIZE], _first(row)][: SIZE + 1]
    ref = f"{community.TOPIC}:{row.id}"
    return answer(
        request,
        Feed(f"{ref}/replies", _named(row.title), reverse("site:topic", args=[row.id]), entries, number),
    )


def _first(row: community.Topic) -> Entry:
    said = community.said(row)
    return Entry(
        f"{community.TOPIC}:{row.id}", row.title, reverse("site:topic", args=[row.id]), row.at, row.edited_at or row.at,
        said.by, said.html,
    )  # fmt: skip


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """The public board in an order of its own: ?tab=moving, as on the page. Private boards have no feed."""
    tab = request.GET.get("tab", "wanted")
    if tab not in _ORDERS or request.GET.get("board"):
        raise Http404
    number = _number(request)
    href = f"{reverse('site:needs')}?tab={tab}" if tab != "wanted" else reverse("site:needs")
    entries = _needs(cast("Order", tab), SIZE, number)
    shown = entries if len(entries) < SIZE else [*entries, *_needs(cast("Order", tab), SIZE, number + 1)[:1]]
    return answer(request, Feed(f"voices.needs/{tab}", _named(_("Voices")), href, shown, number))


def _needs(order: Order, size: int, number: int = 1) -> list[Entry]:
    page = voices.needs_board(ANYONE, order=order, page=number, size=size)
    if page.number != number:
        return []
    rows = list(page.object_list)
    stood = voices.stand([row.need.id for row in rows])
    return [_need_entry(row, stood.get(row.need.id)) for row in rows]


def _need_entry(row: voices.NeedRow, stands: voices.Change | None) -> Entry:
    said = format_html("<p>{}: {}</p>", stands.status.name, stands.because) if stands else ""
    changed_at = max(row.need.at, stands.at) if stands else row.need.at
    href = reverse("site:need", args=[row.need.slug])
    return Entry(
        f"voices.need:{row.need.id}",
        row.title,
        href,
        row.need.at,
        changed_at,
        "",
        f"{said}{markdown.html(row.words)}",
    )


@require_safe
def need(request: HttpRequest, slug: str) -> HttpResponse:
    """What was decided about a need, and the voices it is made of."""
    row, number = voices.need(slug, ANYONE), _number(request)
    if row is None:
        raise Http404
    href = reverse("site:need", args=[slug])
    entries = [*_decisions(row, href), *map(_voice_entry, voices.voices_of(row.need.id))]
    newest = sorted(entries, key=lambda one: (one.at, one.ref), reverse=True)[(number - 1) * SIZE :]
    return answer(
        request,
        Feed(f"voices.need:{row.need.id}/history", _named(row.title), href, newest[: SIZE + 1], number),
    )


def _decisions(row: voices.NeedRow, href: str) -> list[Entry]:
    return [
        Entry(f"voices.needstatus:{one.id}", one.status.name, href, one.at, one.at, one.by, format_html("<p>{}</p>", one.because))
        for one in voices.history(row.need.id)
    ]  # fmt: skip


def _voice_entry(one: voices.VoiceRow) -> Entry:
    voice = one.voice
    href = reverse("site:voice", args=[voice.id])
    return Entry(
        f"voices.voice:{voice.id}", one.title, href, voice.at, voice.at, one.by, markdown.html(voice.words)
    )


@require_safe
def fridays(request: HttpRequest) -> HttpResponse:
    """What left lately, of all lines or of one."""
    line, number = products.line(request.GET.get("line", "")), _number(request)
    rows = releases.trains_of(
        line.id if line else None, is_gone=True, offset=(number - 1) * SIZE, limit=SIZE + 1
    )
    href = reverse("site:fridays") + (f"?line={line.slug}" if line else "")
    name = f"releases.trains/{line.slug}" if line else "releases.trains"
    return answer(request, Feed(name, _named(_("Fridays")), href, train_entries.of(rows), number))


@require_safe
def train(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """The changes of a train, each as one thing that came when it left, or when the train was planned."""
    line, page = products.line(slug), _number(request)
    row = releases.train(number, line_id=line.id) if line and "\0" not in number else None
    if row is None:
        raise Http404
    at = row.left_at or row.train.at
    held = releases.notes_of(row.train.id, offset=(page - 1) * SIZE, limit=SIZE + 1, brief=True)
    entries = train_entries.of_changes(held, at)
    title = f"{read(row.train.line.name)} {row.train.number}"
    href = reverse("site:train", args=[slug, number])
    return answer(request, Feed(f"releases.train:{row.train.id}/changes", _named(title), href, entries, page))


urlpatterns = [
    path("feed.atom", house, name="house_atom"),
    path("voices.atom", board, name="needs_atom"),
    path("needs/<slug:slug>.atom", need, name="need_atom"),
    path("talk/<slug:slug>.atom", space, name="space_atom"),
    path("talk/topics/<int:topic_id>.atom", topic, name="topic_atom"),
    path("fridays.atom", fridays, name="fridays_atom"),
    path("fridays/<slug:slug>/<path:number>.atom", train, name="train_atom"),
]
