"""What people write, as safe HTML. Raw HTML is never read; what the renderer makes is cleaned once more.

Pictures from elsewhere become links: they tell their server who reads, and the content policy forbids them.
Pictures kept in this house (`/files/…`) are shown.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

LOOK = 1
"""Count this up when the same words begin to look different, so that stored HTML is made anew."""

_TAGS = {
    "a", "blockquote", "br", "code", "del", "em", "h3", "h4", "h5", "h6", "hr", "img", "li", "ol", "p", "pre", "s",
    "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"href", "title", "class"},
    "ol": {"start"},
    "img": {"src", "alt", "width", "height", "loading"},
}
_HEADINGS = {"h1": "h3", "h2": "h4", "h3": "h5", "h4": "h6", "h5": "h6", "h6": "h6"}
_BARE = re.compile(r"(?<![\w(<\[\"'=/])(https?://[^\s<>()\[\]\"'`]+[^\s<>()\[\]\"'`.,;:!?])")
_MENTION = re.compile(r"(?<![\w@/.:=&;-])@([A-Za-z0-9](?:[A-Za-z0-9._-]{0,38}[A-Za-z0-9])?)")
_OURS = re.compile(r"/files/[0-9a-f]{64}/[\w.%-]{1,400}\.(?:png|jpg|gif|webp)")
_SIZE = re.compile(r"-(\d{1,5})x(\d{1,5})\.\w+$")

_renderer = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"])


def _allowed(tag: str, attribute: str, value: str) -> str | None:
    """The second lock: a picture of another house has no address, a link has no class but ours."""
    if (tag, attribute) == ("img", "src") and not _OURS.fullmatch(value):
        return None
    if (tag, attribute) == ("a", "class") and value != "mention":
        return None
    return value


_cleaner = nh3.Cleaner(
    tags=_TAGS,
    attributes=_ATTRIBUTES,
    attribute_filter=_allowed,
    url_schemes={"http", "https", "mailto"},
    link_rel="nofollow ugc noopener noreferrer",
)


_MARKS = re.compile(r"[*_`#<>\[\]\\|~&]|^(?: {4}|\t|\s{0,3}(?:[-+=]|\d+[.)]))", re.MULTILINE)


@lru_cache(maxsize=4_096)
def html(text: str, people: frozenset[str] = frozenset()) -> SafeString:
    r"""Safe HTML of what somebody wrote. Headings start at `h3`, because the page has its own above.

    `people` are handles that somebody has: `@mira` becomes a link to her page, any other stays words.

    >>> html("**Thank** you")
    '<p><strong>Thank</strong> you</p>\n'
    """
    made = _rendered(text, people) if _MARKS.search(text) else _paragraphs(text, people)
    return mark_safe(made)  # noqa: S308 -- cleaned by nh3, or text without any mark of HTML or Markdown


def mentions(text: str) -> set[str]:
    """Handles called by @ outside of code and addresses, in small letters; whether anybody has them is not known here.

    >>> sorted(mentions("Thanks @Mira, and mail me at a@b.example or `@nobody`"))
    ['mira']
    """
    if "@" not in text:
        return set()
    inlines = (child for token in _renderer.parse(_linked(text)) for child in token.children or ())
    said = (
        token.content for token, is_linked in _with_links(inlines) if token.type == "text" and not is_linked
    )
    return {found[1].lower() for words in said for found in _MENTION.finditer(words)}


def _paragraphs(text: str, people: frozenset[str]) -> str:
    """Most posts are words and line breaks: a fifteenth of the renderer's time for the same result."""
    said = [
        _BARE_OR_MENTION.sub(
            lambda found: _short_link(found, people), "<br>\n".join(block.strip().splitlines())
        )
        for block in re.split(r"\n\s*\n", text.replace('"', "&quot;"))
        if block.strip()
    ]
    return "".join(f"<p>{block}</p>\n" for block in said)


_BARE_OR_MENTION = re.compile(f"{_BARE.pattern}|{_MENTION.pattern}")
_REL = 'rel="nofollow ugc noopener noreferrer"'


def _short_link(found: re.Match[str], people: frozenset[str]) -> str:
    address, handle = found.groups()
    if address:
        return f'<a href="{address}" {_REL}>{address}</a>'
    return _mention(handle) if handle.lower() in people else found[0]


def _mention(handle: str) -> str:
    return f'<a href="/people/{escape(handle.lower())}" class="mention" {_REL}>@{escape(handle)}</a>'


def _rendered(text: str, people: frozenset[str]) -> str:
    tokens = _renderer.parse(_linked(text))
    for token in tokens:
        token.tag = _HEADINGS.get(token.tag, token.tag) if token.type.startswith("heading") else token.tag
        if token.children:
            token.children = list(_drawn(token.children, people))
    return _cleaner.clean(str(_renderer.renderer.render(tokens, _renderer.options, {})))


def _drawn(children: Iterable[Token], people: frozenset[str]) -> Iterator[Token]:
    for token, is_linked in _with_links(children):
        if token.type == "image":
            yield from _picture(token, is_linked=is_linked)
        elif token.type == "text" and people and not is_linked and "@" in token.content:
            yield from _called(token.content, people)
        else:
            yield token


def _with_links(children: Iterable[Token]) -> Iterator[tuple[Token, bool]]:
    """Tokens of a line, each with whether it stands inside a link."""
    depth = 0
    for token in children:
        depth += {"link_open": 1, "link_close": -1}.get(token.type, 0)
        yield token, depth > 0


def _picture(token: Token, *, is_linked: bool) -> Iterator[Token]:
    """Ours is drawn, with its size so that the page does not jump; another's becomes a link."""
    source = str(token.attrs.get("src", ""))
    if _OURS.fullmatch(source):
        token.attrs = {"src": source, "alt": "", "loading": "lazy"}
        if size := _SIZE.search(source):
            token.attrs |= {"width": size[1], "height": size[2]}
        yield token
        return
    words = Token("text", "", 0, content=token.content or source)
    if is_linked:
        yield words
        return
    yield Token("link_open", "a", 1, attrs={"href": source})
    yield words
    yield Token("link_close", "a", -1)


def _called(text: str, people: frozenset[str]) -> Iterator[Token]:
    at = 0
    for found in _MENTION.finditer(text):
        if found[1].lower() not in people:
            continue
        yield Token("text", "", 0, content=text[at : found.start()])
        yield Token("link_open", "a", 1, attrs={"href": f"/people/{found[1].lower()}", "class": "mention"})
        yield Token("text", "", 0, content=found[0])
        yield Token("link_close", "a", -1)
        at = found.end()
    yield Token("text", "", 0, content=text[at:])


def _linked(text: str) -> str:
    """Bare addresses become links, outside of code."""
    parts = re.split(r"(```.*?(?:```|\Z)|`[^`\n]*`|(?m:^(?: {4}|\t)[^\n]*$))", text, flags=re.DOTALL)
    return "".join(part if at % 2 else _BARE.sub(r"<\1>", part) for at, part in enumerate(parts))


_BLOCK = re.compile(r"^(```|~~~~).*?(?:^\1\s*$|\Z)", re.MULTILINE | re.DOTALL)
_ESCAPED = re.compile(r"\\(?=[*`#+=|~-])")


def plain(text: str, *, length: int = 200) -> str:
    """The first words without marks or blocks of code, for excerpts and cards; cut at a word with an ellipsis."""
    said = _BLOCK.sub(" … ", text)
    said = text if not said.strip(" …\n") else said
    bare = re.sub(r"[*_`#>\[\]]+|\(https?://[^)]*\)", " ", _ESCAPED.sub("", said))
    bare = re.sub(r"\s+", " ", bare).strip()
    if len(bare) <= length:
        return bare
    head = bare[:length]
    return (head[: head.rfind(" ")] if " " in head[length // 2 :] else head).rstrip(",.;: ") + "…"
