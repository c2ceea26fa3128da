"""Asking and posting at an address that somebody else chose, without being led into our own network.

The name is resolved once, every answer must be a public address, and the connection goes to the address that
was looked at: a name that answers differently the second time gains nothing. Redirects are not followed.
"""

import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

LONGEST_EXCERPT = 500


class Unsafe(ValueError):
    """An address that nobody may post to from here; the message says why."""


@dataclass(frozen=True)
class Reply:
    """What came back: the HTTP status, whole milliseconds it took, and the first bytes of the body as text."""

    status: int
    ms: int
    excerpt: str


class _Pinned(http.client.HTTPConnection):
    """A connection to the one address that was judged, whatever the name says by now."""

    def __init__(self, host: str, port: int, address: str, *, timeout: float, secure: bool) -> None:
        super().__init__(host, port, timeout=timeout)
        self._address, self._secure = address, secure

    def connect(self) -> None:
        plain = socket.create_connection((self._address, self.port), self.timeout)
        context = ssl.create_default_context()
        self.sock = context.wrap_socket(plain, server_hostname=self.host) if self._secure else plain


def checked(url: str) -> tuple[str, int, bool, str]:
    """Host, port, whether it is TLS, and the path with its query. Raises Unsafe for what is no such address."""
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        raise Unsafe(_("“%(url)s” has no port that exists") % {"url": url}) from None
    if parts.scheme not in _schemes() or not parts.hostname:
        raise Unsafe(
            _("“%(url)s” does not begin with %(scheme)s") % {"url": url, "scheme": f"{_schemes()[0]}://"}
        )
    if parts.username or parts.password:
        raise Unsafe(_("an address carries no name and no password"))
    secure = parts.scheme == "https"
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return parts.hostname, port or (443 if secure else 80), secure, path


def _schemes() -> tuple[str, ...]:
    return ("https", "http") if settings.WEBHOOKS_MAY_STAY_HOME else ("https",)


def public_address(host: str, port: int) -> str:
    """The first address of a name, if all of them lie outside. Raises Unsafe, or OSError for an unknown name."""
    found = [str(answer[4][0]) for answer in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    for address in found:
        if not (settings.WEBHOOKS_MAY_STAY_HOME or is_public(address)):
            raise Unsafe(
                _("%(host)s lies inside our own network (%(address)s)") % {"host": host, "address": address}
            )
    return found[0]


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet's; a v4 address dressed as v6 is judged as v4.

    >>> is_public("127.0.0.1"), is_public("::ffff:10.0.0.1"), is_public("93.184.216.34")
    (False, False, True)
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        ip = inner or ip
    return ip.is_global and not ip.is_multicast


@dataclass(frozen=True)
class Line:
    """An open answer: read its body, then close it."""

    link: http.client.HTTPConnection
    answer: http.client.HTTPResponse

    def close(self) -> None:
        self.answer.close()
        self.link.close()


def ask(
    url: str,
    *,
    method: str = "GET",
    body: bytes | None = None,
    headers: Mapping[str, str],
    timeout: float = 30.0,
) -> Line:
    """Ask once and leave the body to be read. Raises Unsafe, or OSError when nobody answered in time."""
    host, port, secure, path = checked(url)
    link = _Pinned(host, port, public_address(host, port), timeout=timeout, secure=secure)
    try:
        link.request(method, path, body=body, headers=dict(headers))
        return Line(link, link.getresponse())
    except http.client.HTTPException as problem:
        link.close()
        raise ConnectionError(f"{type(problem).__name__}: {problem}") from problem
    except OSError:
        link.close()
        raise


def post(url: str, *, body: bytes, headers: Mapping[str, str], timeout: float = 10.0) -> Reply:
    """Post once. Raises Unsafe, or OSError when nobody answered in time."""
    host, port, secure, path = checked(url)
    link = _Pinned(host, port, public_address(host, port), timeout=timeout, secure=secure)
    begun = time.monotonic()
    try:
        link.request("POST", path, body=body, headers=dict(headers))
        answer = link.getresponse()
        excerpt = answer.read(LONGEST_EXCERPT).decode("utf-8", "replace")
        return Reply(answer.status, round((time.monotonic() - begun) * 1000), excerpt.replace("\0", ""))
    except http.client.HTTPException as problem:
        raise ConnectionError(f"{type(problem).__name__}: {problem}") from problem
    finally:
        link.close()
