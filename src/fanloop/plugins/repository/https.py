"""Git over HTTPS by the house's own rules for addresses that somebody else chose: public, pinned, no redirects, bounded."""

from base64 import b64encode
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urljoin

from dulwich.client import AbstractHttpGitClient
from dulwich.errors import GitProtocolError

from fanloop.foundation import outbound

MOST_BYTES = 512 * 1024 * 1024
"""Of one answer. A larger repository is fetched by the command line from a local clone."""
TIMEOUT = 60.0


class _Answer:
    """What dulwich wants to know of an answer."""

    redirect_location = ""

    def __init__(self, line: outbound.Line) -> None:
        self._line, self._left = line, MOST_BYTES
        self.status = line.answer.status
        self.headers = line.answer.headers
        self.content_type = line.answer.headers.get("Content-Type", "")

    def read(self, size: int | None = None) -> bytes:
        try:
            data = self._line.answer.read(size)
        except OSError as problem:
            raise GitProtocolError(str(problem)) from problem
        self._left -= len(data)
        if self._left < 0:
            raise GitProtocolError(f"the answer is larger than {MOST_BYTES // 2**20} MB")
        return data

    def close(self) -> None:
        self._line.close()


class PinnedGit(AbstractHttpGitClient):
    """Fetches and never pushes. `token` is shown as a password, for repositories that are not public."""

    def __init__(self, address: str, *, token: str = "") -> None:
        super().__init__(address, dumb=False, quiet=True)
        self._token, self._origin = token, outbound.checked(address)[:3]

    @classmethod
    def from_parsedurl(cls, *arguments: Any, **named: Any) -> "PinnedGit":
        raise NotImplementedError("a pinned client is made from an address")

    def get_url(self, path: str | bytes) -> str:
        """The address of a repository below the one it was made for, which is the address itself."""
        return urljoin(self._base_url, path.decode() if isinstance(path, bytes) else path).rstrip("/")

    def _http_request(
        self,
        url: str,
        headers: dict[str, str] | None = None,
        data: bytes | Iterator[bytes] | None = None,
        raise_for_status: bool = True,  # noqa: ARG002 -- the shape of the library
    ) -> tuple[Any, Callable[[int], bytes]]:
        body = data if data is None or isinstance(data, bytes) else b"".join(data)
        answer = _Answer(
            outbound.ask(
                url, method="POST" if body is not None else "GET", body=body, headers=self._headers(url, headers),
                timeout=TIMEOUT,
            )
        )  # fmt: skip
        if answer.status != 200 or not answer.content_type.startswith("application/x-git-"):
            answer.close()
            raise GitProtocolError(_said(answer.status, answer.headers.get("Location", "")))
        return answer, answer.read

    def _headers(self, url: str, given: dict[str, str] | None) -> dict[str, str]:
        headers = {"User-Agent": "git/fanloop", **(given or {})}
        if self._token and outbound.checked(url)[:3] == self._origin:
            headers["Authorization"] = "Basic " + b64encode(f"fanloop:{self._token}".encode()).decode()
        return headers


def _said(status: int, elsewhere: str) -> str:
    if elsewhere:
        return f"it sends us on to {elsewhere[:200]}; give that address"
    known = {
        200: "no Git repository answers there",
        401: "it asks for an access token",
        403: "it lets nobody in",
    }
    return known.get(
        status, "there is no such repository" if status == 404 else f"it answers with status {status}"
    )
