"""HTML of another house as our Markdown. Nothing that was a tag stays one, and whatever comes, words come out."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser

DEEPEST = 40
"""Levels that are kept; what is set in deeper is read at this level."""
_SILENT = {
    "script",
    "style",
    "template",
    "iframe",
    "object",
    "noscript",
    "svg",
    "math",
    "head",
    "title",
    "video",
    "audio",
}
_EMPTY = {"br", "hr", "img", "input", "meta", "link", "source", "wbr", "area", "col", "embed"}
_BLOCKS = {
    "p", "div", "section", "article", "main", "header", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li",
    "blockquote", "aside", "pre", "hr", "table", "thead", "tbody", "tr", "td", "th", "details", "summary", "figure",
    "figcaption", "dl", "dt", "dd", "form", "body", "html",
}  # fmt: skip
_STRONG = {"b": "**", "strong": "**", "i": "*", "em": "*", "s": "~~", "del": "~~", "strike": "~~"}
_SPECIAL = re.compile(r"([\\`*_\[\]<>~&|])")
_LINE_START = re.compile(r"^(\s*)([#+\-=]|\d+(?=[.)]))", re.MULTILINE)
_ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s<>\"'()\\`]+", re.IGNORECASE)


@dataclass
class _Node:
    tag: str = ""
    text: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["_Node"] = field(default_factory=list)


class _Reader(HTMLParser):
    """A tree as forgiving as a browser's: an end tag closes its nearest beginning, or nothing."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = _Node("body")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = _Node(tag, attributes={name: value or "" for name, value in attrs})
        if tag in {"p", "li", "tr", "td", "th", "dt", "dd"} and self._open[-1].tag == tag:
            self._open.pop()
        self._open[-1].children.append(node)
        if tag not in _EMPTY and len(self._open) < DEEPEST:
            self._open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _EMPTY:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        for depth in range(len(self._open) - 1, 0, -1):
            if self._open[depth].tag == tag:
                del self._open[depth:]
                return

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(_Node(text=data))


def markdown(html: str) -> str:
    r"""Words, links, lists, quotes, code, headings and tables as Markdown. Never raises for what stands in the text.

    >>> markdown('<p>Try <b>this</b>: <a href="https://x.example/a">here</a></p><ul><li>one<li>two</ul>')
    'Try **this**: [here](https://x.example/a)\\n\\n- one\\n- two'
    """
    reader = _Reader()
    try:
        reader.feed(html.replace("\0", ""))
        reader.close()
    except (AssertionError, ValueError):
        return _plain(re.sub(r"<[^>]*>", " ", html)).strip()
    return "\n\n".join(_blocks(reader.root.children)).strip()


def _blocks(nodes: list[_Node]) -> list[str]:
    found: list[str] = []
    run: list[_Node] = []
    for node in [*nodes, _Node("hr")]:
        if node.tag in _BLOCKS:
            found.append(_paragraph(run))
            run = []
            found.extend(_block(node))
        else:
            run.append(node)
    return [each for each in found[:-1] if each.strip()]


def _paragraph(run: list[_Node]) -> str:
    said = "".join(_inline(node) for node in run)
    lines = (re.sub(r"[ \t\f\v\xa0]+", " ", line).strip() for line in said.split("\n"))
    return "\n".join(
        _LINE_START.sub(r"\1\\\2", line) if not line[:1].isdigit() else _numbered(line)
        for line in lines
        if line
    )


def _numbered(line: str) -> str:
    return re.sub(r"^(\d+)([.)])", r"\1\\\2", line)


def _block(node: _Node) -> list[str]:
    if re.fullmatch(r"h[1-6]", node.tag):
        heading = _paragraph(node.children).replace("\n", " ")
        return [f"{'#' * min(int(node.tag[1]) + 1, 6)} {heading}"] if heading else []
    draw = _DRAWN.get(node.tag)
    return draw(node) if draw else _blocks(node.children)


def _quote(node: _Node) -> list[str]:
    return [_set_in("\n\n".join(_blocks(node.children)), "> ", "> ")]


def _summary(node: _Node) -> list[str]:
    said = _paragraph(node.children)
    return [f"**{said}**"] if said and "\n" not in said else [said]


def _list(node: _Node) -> list[str]:
    items = []
    for number, item in enumerate((each for each in node.children if each.tag), 1):
        said = "\n\n".join(_blocks([item] if item.tag != "li" else item.children))
        mark = f"{number}. " if node.tag == "ol" else "- "
        items.append(_set_in(said.replace("\n\n-", "\n-"), mark, " " * len(mark)))
    return ["\n".join(item for item in items if item.strip())]


def _set_in(text: str, first: str, rest: str) -> str:
    lines = text.split("\n")
    return (
        "\n".join(
            (first if not at else rest) + line if line or rest.strip() else ""
            for at, line in enumerate(lines)
        )
        if text.strip()
        else ""
    )


def _table(node: _Node) -> list[str]:
    rows = [[_cell(cell) for cell in row.children if cell.tag in {"td", "th"}] for row in _rows(node)]
    rows = [row for row in rows if row]
    if not rows:
        return _blocks([each for each in node.children if each.tag not in {"tr", "tbody", "thead"}])
    width = max(map(len, rows))
    lines = ["| " + " | ".join(row + [""] * (width - len(row))) + " |" for row in rows]
    return ["\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])]


def _rows(node: _Node) -> list[_Node]:
    return [row for each in node.children for row in ([each] if each.tag == "tr" else _rows(each))]


def _cell(node: _Node) -> str:
    return re.sub(r"\s+", " ", "".join(_inline(child) for child in node.children)).strip()


def _inline(node: _Node) -> str:
    if not node.tag:
        return _plain(re.sub(r"\s+", " ", node.text))
    if node.tag in _SILENT or "meta" in node.attributes.get("class", "").split():
        return ""
    draw = _SPOKEN.get(node.tag)
    return draw(node) if draw else _said(node)


def _said(node: _Node) -> str:
    """What stands in it, marked where the tag is a mark."""
    said = "".join(_inline(child) for child in node.children)
    mark, bare = _STRONG.get(node.tag, ""), said.strip()
    return said.replace(bare, f"{mark}{bare}{mark}", 1) if mark and bare and "\n" not in bare else said


def _link(node: _Node) -> str:
    said, address = _said(node), node.attributes.get("href", "")
    words = re.sub(r"\s+", " ", said).strip()
    if not _ADDRESS.fullmatch(address) or "](" in said:
        return said
    return f"[{words}]({address})" if words else ""


def _picture(node: _Node) -> str:
    """Small pictures of moods become their name; others stay a picture, which the page shows as a link."""
    name = node.attributes.get("alt", "")
    if "emoji" in node.attributes.get("class", ""):
        return _plain(node.attributes.get("title", "") or name)
    address = node.attributes.get("src", "")
    words = _plain(re.sub(r"\s+", " ", name)).strip()
    return f"![{words}]({address})" if _ADDRESS.fullmatch(address) else words


def _code(node: _Node) -> str:
    said = re.sub(r"\s+", " ", _raw(node)).strip()
    fence = "`" * (_longest_run(said) + 1)
    room = " " if said.startswith("`") or said.endswith("`") else ""
    return f"{fence}{room}{said}{room}{fence}" if said else ""


def _fenced(node: _Node) -> list[str]:
    text = _raw(node).strip("\n")
    fence = "`" * max(3, _longest_run(text) + 1)
    return [f"{fence}\n{text}\n{fence}"]


def _longest_run(text: str) -> int:
    return max((len(run) for run in re.findall(r"`+", text)), default=0)


def _raw(node: _Node) -> str:
    if node.tag in _SILENT:
        return ""
    return node.text + ("\n" if node.tag == "br" else "") + "".join(_raw(child) for child in node.children)


def _plain(text: str) -> str:
    """Words that mean nothing but themselves in Markdown."""
    return _SPECIAL.sub(r"\\\1", text)


_DRAWN: dict[str, Callable[[_Node], list[str]]] = {
    "hr": lambda _node: ["---"], "pre": _fenced, "ul": _list, "ol": _list, "blockquote": _quote, "aside": _quote,
    "table": _table, "summary": _summary,
}  # fmt: skip
_SPOKEN: dict[str, Callable[[_Node], str]] = {
    "br": lambda _node: "\n", "img": _picture, "code": _code, "kbd": _code, "samp": _code, "tt": _code, "a": _link,
}  # fmt: skip
