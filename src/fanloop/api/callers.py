"""Who is calling. A machine shows a token; cookies open nothing here, so there is nothing to forge."""

import hashlib
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security.http import HttpAuthBase

from fanloop.api.limits import spend
from fanloop.api.problems import ProblemError
from fanloop.foundation import clock
from fanloop.foundation.viewer import ANYONE, Viewer
from fanloop.people.fans import actions as fans_actions
from fanloop.people.fans import queries as fans
from fanloop.people.team import queries as team


@dataclass(frozen=True)
class Caller:
    """A machine: nobody's, or that of a fan who gave it a token."""

    token: fans.AccessToken | None = None
    owner: Viewer = ANYONE

    def may(self, scope: str) -> bool:
        return self.token is not None and scope in self.token.scopes

    def viewer(self, scope: str) -> Viewer:
        """Whose eyes an answer is for: the owner's where the token has the scope, else anybody's."""
        return self.owner if self.may(scope) else ANYONE

    def as_fan(self, scope: str) -> Viewer:
        """The owner as a fan only: what is personal shows, what staff may see besides does not."""
        seen = self.viewer(scope)
        if seen.is_staff:
            return Viewer(fan_id=seen.fan_id)
        return Viewer(fan_id=seen.fan_id, groups=seen.groups, level=seen.level)

    @property
    def fan(self) -> fans.Fan:
        """The fan a scoped operation acts for."""
        if self.token is None:
            raise ProblemError("token-needed", _("This acts in somebody's name."))
        return self.token.fan

    @property
    def who(self) -> str:
        """What idempotency keys are kept under: one drawer a token, found again by its fan."""
        return f"fan:{self.fan.id}:token:{self.token.id if self.token else 0}"


class Token(HttpAuthBase):
    """A bearer token (RFC 6750). With a scope it is needed; without one it only says who looks."""

    openapi_scheme = "bearer"

    def __init__(self, scope: str = "") -> None:
        super().__init__()
        self.scope = scope

    def __call__(self, request: HttpRequest) -> Caller:
        caller = _caller(request)
        if self.scope and caller.token is None:
            raise _unauthorized("token-needed", _("Send a token: Authorization: Bearer fl_…"), "")
        if self.scope and not caller.may(self.scope):
            words = _("This needs a token with the scope %(scope)s.") % {"scope": self.scope}
            challenge = f'Bearer error="insufficient_scope", scope="{self.scope}"'
            raise ProblemError("scope-missing", words, {"WWW-Authenticate": challenge})
        return caller


ANYBODY = Token()


def caller_of(request: HttpRequest) -> Caller:
    """The caller that `Token` has found for this request."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    return caller


def _caller(request: HttpRequest) -> Caller:
    """Read the token before counting, so that a known one is counted apart from its network's address."""
    header = request.headers.get("Authorization", "")
    scheme, _space, secret = header.partition(" ")
    token = fans.token_owner(_digest(secret.strip())) if scheme.lower() == "bearer" else None
    now = clock.now()
    if token is None:
        _slow_down(spend("address", request.META.get("REMOTE_ADDR", ""), at=now))
        if header:
            raise _unauthorized(
                "token-unknown", _("It is wrong, or it was revoked."), 'error="invalid_token"'
            )
        return Caller()
    _slow_down(spend("token", str(token.id), at=now))
    fans_actions.use_token(token=token, at=now)
    return Caller(token, team.viewer_of(token.fan_id))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _slow_down(seconds: int) -> None:
    if seconds:
        words = _("Ask again in %(seconds)d s.") % {"seconds": seconds}
        raise ProblemError("too-many", words, {"Retry-After": str(seconds)})


def _unauthorized(kind: str, detail: str, error: str) -> ProblemError:
    return ProblemError(kind, detail, {"WWW-Authenticate": f"Bearer {error}".strip()})
