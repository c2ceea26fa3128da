"""Reading a raw message (RFC 5322, MIME) into the few things that matter here. Broken ones are read as far as possible."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage, MIMEPart
from email.utils import getaddresses
from hashlib import sha256

from fanloop.plugins.mailbox.words import new_words, words_of_html

LONGEST = 20_000


@dataclass(frozen=True)
class File:
    """A file that came along, under the name the sender gave it."""

    name: str
    data: bytes


@dataclass(frozen=True)
class Incoming:
    """A letter as far as we understand it. `words` are the new ones; `recipients` are addresses in lower case."""

    message_id: str
    sender: str
    sender_name: str
    recipients: tuple[str, ...]
    subject: str
    words: str
    is_automatic: bool
    verdicts: tuple[str, ...] = ()
    files: tuple[File, ...] = ()


def read(raw: bytes) -> Incoming:
    """A letter out of its bytes. Never raises: what cannot be read is empty, and the caller decides."""
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    name, sender = next(iter(_addresses(message, "From")), ("", ""))
    return Incoming(
        message_id=_header(message, "Message-ID") or f"<{sha256(raw).hexdigest()}@no-id>",
        sender=sender, sender_name=name,
        recipients=tuple(address for _, address in _addresses(message, "To", "Cc", "Delivered-To", "X-Original-To")),
        subject=_subject(_header(message, "Subject")), words=_words(message)[:LONGEST], is_automatic=_automatic(message),
        verdicts=tuple(_all(message, "Authentication-Results")), files=tuple(_files(message)),
    )  # fmt: skip


def _all(message: EmailMessage, name: str) -> list[str]:
    """Header values as text; one that the parser chokes on is passed over."""
    found = []
    for key, value in message.raw_items():
        if key.lower() == name.lower():
            try:
                found.append(str(message.policy.header_fetch_parse(key, value)).replace("\0", "").strip())
            except (ValueError, IndexError, AttributeError, KeyError, TypeError):
                found.append(re.sub(r"[\r\n\0]+", " ", str(value)).strip())
    return found


def _header(message: EmailMessage, name: str) -> str:
    return next(iter(_all(message, name)), "")[:500]


def _addresses(message: EmailMessage, *names: str) -> list[tuple[str, str]]:
    pairs = getaddresses([value for name in names for value in _all(message, name)])
    return [(name.strip()[:120], address.lower()) for name, address in pairs if "@" in address]


_PREFIX = re.compile(
    r"^(?:\s*(?:re|aw|sv|vs|antw|rif|res|fwd?|wg|tr|回复|答复|转发|返信)\s*(?:\[\d+\])?\s*[:：])+\s*",
    re.IGNORECASE,
)


def _subject(subject: str) -> str:
    """A subject without the marks of answering and passing on.

    >>> _subject("Re: AW: Dim below 1 %")
    'Dim below 1 %'
    """
    return _PREFIX.sub("", subject).strip()[:300]


def _words(message: EmailMessage) -> str:
    """The plain part if there is one with words in it, else the HTML one."""
    for kind in ("plain", "html"):
        part = message.get_body(preferencelist=(kind,))
        text = _content(part) if part is not None else ""
        said = new_words(text if kind == "plain" else words_of_html(text))
        if said:
            return said.replace("\0", "")
    return ""


def _content(part: MIMEPart) -> str:
    """Text in whatever it says it is written in; an unknown character set is read as UTF-8 as far as it goes."""
    try:
        return str(part.get_content())
    except (LookupError, ValueError, KeyError):
        data = part.get_payload(decode=True)
        return data.decode("utf-8", "replace") if isinstance(data, bytes) else str(part.get_payload())


def _files(message: EmailMessage) -> Iterable[File]:
    for part in message.iter_attachments():
        data = part.get_payload(decode=True)
        if isinstance(data, bytes) and data:
            yield File(part.get_filename() or "file", data)


def _automatic(message: EmailMessage) -> bool:
    """RFC 3834 and what is older than it: replies of machines, bounces, lists."""
    if _header(message, "Auto-Submitted").lower() not in {"", "no"}:
        return True
    if _header(message, "Precedence").lower() in {"bulk", "junk", "list", "auto_reply"}:
        return True
    if any(
        _header(message, name)
        for name in ("X-Autoreply", "X-Autorespond", "X-Auto-Response-Suppress", "List-Id")
    ):
        return True
    if _header(message, "Return-Path") == "<>" or message.get_content_type() == "multipart/report":
        return True
    sender = next((address for _, address in _addresses(message, "From")), "")
    return sender.partition("@")[0] in {"mailer-daemon", "postmaster", "no-reply", "noreply", "donotreply"}


def passed(verdicts: Iterable[str], server: str, sender: str) -> bool:
    """Whether our own mail server `server` says that the sender's domain stands behind the letter (RFC 8601, DMARC).

    Only its own line counts: everybody can write such a line into a letter.
    """
    domain = sender.rpartition("@")[2].lower()
    for verdict in verdicts:
        who, _, said = verdict.lower().partition(";")
        if server and who.split() and who.split()[0] == server.lower() and domain:
            match = re.search(r"\bdmarc=pass\b[^;]*\bheader\.from=([^\s;]+)", said)
            if match and match[1].strip('"') == domain:
                return True
    return False
