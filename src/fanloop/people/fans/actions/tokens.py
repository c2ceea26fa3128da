"""Keys that a fan gives to machines."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext

from fanloop.people.fans.models import AccessToken, Fan
from fanloop.people.fans.rules import scopes
from fanloop.people.fans.rules.refusals import Refused

_SEEN_AGAIN = timedelta(minutes=10)


@dataclass(frozen=True)
class FreshToken:
    """A new token with its secret, which is shown once and never kept."""

    token: AccessToken
    secret: str


@transaction.atomic
def make_token(*, fan: Fan, name: str, wanted: Iterable[str], at: datetime) -> FreshToken:
    """Let a machine act for a fan within these scopes. Raises Refused for no name or no known scope."""
    granted = scopes.cleaned(wanted)
    if not name.strip() or not granted:
        raise Refused(gettext("A token has a name and opens at least one thing."))
    secret = f"fl_{secrets.token_urlsafe(32)}"
    digest = hashlib.sha256(secret.encode()).hexdigest()
    token = AccessToken.objects.create(fan=fan, name=name.strip()[:80], digest=digest, scopes=granted, at=at)
    return FreshToken(token, secret)


@transaction.atomic
def revoke_token(*, token: AccessToken, at: datetime) -> AccessToken:
    """Close what the token opened; the first time holds."""
    AccessToken.objects.filter(id=token.id, revoked_at=None).update(revoked_at=at)
    token.refresh_from_db()
    return token


def use_token(*, token: AccessToken, at: datetime) -> bool:
    """Note that the token was used, at most every ten minutes: reading should not cost a write."""
    if token.used_at is not None and at - token.used_at < _SEEN_AGAIN:
        return False
    return bool(AccessToken.objects.filter(id=token.id).update(used_at=at))
