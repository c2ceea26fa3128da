"""What goes over the wire, as bytes: no framework, no JSON library in the way of a claim."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, NamedTuple
from urllib.parse import parse_qs

from fanloop.selling.stock.places.booth import Said, State

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Header = tuple[bytes, bytes]

_MOST_BODY = 4096
_STATUS: dict[State, int] = {
    "held": 200, "confirmed": 200, "none": 200, "released": 410, "sold_out": 409, "early": 425, "expired": 401,
    "forged": 401, "stopped": 503, "holds": 409, "unknown": 503, "too_often": 429,
}  # fmt: skip
_JSON: Header = (b"content-type", b"application/json")
_PRIVATE: list[Header] = [_JSON, (b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff")]
_PUBLIC: list[Header] = [
    _JSON, (b"cache-control", b"public, max-age=1"), (b"access-control-allow-origin", b"*"),
    (b"x-content-type-options", b"nosniff"),
]  # fmt: skip


class Asked(NamedTuple):
    """What a request says that matters here: the token, and whether a page is wanted for an answer."""

    token: bytes
    wants_page: bool


async def asked(scope: Scope, receive: Receive) -> Asked:
    """Read the token from the header, or from the body of a plain form. Cookies are not looked at: no other site can
    have a browser send a token, so a forged request has none.
    """
    token, wants_page = b"", False
    for name, value in scope["headers"]:
        if name == b"authorization":
            token = value[7:] if value[:7].lower() == b"bearer " else b""
        elif name == b"accept":
            wants_page = b"text/html" in value
    if not token and scope["method"] == "POST":
        token = await _in_form(receive)
    return Asked(token, wants_page)


async def _in_form(receive: Receive) -> bytes:
    body, more = b"", True
    while more and len(body) <= _MOST_BODY:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    if len(body) > _MOST_BODY:
        return b""
    fields = parse_qs(body.decode("latin-1"), max_num_fields=9) if body.count(b"&") < 9 else {}
    return fields.get("token", [""])[0].encode("latin-1", "replace")


async def tell(send: Send, said: Said, *, wait: float = 0.0) -> None:
    """One fan's answer as JSON; `wait` is how many seconds later it makes sense to ask again."""
    if said.claim:
        body = b'{"state":"%b","claim":%d,"number":%d,"quantity":%d,"until":%d}' % (
            said.state.encode(), said.claim, said.number, said.quantity, int(said.until * 1000),
        )  # fmt: skip
    elif wait:
        body = b'{"state":"%b","wait_ms":%d}' % (said.state.encode(), int(wait * 1000))
    else:
        body = b'{"state":"%b"}' % said.state.encode()
    more: list[Header] = [(b"retry-after", b"%d" % max(1, round(wait)))] if wait else []
    await _reply(send, _STATUS[said.state], body, _PRIVATE + more)


async def show(send: Send, page: str, said: Said) -> None:
    """Send a browser without JavaScript on to the page that says it in words."""
    mark = "&" if "?" in page else "?"
    headers = [(b"location", f"{page}{mark}said={said.state}".encode()), (b"cache-control", b"no-store")]
    await _reply(send, 303, b"", headers)


async def publish(send: Send, body: bytes) -> None:
    """What everybody may see and any cache may keep for a second."""
    await _reply(send, 200, body, _PUBLIC)


async def refuse(send: Send, status: int, *, allow: bytes = b"") -> None:
    await _reply(send, status, b"", [(b"allow", allow)] if allow else [])


async def _reply(send: Send, status: int, body: bytes, headers: list[Header]) -> None:
    length: Header = (b"content-length", b"%d" % len(body))
    await send({"type": "http.response.start", "status": status, "headers": [*headers, length]})
    await send({"type": "http.response.body", "body": body})
