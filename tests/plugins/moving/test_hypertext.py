"""HTML of another house becomes words of ours: nothing of it stays a tag, and nothing breaks it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from fanloop.plugins.moving.hypertext import markdown

TAGS = st.sampled_from(
    ["p", "b", "a", "ul", "li", "ol", "pre", "code", "blockquote", "img", "table", "tr", "td", "script", "h2", "br", "div",
     "aside", "summary", "x-y"]
)  # fmt: skip
WORDS = st.text(alphabet=st.sampled_from("ab <>&;\"'`*_[]()!#-+1.\n\\|~=/:x"), max_size=12)
PIECES = st.one_of(
    WORDS,
    TAGS.map(lambda tag: f"<{tag}>"),
    TAGS.map(lambda tag: f"</{tag}>"),
    WORDS.map(lambda words: f'<a href="{words}">'),
    WORDS.map(lambda words: f"<img src='https://x.example/{words}' alt='{words}'>"),
    st.sampled_from(
        [
            "&lt;script&gt;",
            "&amp;lt;b&amp;gt;",
            "&#60;i&#62;",
            "<!--",
            "-->",
            "<![CDATA[",
            "<?php",
            "&#0;",
            '<a href="javascript:x">',
        ]
    ),
)
READ = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def tokens(text):
    for token in READ.parse(text):
        yield token
        yield from token.children or []


@given(st.lists(PIECES, max_size=30).map("".join))
def test_no_tag_comes_out_whatever_goes_in(html):
    for token in tokens(markdown(html)):
        assert token.type not in {"html_block", "html_inline"}
        assert not str(token.attrGet("href") or token.attrGet("src") or "").lower().startswith("javascript")


@given(st.text(max_size=200))
def test_any_text_is_taken(html):
    assert isinstance(markdown(html), str)


@given(st.text(alphabet=st.sampled_from("ab*_`[]<>#1.)-+~|&\\ "), min_size=1, max_size=30))
def test_words_mean_themselves(words):
    shown = "".join(
        token.content
        for token in tokens(markdown(f"<p>{words.replace('&', '&amp;').replace('<', '&lt;')}</p>"))
        if token.type in {"text", "text_special"}
    )
    assert "".join(shown.split()) == "".join(words.split())


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ("<ul><li>a<ul><li>b</li></ul></li></ul>", "- a\n  - b"),
        ("<pre><code>x &lt; 1\n```</code></pre>", "````\nx < 1\n```\n````"),
        (
            "<table><tr><th>a</th><th>b</th></tr><tr><td>1</td></tr></table>",
            "| a | b |\n| --- | --- |\n| 1 |  |",
        ),
        ('<a href="javascript:alert(1)">here</a>', "here"),
        ('<img class="emoji" title=":smile:" src="https://x.example/s.png">', ":smile:"),
        ("<blockquote><p>so</p><p>said</p></blockquote>", "> so\n> \n> said"),
        ("<script>alert(1)</script>after", "after"),
        ("<p>one<br>two</p>", "one\ntwo"),
    ],
)
def test_what_becomes_what(html, said):
    assert markdown(html) == said


def test_a_thousand_levels_are_read_without_falling():
    assert markdown("<div><b>" * 5_000 + "deep") != ""
