import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanloop.foundation.text.markdown import html, plain

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "<javascript:alert(1)>",
    "![x](javascript:alert(1))",
    '[x](https://a.b/"onmouseover="alert(1))',
    'https://a.b/"onmouseover="alert(1)',
    "<svg/onload=alert(1)>",
    "[x][1]\n\n[1]: javascript:alert(1)",
    "<a href='vbscript:x'>x</a>",
    "`</code><script>`",
    "<style>*{display:none}</style>",
    '<iframe src="https://a.b">',
]


def is_safe(made):
    tags = re.findall(r"<([^>]*)>", made)
    return all(
        re.fullmatch(r"/?[a-z0-9]+( (href|title|rel|start)=\"[^\"]*\")*", tag) for tag in tags
    ) and not re.search(r'href="\s*(javascript|data|vbscript)', made, re.IGNORECASE)


@pytest.mark.parametrize("attack", ATTACKS)
def test_attacks_become_words(attack):
    assert is_safe(html(attack))


@given(st.text(alphabet="<>\"'&[]()!`*_#\n -:/javscriptonerror=https.", max_size=120))
def test_nothing_anybody_writes_makes_another_tag(text):
    assert is_safe(html(text))


def test_links_are_not_followed_by_robots_and_pictures_become_links():
    made = html("See https://a.b/c. ![plan](https://p.q/plan.png)")
    assert made.count('rel="nofollow ugc noopener noreferrer"') == 2
    assert "<img" not in made
    assert 'href="https://a.b/c"' in made


def test_plain_words_and_marked_words_read_alike():
    assert html("One\ntwo\n\nthree") == "<p>One<br>\ntwo</p>\n<p>three</p>\n"
    assert html("*One*\ntwo\n\nthree") == "<p><em>One</em><br>\ntwo</p>\n<p>three</p>\n"


def test_code_keeps_its_addresses_as_they_are():
    assert html("`https://a.b`") == "<p><code>https://a.b</code></p>\n"


def test_headings_stay_below_the_pages_own():
    assert html("# Big") == "<h3>Big</h3>\n"


def test_an_excerpt_ends_at_a_word():
    assert plain("**Bold** words that go on and on", length=20) == "Bold words that go…"
