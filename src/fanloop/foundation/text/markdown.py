"""What people write, as safe HTML. Raw HTML is never read; what the renderer makes is cleaned once more.

Pictures become links: a picture from elsewhere tells its server who reads, and the content policy forbids it.
"""

import re
from functools import lru_cache

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

_TAGS = {
    "a", "blockquote", "br", "code", "del", "em", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "s",
    "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
_HEADINGS = {"h1": "h3", "h2": "h4", "h3": "h5", "h4": "h6", "h5": "h6", "h6": "h6"}
_BARE = re.compile(r"(?<![\w(<\[\"'=/])(https?://[^\s<>()\[\]\"'`]+[^\s<>()\[\]\"'`.,;:!?])")
_PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)[^)]*\)")

_renderer = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"])
_cleaner = nh3.Cleaner(
    tags=_TAGS,
    attributes=_ATTRIBUTES,
    url_schemes={"http", "https", "mailto"},
    link_rel="nofollow ugc noopener noreferrer",
)


_MARKS = re.compile(r"[*_`#<>\[\]\\|~&]|^(?: {4}|\t|\s{0,3}(?:[-+=]|\d+[.)]))", re.MULTILINE)


@lru_cache(maxsize=4_096)
def html(text: str) -> SafeString:
    r"""Safe HTML of what somebody wrote. Headings start at `h3`, because the page has its own above.

    >>> html("**Thank** you")
    '<p><strong>Thank</strong> you</p>\n'
    """
    made = _rendered(text) if _MARKS.search(text) else _paragraphs(text)
    return mark_safe(made)  # noqa: S308 -- cleaned by nh3, or text without any mark of HTML or Markdown


def _paragraphs(text: str) -> str:
    """Most posts are words and line breaks: a fifteenth of the renderer's time for the same result."""
    said = [
        _BARE.sub(
            r'<a href="\1" rel="nofollow ugc noopener noreferrer">\1</a>',
            "<br>\n".join(block.strip().splitlines()),
        )
        for block in re.split(r"\n\s*\n", text.replace('"', "&quot;"))
        if block.strip()
    ]
    return "".join(f"<p>{block}</p>\n" for block in said)


def _rendered(text: str) -> str:
    tokens = _renderer.parse(_linked(text))
    for token in tokens:
        token.tag = _HEADINGS.get(token.tag, token.tag) if token.type.startswith("heading") else token.tag
    return _cleaner.clean(str(_renderer.renderer.render(tokens, _renderer.options, {})))


def _linked(text: str) -> str:
    """Bare addresses become links and pictures become links, outside of code."""
    parts = re.split(r"(```.*?(?:```|\Z)|`[^`\n]*`|(?m:^(?: {4}|\t)[^\n]*$))", text, flags=re.DOTALL)
    return "".join(part if at % 2 else _link(part) for at, part in enumerate(parts))


def _link(text: str) -> str:
    text = _PICTURE.sub(lambda m: f"[{m[1] or m[2]}]({m[2]})", text)
    return _BARE.sub(r"<\1>", text)


def plain(text: str, *, length: int = 200) -> str:
    """The first words without marks, for excerpts and cards; cut at a word with an ellipsis."""
    bare = re.sub(r"\s+", " ", re.sub(r"[*_`#>\[\]]+|\(https?://[^)]*\)", " ", text)).strip()
    if len(bare) <= length:
        return bare
    head = bare[:length]
    return (head[: head.rfind(" ")] if " " in head[length // 2 :] else head).rstrip(",.;: ") + "…"
