"""Every page that links lead to, as each kind of person: it answers, is whole, fits, and leaves nobody out."""

from collections import Counter
from urllib.parse import urljoin

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.faces.walking import Walker, dead_anchors, route

STARTS = {
    "": ["/"],
    "mira.k": ["/", "/me"],
    "mateo": ["/desk/", "/"],
    "wen": ["/desk/", "/desk/imports/"],
    "jonna": ["/desk/", "/desk/imports/", "/letters"],
    "lichtbogen": ["/portal/", "/me"],
}
LANGUAGE = {"wen": "zh-hans"}
WATCHED = {
    "": ("account_",),
    "mira.k": ("site:", "mfa_"),
    "jonna": ("desk:", "bom:"),
    "lichtbogen": ("portal:",),
}
"""Who opens which routes in the browser; the others' pages are the same pages."""

MANY = {"jonna", "mira.k"}
"""Whose pages are so many that looking at them is work of the slow tier."""

SAMPLES = "style"
"""The page of the design system: its sample links lead nowhere on purpose."""

WCAG = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
ZOOMED = {"width": 320, "height": 256}
"""A window of 1280 × 1024 at 400 %."""
HEAVIEST = 60_000
SLACK = 1
"""Pixels that rounding may add to the width of a page."""


@pytest.fixture(scope="module")
def walks(house):
    """The pages each person can reach, walked once."""
    found = {}

    def walk(who):
        if who not in found:
            walker = Walker(house.url)
            if who:
                walker.log_in(who)
            found[who] = walker, walker.walk(STARTS[who], examples=1)
        return found[who]

    return walk


@pytest.mark.parametrize(
    "who",
    [
        pytest.param(who, marks=[pytest.mark.slow] if who in {"wen", "mateo", "jonna"} else [])
        for who in STARTS
    ],
)
def test_every_link_leads_to_a_whole_page(walks, who):
    _walker, pages = walks(who)
    assert len(pages) > 20
    assert [(page.status, page.path, page.found_on) for page in pages if page.status >= 400] == []
    html = [page for page in pages if page.is_html]
    assert [(page.path, page.read.tags["h1"]) for page in html if page.read.tags["h1"] != 1] == []
    assert [
        page.path
        for page in html
        if not page.read.title.strip(" ·\n") or page.read.lang != LANGUAGE.get(who, "en")
    ] == []
    assert [(page.path, twice(page.read.ids)) for page in html if twice(page.read.ids)] == []
    assert [dead for dead in dead_anchors(pages) if route(dead[0]) != SAMPLES] == []


def twice(ids):
    return sorted(name for name, count in Counter(ids).items() if count > 1)


@pytest.mark.parametrize("who", WATCHED)
def test_every_page_is_light(walks, who):
    """All scripts and styles of a page are at most 60 KB on their way, whoever looks."""
    walker, pages = walks(who)
    weights = {
        page.path: sum(walker.weight(urljoin(page.path, path)) for path in set(page.read.loaded))
        for page in pages
        if page.is_html
    }
    assert {path: weight for path, weight in weights.items() if weight > HEAVIEST} == {}


@pytest.mark.browser
@pytest.mark.parametrize(
    "who", [pytest.param(who, marks=[pytest.mark.slow] if who in MANY else []) for who in WATCHED]
)
def test_every_page_fits_and_leaves_nobody_out(walks, browser, house, who):
    """One example of each route: wide, narrow and at 400 %, light and dark, no complaint in the console, WCAG 2.2 AA."""
    walker, pages = walks(who)
    context = browser.new_context(base_url=house.url, reduced_motion="reduce", locale="en-GB")
    context.add_cookies(walker.cookies())
    page, complaints = context.new_page(), []
    page.on(
        "console", lambda said: complaints.append((page.url, said.text)) if said.type == "error" else None
    )
    page.on("pageerror", lambda error: complaints.append((page.url, str(error))))
    for number, path in enumerate(examples(pages, who)):
        first, second = ("light", "dark") if number % 2 else ("dark", "light")
        page.set_viewport_size(WIDE)
        page.emulate_media(color_scheme=first)
        page.goto(path)
        complaints += looked_at(page, first)
        page.set_viewport_size(NARROW)
        page.emulate_media(color_scheme=second)
        complaints += looked_at(page, second)
        page.set_viewport_size(ZOOMED)
        complaints += too_wide(page)
    context.close()
    assert not complaints, "\n".join(map(str, complaints))


def examples(pages, who):
    """One address of each route that this person watches over."""
    one = {route(page.path): page.path for page in reversed(pages) if page.is_html and page.status < 400}
    return [path for name, path in sorted(one.items()) if name.startswith(WATCHED[who])]


def looked_at(page, theme):
    """What is wrong with the page as it stands: too wide, or in somebody's way."""
    where = f"{page.url} {page.viewport_size['width']} {theme}"
    wrong = too_wide(page)
    for broken in Axe().run(page, options={**WCAG, "resultTypes": ["violations"]}).response["violations"]:
        wrong += [
            (where, broken["id"], node["html"][:200], node["failureSummary"][:300])
            for node in broken["nodes"]
        ]
    return wrong


def too_wide(page):
    width, wide = page.viewport_size["width"], page.evaluate("document.documentElement.scrollWidth")
    return [(f"{page.url} {width}", f"{wide} wide")] if wide > width + SLACK else []
