"""Who moves the money. Two providers are always there; a plugin registers more.

Nothing is locked while a provider is asked over a network: a provider that needs one answers "asked" and
settles later. These two answer from their own heads.
"""

from dataclasses import dataclass
from typing import Literal, Protocol

from django.utils.translation import gettext

DECLINED_ENDING = 13


@dataclass(frozen=True)
class Asked:
    """What a provider learns: no name, no address."""

    reference: str
    minor: int
    currency: str
    key: str


class Provider(Protocol):
    """Moves money, or says how a person can."""

    name: str
    refunds_itself: bool
    moves_money: bool

    def label(self) -> str:
        """Its name for people, in their language."""

    def start(self, asked: Asked) -> Literal["asked", "paid", "failed"]:
        """Ask for the money. Called with one key again, it answers the same and moves nothing again."""


class Transfer:
    """A bank transfer: a person sees it on the account and records it."""

    name = "transfer"
    refunds_itself = False
    moves_money = True

    def label(self) -> str:
        return gettext("Bank transfer")

    def start(self, asked: Asked) -> Literal["asked", "paid", "failed"]:  # noqa: ARG002 -- the port's shape
        return "asked"


class Sandbox:
    """Play money, the same every time: pays at once, declines amounts ending in 13."""

    name = "sandbox"
    refunds_itself = True
    moves_money = False

    def label(self) -> str:
        return gettext("Sandbox: no money moves")

    def start(self, asked: Asked) -> Literal["asked", "paid", "failed"]:
        return "failed" if asked.minor % 100 == DECLINED_ENDING else "paid"


_providers: dict[str, Provider] = {}


def register(provider: Provider) -> None:
    """Offer one more way to pay."""
    _providers[provider.name] = provider


def provider(name: str) -> Provider:
    """The provider called `name`. Raises KeyError when nobody registered it."""
    return _providers[name]


def providers() -> list[Provider]:
    """Every way to pay, in the order registered."""
    return list(_providers.values())


register(Sandbox())
register(Transfer())
