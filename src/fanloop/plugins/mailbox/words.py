"""The new words of a letter: no quoted text, no signature, no mark-up. Careful: what is unsure stays."""

import re
from html.parser import HTMLParser

_WROTE = (
    "wrote", "schrieb", "a écrit", "escribió", "ha scritto", "escreveu", "schreef", "skrev", "napisał", "написал",
    "写道", "寫道", "のメッセージ", "작성",
)  # fmt: skip
_HEADER = re.compile(
    r"^\s*(?:>\s*)*\*?(?:from|von|de|da|van|fra|från|发件人|寄件者|差出人|보낸 사람)\s*[:：]\*?\s*\S",
    re.IGNORECASE,
)
_SENT = re.compile(
    r"^\s*\*?(?:sent|date|gesendet|datum|envoyé|enviado|inviato|verzonden|sendt|skickat|subject|betreff|objet|asunto"
    r"|发送时间|日期|主题|日時|件名)\s*[:：]",
    re.IGNORECASE,
)
_DIVIDER = re.compile(
    r"^\s*(?:-{2,}\s*(?:original message|ursprüngliche nachricht|message d'origine|mensaje original|forwarded message"
    r"|原始邮件|原始郵件|元のメッセージ)\s*-{2,}|_{10,})\s*$",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(r"^-- ?$")
_PHONE = re.compile(
    r"^\s*(?:sent from my |get outlook for |von meinem .{0,40} gesendet|envoyé de mon |enviado desde mi |发自我的|從我的.{0,20}傳送)",
    re.IGNORECASE,
)
_BREAKS = {"br", "p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "pre"}
_SILENT = {"script", "style", "head", "title", "template"}
_QUOTING = ("gmail_quote", "yahoo_quoted", "moz-cite-prefix", "divRplyFwdMsg", "protonmail_quote")
_VOID = {"br", "img", "hr", "input", "meta", "link", "col", "area", "base", "embed", "source", "track", "wbr"}


def new_words(text: str) -> str:
    r"""What somebody wrote above the letter they answer; everything if nothing looks quoted.

    >>> new_words("Yes, please.\n\nOn Fri, 6 Nov 2026, Wen wrote:\n> Shall we?\n")
    'Yes, please.'
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kept = lines[: _end(lines)]
    while kept and (not kept[-1].strip() or kept[-1].lstrip().startswith(">") or _PHONE.match(kept[-1])):
        kept.pop()
    return "\n".join(line.rstrip() for line in kept).strip()


def _end(lines: list[str]) -> int:
    """Where the new words end: at a signature, a divider, a head of a quoted letter, or "… wrote:" before quotes."""
    for at, line in enumerate(lines):
        if _SIGNATURE.match(line) or _DIVIDER.match(line):
            return at
        if _HEADER.match(line) and any(_SENT.match(other) for other in lines[at + 1 : at + 6]):
            return at
        if _introduces(lines, at):
            return at
    return len(lines)


def _introduces(lines: list[str], at: int) -> bool:
    """Whether a line, or it with its next ones, says when somebody wrote what is quoted right below."""
    for length in (1, 2, 3):
        said = lines[at : at + length]
        below = next((line for line in lines[at + length :] if line.strip()), ">")
        if not all(line.strip() for line in said) or not below.lstrip().startswith(">"):
            continue
        if _dated(said) and not any(_dated(said[later:]) for later in range(1, len(said))):
            return True
        if length == 1 and _says_wrote(said) and lines[at + 1 : at + 2] == [below]:
            return True
    return False


def _dated(lines: list[str]) -> bool:
    return _says_wrote(lines) and any(sign.isdigit() for sign in " ".join(lines))


def _says_wrote(lines: list[str]) -> bool:
    said = " ".join(lines).strip()
    return len(said) < 300 and said.endswith((":", "：")) and any(word in said.lower() for word in _WROTE)


class _Text(HTMLParser):
    """The words of an HTML letter, without what it quotes."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._quiet = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        marks = " ".join(value or "" for name, value in attrs if name in {"class", "id"})
        quotes = tag == "blockquote" or tag in _SILENT or any(word in marks for word in _QUOTING)
        if tag not in _VOID and (self._quiet or quotes):
            self._quiet += 1
        elif tag in _BREAKS and not self._quiet:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if self._quiet and tag not in _VOID:
            self._quiet -= 1
        elif tag in _BREAKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._quiet:
            self.parts.append(re.sub(r"\s+", " ", data))


def words_of_html(html: str) -> str:
    """An HTML letter as plain new words.

    >>> words_of_html("<p>Yes&nbsp;please</p><blockquote>Shall we?</blockquote>")
    'Yes please'
    """
    reader = _Text()
    reader.feed(html)
    reader.close()
    lines = (re.sub(r"[ \xa0]+", " ", line).strip() for line in "".join(reader.parts).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
