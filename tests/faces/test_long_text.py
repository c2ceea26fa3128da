"""Longer languages and languages written from the right fit the pages that were drawn in English."""

import pytest

pytestmark = pytest.mark.browser

PHONE = 390
SLACK = 1
"""Pixels that rounding may add to the width of a page."""

PAGES = [
    ("/", None),
    ("/voices", None),
    ("/needs/brighter-but-not-harder", None),
    ("/voices/new", None),
    ("/talk", None),
    ("/fridays", None),
    ("/fridays/dawn/26.47", None),
    ("/order/dawn-2", None),
    ("/account/login/", None),
    ("/promise", None),
    ("/chat", None),
    ("/events", None),
    ("/roadmap", None),
    ("/me", "mira.k"),
    ("/orders/DAWN2-00001", "mira.k"),
    ("/desk/", "jonna"),
    ("/desk/voices", "jonna"),
    ("/desk/moderation", "jonna"),
    ("/desk/trains", "jonna"),
    ("/desk/orders", "jonna"),
    ("/desk/supply", "jonna"),
    ("/desk/supply/orders", "jonna"),
    ("/portal/", "lichtbogen"),
]

LENGTHEN = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const longer = (text) => text.replace(/\\p{L}{2,}/gu, (word) => word + word.slice(0, Math.ceil(word.length * 0.4)));
  const nodes = [];
  while (walker.nextNode()) nodes.push(walker.currentNode);
  const said = nodes.filter((node) => !node.parentElement.closest("script, style, .code, kbd"));
  for (const node of said) node.textContent = longer(node.textContent);
}"""
TURN = '() => { document.documentElement.dir = "rtl"; }'
SPILLS = """() => {
  const scrolls = (each) => each && (["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(each).overflowX) || scrolls(each.parentElement));
  const spills = (each) => { const box = each.getBoundingClientRect(); return box.width && (box.right > innerWidth + 1 || box.left < -1); };
  const found = [...document.querySelectorAll("main, main *, header *, footer *")];
  return found.filter((each) => each.checkVisibility() && spills(each) && !scrolls(each.parentElement)).slice(0, 4).map((each) => each.outerHTML.slice(0, 160));
}"""


@pytest.mark.parametrize(("path", "who"), PAGES, ids=[path for path, _ in PAGES])
def test_a_page_with_longer_words_fits_a_phone_from_either_side(visit, path, who):
    page = visit(path, who=who, width=PHONE)
    assert page.answer.status == 200
    page.evaluate(LENGTHEN)
    assert width_of(page) <= PHONE + SLACK, page.evaluate(SPILLS)
    page.evaluate(TURN)
    assert width_of(page) <= PHONE + SLACK, page.evaluate(SPILLS)


@pytest.mark.parametrize(
    ("path", "who"), [("/order/dawn-2", None), ("/desk/supply", "jonna"), ("/portal/", "lichtbogen")]
)
def test_a_page_in_chinese_fits_a_phone(visit, house, path, who):
    page = visit(path, who=who, width=PHONE, language="zh-hans")
    page.context.add_cookies([{"name": "django_language", "value": "zh-hans", "url": house.url}])
    page.reload()
    assert page.get_attribute("html", "lang") == "zh-hans"
    assert width_of(page) <= PHONE + SLACK, page.evaluate(SPILLS)


def width_of(page):
    return page.evaluate("document.documentElement.scrollWidth")
