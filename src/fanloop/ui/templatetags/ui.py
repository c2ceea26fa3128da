"""`{% load ui %}`: the components as tags. Words in, HTML out; what they draw is typed in `parts`."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from functools import cache
from typing import Any, Protocol

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_info

from fanloop.foundation import clock
from fanloop.foundation.text.days import Form, day_words
from fanloop.ui import parts, words
from fanloop.ui.bundle import address
from fanloop.ui.icons import TURNS, drawing
from fanloop.ui.marks import MARKS

register = template.Library()
Context = template.Context


class Amount(Protocol):
    """Anything with whole minor units and an ISO 4217 code."""

    @property
    def minor(self) -> int: ...
    @property
    def currency(self) -> str: ...


def now_of(context: Context) -> datetime:
    """The page's own clock, where it has one; stories run on theirs."""
    now = context.get("now")
    return now if isinstance(now, datetime) else clock.now()


def inside(markup: str) -> SafeString:
    """Markup that is safe already: a block the template has rendered and escaped, or our own drawing."""
    return mark_safe(markup.strip())  # noqa: S308 -- see above


@register.simple_tag
def ui_styles() -> SafeString:
    """One link to all styles."""
    return format_html('<link rel="stylesheet" href="{}">', address("css"))


@register.simple_tag(takes_context=True)
def ui_scripts(context: Context) -> SafeString:
    """One module with all behaviours, allowed by the page's nonce."""
    request = context.get("request")
    nonce = getattr(request, "csp_nonce", None) or context.get("csp_nonce") or ""
    return format_html('<script type="module" src="{}" nonce="{}"></script>', address("js"), nonce)


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A drawing of ours; with a label it speaks, without it is silent."""
    turns = " turns" if name in TURNS else ""
    voice = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="icon{}" viewBox="0 0 20 20" {}>{}</svg>', turns, voice, inside(drawing(name))
    )


@register.simple_tag
def language_name() -> str:
    """What the language of this page calls itself."""
    return str(get_language_info(get_language() or "en")["name_local"])


@register.simple_tag
def language_buttons() -> SafeString:
    """One button for each language the house speaks, each in its own words."""
    return _language_buttons(get_language() or "en")


@cache
def _language_buttons(here: str) -> SafeString:
    names = [(code, get_language_info(code)["name_local"]) for code, _ in settings.LANGUAGES]
    shown = [
        (code, code, SafeString(' aria-current="true"') if code == here else "", name) for code, name in names
    ]
    return format_html_join(
        "", '<button type="submit" name="language" value="{}" lang="{}"{}>{}</button>', shown
    )


@register.simple_block_tag
def pill(content: str, tone: str = "", sign: str = "") -> SafeString:
    """A state in a word: kept, risk, loop, line, or plain."""
    return format_html('<span class="pill {}">{}{}</span>', tone, icon(sign) if sign else "", inside(content))


@register.simple_block_tag
def notice(content: str, tone: str = "", sign: str = "") -> SafeString:
    """A line beside the flow, with a bar instead of a box."""
    signs = {"kept": "check", "risk": "warning", "loop": "train"}
    drawn = icon(sign or signs.get(tone, "info"))
    return format_html('<div class="notice {}">{}<div>{}</div></div>', tone, drawn, inside(content))


@register.simple_tag
def label_mark(kind: str, means: str = "") -> SafeString:
    """The honest label: replay, simulated, assumed, staged, guessed, estimated, imported, demo."""
    mark = MARKS[kind]
    return format_html(
        '<span class="mark" title="{}">{}{}<span class="sr">. {}</span></span>',
        means or mark.means,
        icon(mark.icon),
        mark.word,
        means or mark.means,
    )


@register.simple_tag
def avatar(name: str, size: str = "") -> SafeString:
    """Initials on a ground that stays the same for a name. Say the name beside it."""
    ground = sum(ord(letter) for letter in name) % 6
    return format_html(
        '<span class="avatar h{} {}" aria-hidden="true">{}</span>', ground, size, words.initials(name)
    )


@register.filter
def money(amount: Amount | None) -> str:
    """An amount of minor units with its currency; nothing for None."""
    return words.money(amount.minor, amount.currency) if amount is not None else ""


@register.filter
def figure(value: float | None, decimals: int = 0) -> str:
    """A number as the language writes it."""
    return words.figure(value, decimals) if value is not None else ""


@register.filter
def short_figure(value: float | None) -> str:
    """A number with as many decimals as it needs, at most two."""
    return words.short_figure(value) if value is not None else ""


@register.filter
def percent(ratio: float | None) -> str:
    """A ratio of 0 to 1 as a percentage."""
    return words.percent(ratio) if ratio is not None else ""


@register.simple_tag(takes_context=True)
def when(context: Context, at: parts.When | date | None, hours: bool = True) -> SafeString | str:
    """A moment with its weekday, in the reader's time zone; a date is a day without an hour."""
    if isinstance(at, date) and not isinstance(at, datetime):
        noon = datetime.combine(at, time(12), tzinfo=timezone.get_current_timezone())
        return format_html(
            '<time datetime="{}">{}</time>', at.isoformat(), words.when(noon, now_of(context), hours=False)
        )
    if not isinstance(at, datetime):
        return at or ""
    text = words.when(at, now_of(context), hours=hours)
    return format_html('<time datetime="{}">{}</time>', at.isoformat(), text)


@register.filter
def day(at: date | None, form: Form = "near") -> str:
    """A day in words: `near`, `far`, `long`, `dated` or `bare`."""
    return day_words(at, form) if at else ""


@register.simple_tag(takes_context=True)
def ago(context: Context, at: datetime | None) -> SafeString | str:
    """How long ago, with the full moment behind it."""
    if at is None:
        return ""
    now = now_of(context)
    full, text = words.when(at, now), words.ago(at, now)
    return format_html('<time datetime="{}" title="{}">{}</time>', at.isoformat(), full, text)


@register.simple_tag(takes_context=True)
def countdown(context: Context, to: datetime) -> SafeString:
    """The time left, ticking where scripts run."""
    now = now_of(context)
    return format_html(
        '<time datetime="{}" data-countdown data-now="{}" data-words="{}">{}</time>',
        to.isoformat(),
        now.isoformat(),
        json.dumps(words.span_patterns()),
        words.span(to - now),
    )


@register.inclusion_tag("ui/ring.html")
def ring(
    minutes: int | None = None, state: str = "waiting", size: str = "", of: int = 15, label: str = ""
) -> dict[str, Any]:
    """The fifteen-minute ring: minutes left while waiting, minutes taken when done."""
    return {"ring": parts.Ring(minutes, state, of), "size": size, "label": label}  # type: ignore[arg-type]


@register.inclusion_tag("ui/mosaic.html")
def mosaic(rings: Sequence[parts.Ring], label: str = "", across: int = 10) -> dict[str, Any]:
    """Today's rings, side by side."""
    spots = [
        (ring, str(12 + 24 * (at % across)), str(12 + 24 * (at // across))) for at, ring in enumerate(rings)
    ]
    lines = max(1, -(-len(rings) // across))
    return {"spots": spots, "label": label, "width": str(24 * across), "height": str(24 * lines)}


@register.inclusion_tag("ui/trail_bar.html")
def trail_bar(stations: Sequence[parts.Station], label: str = "") -> dict[str, Any]:
    """From the first voice to the last confirmation, on one line."""
    return {"stations": stations, "label": label}


@register.inclusion_tag("ui/friday_line.html", takes_context=True)
def friday_line(context: Context, line: parts.FridayLine, title: str = "") -> dict[str, Any]:
    """The train on its line, with who is aboard and who stayed on the platform."""
    return {"line": line, "title": title, "now": now_of(context)}


@register.inclusion_tag("ui/river.html")
def river(river: parts.River, label: str = "") -> dict[str, Any]:
    """The walk both ways."""
    return {"river": river, "label": label}


@register.inclusion_tag("ui/empty.html")
def empty(title: str, text: str = "", href: str = "", action: str = "", sign: str = "") -> dict[str, Any]:
    """What to do first on a page without things; with a sign it stands airy in the middle."""
    return {"title": title, "text": text, "href": href, "action": action, "sign": sign}


@register.inclusion_tag("ui/field.html")
def field(bound: BoundField, label: str = "", optional: bool = True) -> dict[str, Any]:
    """A bound form field: label, hint, control and errors, joined for the ear by aria-describedby."""
    widget = bound.field.widget
    group = isinstance(widget, RadioSelect | CheckboxSelectMultiple)
    single = isinstance(widget, CheckboxInput)
    attrs: dict[str, Any] = {}
    told = [f"{bound.auto_id}_hint"] * bool(bound.help_text) + [f"{bound.auto_id}_error"] * bool(bound.errors)
    if told:
        attrs["aria-describedby"] = " ".join(told)
    if bound.errors:
        attrs["aria-invalid"] = "true"
    if not group and not single:
        attrs["class"] = f"input {widget.attrs.get('class', '')}".strip()
    return {
        "bound": bound,
        "control": bound.as_widget(attrs=attrs),
        "label": label or bound.label,
        "shape": "group" if group else "single" if single else "line",
        "hidden": bound.is_hidden,
        "may": optional and not bound.field.required and not single,
    }


@register.inclusion_tag("ui/errors.html")
def form_errors(form: Any) -> dict[str, Any]:
    """All errors of a form on top, each a link to its field."""
    return {"form": form, "found": [bound for bound in form if bound.errors]}


@register.inclusion_tag("ui/breadcrumbs.html")
def breadcrumbs(*steps: Any) -> dict[str, Any]:
    """The way here: a list of Crumb, or label and href in turn; the last href may be missing."""
    if len(steps) == 1 and not isinstance(steps[0], str):
        return {"crumbs": steps[0]}
    pairs = [
        parts.Crumb(str(steps[at]), str(steps[at + 1]) if at + 1 < len(steps) else "")
        for at in range(0, len(steps), 2)
    ]
    return {"crumbs": pairs}


@register.inclusion_tag("ui/pagination.html", takes_context=True)
def pagination(context: Context, page: Page[Any], name: str = "page") -> dict[str, Any]:
    """Ways to the other pages; all other questions in the address are kept."""
    request = context.get("request")
    asked = request.GET.copy() if isinstance(request, HttpRequest) else None

    def link(number: int) -> str:
        if asked is None:
            return f"?{name}={number}"
        asked[name] = str(number)
        return f"?{asked.urlencode()}"

    shown = format_html_join(
        "",
        "<li{}>{}</li>",
        (
            _step(number, page.number, link)
            for number in page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
        ),
    )
    before = link(page.previous_page_number()) if page.has_previous() else ""
    after = link(page.next_page_number()) if page.has_next() else ""
    return {"page": page, "shown": shown, "before": before, "after": after}


def _step(number: int | str, here: int, link: Callable[[int], str]) -> tuple[SafeString, SafeString]:
    """A page among the pages; narrow screens show the first and this one only."""
    far = SafeString(' class="far"') if number not in {here, 1} else _NOTHING
    if not isinstance(number, int):
        return far, format_html("<span>{}</span>", number)
    return far, format_html('<a href="{}"{}>{}</a>', link(number), _current(number == here), number)


@register.simple_tag
def tabs(tabs: Sequence[parts.Tab], label: str = "") -> SafeString:
    """Several views of one thing; each is a page of its own."""
    shown = [(tab.href, _current(tab.current), tab.label, _count(tab.count)) for tab in tabs]
    items = format_html_join("", '<li><a href="{}"{}>{}{}</a></li>', shown)
    return format_html('<nav class="tabs" aria-label="{}"><ul>{}</ul></nav>', label, items)


@register.simple_tag
def ways(items: Sequence[parts.NavItem], label: str) -> SafeString:
    """The main navigation; nothing where a page has none."""
    if not items:
        return _NOTHING
    shown = [
        (item.href, _current(item.current), item.label, _count(item.count or None, gap="\u00a0"))
        for item in items
    ]
    drawn = format_html_join("", '<li><a href="{}"{}>{}{}</a></li>', shown)
    return format_html('<nav class="nav" aria-label="{}"><ul>{}</ul></nav>', label, drawn)


@register.simple_tag
def plain_ways(items: Sequence[parts.NavItem]) -> SafeString:
    """Links side by side, with what waits behind them."""
    shown = [(item.href, item.label, _count(item.count or None, gap="", tone="count new")) for item in items]
    return format_html_join("", '<a href="{}">{}{}</a>', shown)


_CURRENT, _NOTHING = SafeString(' aria-current="page"'), SafeString("")


def _current(is_current: bool) -> SafeString:
    return _CURRENT if is_current else _NOTHING


def _count(count: int | None, *, gap: str = " ", tone: str = "count") -> SafeString | str:
    return (
        format_html('{}<span class="{}">{}</span>', gap, tone, words.figure(count))
        if count is not None
        else ""
    )


@register.inclusion_tag("ui/timeline.html", takes_context=True)
def timeline(context: Context, moments: Sequence[parts.Moment]) -> dict[str, Any]:
    """What happened, newest where the caller puts it."""
    return {"moments": moments, "now": now_of(context)}


@register.inclusion_tag("ui/progress.html")
def progress(value: float, of: float, label: str = "", tone: str = "") -> dict[str, Any]:
    """How much of a known whole is done."""
    return {"value": value, "of": of, "label": label, "tone": tone, "ratio": value / of if of else 0}


@register.inclusion_tag("ui/stats.html")
def stats(stats: Sequence[parts.Stat]) -> dict[str, Any]:
    """A few figures that matter, each with how sure it is."""
    return {"stats": stats}


@register.inclusion_tag("ui/facts.html")
def facts(facts: Sequence[parts.Fact] | Mapping[str, str], ruled: bool = False) -> dict[str, Any]:
    """Terms and what holds for them."""
    rows = (
        [parts.Fact(term, str(value)) for term, value in facts.items()]
        if isinstance(facts, Mapping)
        else facts
    )
    return {"facts": rows, "ruled": ruled}


@register.inclusion_tag("ui/vote.html")
def vote(vote: parts.Vote, look: str = "") -> dict[str, Any]:
    """The vote: a real form, answered at once where scripts run. `look="wide"` for the rail and the thumb."""
    return {"vote": vote, "look": look}
