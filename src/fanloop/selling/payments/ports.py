"""Who moves the money. Three ways are always there; a plugin registers more.

Nothing is locked while a provider is asked over a network. A provider says what it knows as absolute facts,
never as steps: the same word may come twice, late, or in another order, and means the same.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, Protocol

from django.utils.translation import gettext

from fanloop.selling.payments.rules.movements import Flag, Movement

DECLINED_ENDING = 13


class ProviderSilent(RuntimeError):
    """The provider could not be reached or did not answer in order. Asking again with the same key is safe."""


class Forged(ValueError):
    """A message that its provider did not sign, or signed too long ago."""


@dataclass(frozen=True)
class Capabilities:
    """What a provider can do. `remote`: it is asked over a network, so never under a lock."""

    remote: bool = False
    saves: bool = False
    partial_refunds: bool = True
    hooks: bool = False
    currencies: frozenset[str] = frozenset()
    steps: Mapping[str, int] = field(default_factory=dict)

    def takes(self, currency: str, minor: int = 0) -> bool:
        """Whether money of this currency passes, and so many minor units of it; no list means every one.

        `steps` names what amounts have to be multiples of.
        """
        listed = not self.currencies or currency in self.currencies
        return listed and minor % self.steps.get(currency, 1) == 0


@dataclass(frozen=True)
class Asked:
    """What a provider learns: no name, no address. `save` asks it to keep the method for the balance."""

    reference: str
    minor: int
    currency: str
    key: str
    party: str = ""
    save: bool = False


@dataclass(frozen=True)
class ProviderState:
    """Everything a provider says of one payment. `why` is its code for a refusal; `external` its own name for it.

    `card` is the same for one card wherever it pays, and nothing from which its number can be read; empty where no card
    paid, or the provider keeps it to itself.
    """

    reference: str
    currency: str
    movements: frozenset[Movement] = frozenset()
    flags: frozenset[Flag] = frozenset()
    external: str = ""
    why: str = ""
    card: str = ""


@dataclass(frozen=True)
class Saved:
    """A way to pay that was left with the provider: its token, what a person calls it, the same for one card."""

    token: str
    label: str = ""
    fingerprint: str = ""


@dataclass(frozen=True)
class Started:
    """What came of asking: paid or failed at once, or a page to send the fan to."""

    state: Literal["asked", "paid", "failed"]
    redirect: str = ""
    client_secret: str = ""
    external: str = ""
    why: str = ""


@dataclass(frozen=True)
class Event:
    """A message of a provider, proven. What happened is asked with `fetch`, never read from the message."""

    id: str
    kind: str
    reference: str = ""
    external: str = ""


@dataclass(frozen=True)
class PaidOut:
    """A provider sent `minor` units to our bank account, negative when it took them; `failed` when it never arrived."""

    external: str
    minor: int
    currency: str
    arrives: date
    failed: bool = False


class Provider(Protocol):
    """Moves money, or says how a person can."""

    name: str
    refunds_itself: bool
    moves_money: bool
    is_offered: bool
    capabilities: Capabilities

    def label(self) -> str:
        """Its name for people, in their language."""

    def start(self, asked: Asked, *, return_url: str) -> Started:
        """Ask for the money. Called with one key again, it answers the same and moves nothing again."""

    def fetch(self, reference: str, *, external: str = "") -> ProviderState | None:
        """All it knows of a payment; None when it never heard of it. Raises ProviderSilent."""

    def cancel(self, reference: str, *, external: str = "") -> None:
        """Take no money for this any more, if it can still be helped. Raises ProviderSilent."""

    def refund(self, reference: str, minor: int, key: str, *, external: str = "") -> ProviderState:
        """Send `minor` units back, once for each key. Raises ProviderSilent."""

    def save(self, asked: Asked, *, return_url: str) -> Started:
        """Ask the fan to leave a way to pay for later. Nothing is taken."""

    def saved(self, reference: str, *, external: str = "") -> Saved | None:
        """What was left behind by `save`, or by a payment that was asked to save."""

    def charge_saved(
        self, mandate: str, minor: int, currency: str, key: str, *, reference: str
    ) -> ProviderState:
        """Take money with a saved method while the fan is away. A refusal is an answer with `why`, not an error."""

    def parse_webhook(self, headers: Mapping[str, str], body: bytes) -> list[Event]:
        """The events of a message, header names in small letters. Raises Forged. Changes nothing."""

    def payouts(self, *, since: date) -> list[PaidOut]:
        """What it sent to our bank account that arrives from this day on. Raises ProviderSilent."""

    def holds(self) -> dict[str, int] | None:
        """Currency → minor units of ours that stand with it; None when it does not say. Raises ProviderSilent."""


@dataclass
class Plain:
    """A provider that saves nothing, sends no messages and knows of no payment but by hand: others begin here."""

    name: str = ""
    refunds_itself: bool = False
    moves_money: bool = True
    is_offered: bool = True
    capabilities: Capabilities = field(default_factory=Capabilities)

    def label(self) -> str:
        return self.name

    def start(self, *_asked: Any, **_more: Any) -> Started:
        return Started("asked")

    def fetch(self, *_asked: Any, **_more: Any) -> ProviderState | None:
        return None

    def cancel(self, *_asked: Any, **_more: Any) -> None:
        return

    def refund(self, *_asked: Any, **_more: Any) -> ProviderState:
        raise ProviderSilent(f"{self.name} sends nothing back by itself")

    def save(self, *_asked: Any, **_more: Any) -> Started:
        raise ProviderSilent(f"{self.name} saves no method")

    def saved(self, *_asked: Any, **_more: Any) -> Saved | None:
        return None

    def charge_saved(self, *_asked: Any, **_more: Any) -> ProviderState:
        raise ProviderSilent(f"{self.name} saves no method")

    def parse_webhook(self, *_asked: Any, **_more: Any) -> list[Event]:
        raise Forged(f"{self.name} sends no messages")

    def payouts(self, *, since: date) -> list[PaidOut]:  # noqa: ARG002 -- the port's own name
        return []

    def holds(self) -> dict[str, int] | None:
        return None


@dataclass
class Transfer(Plain):
    """A bank transfer: a person sees it on the account and records it, or a statement is brought in."""

    name: str = "transfer"

    def label(self) -> str:
        return gettext("Bank transfer")


@dataclass
class Sandbox(Plain):
    """Play money, the same every time: pays at once, declines amounts ending in 13."""

    name: str = "sandbox"
    refunds_itself: bool = True
    moves_money: bool = False

    def label(self) -> str:
        return gettext("Sandbox: no money moves")

    def start(self, asked: Asked, **_more: Any) -> Started:
        return Started("failed" if asked.minor % 100 == DECLINED_ENDING else "paid")


@dataclass
class Card(Plain):
    """A gift card or voucher: our own debt pays. It is chosen by its code, not from the list of ways."""

    name: str = "voucher"
    refunds_itself: bool = True
    is_offered: bool = False

    def label(self) -> str:
        return gettext("Gift card or voucher")


_providers: dict[str, Provider] = {}


def register(provider: Provider) -> None:
    """Offer one more way to pay."""
    _providers[provider.name] = provider


def provider(name: str) -> Provider:
    """The provider called `name`. Raises KeyError when nobody registered it."""
    return _providers[name]


def providers() -> list[Provider]:
    """Every way to pay that a fan may choose from a list, in the order registered."""
    return [each for each in _providers.values() if each.is_offered]


def paying_out() -> list[Provider]:
    """Those who hold real money of ours and send it to the bank account."""
    return [each for each in _providers.values() if each.capabilities.remote and each.moves_money]


register(Sandbox())
register(Transfer())
register(Card())


@dataclass(frozen=True)
class Debtor:
    """Whom we may ask for money: the fan's id, their pseudonym, and what they call the order, service or repair."""

    fan_id: int
    party: str
    name: str
    what: Literal["order", "service", "repair"] = "order"


class Debtors(Protocol):
    """Who may be asked about these references. What is over, replayed or unknown is missing."""

    def __call__(self, refs: Collection[str], /) -> Mapping[str, Debtor]: ...


_debtors: list[Debtors] = []


def fill_debtors(find: Debtors) -> None:
    """Let somebody above say who owes what is planned."""
    _debtors[:] = [find]


def debtors(refs: Collection[str]) -> Mapping[str, Debtor]:
    """Whom we may ask; nobody while nobody above has said."""
    return _debtors[0](refs) if _debtors and refs else {}


@dataclass(frozen=True)
class Gap:
    """Two sides that should agree, as somebody above sees them; minor units of `currency`."""

    kind: str
    about: str
    expected: int
    found: int
    currency: str


class Check(Protocol):
    """Compares something of a floor above with the money below it."""

    def __call__(self) -> Sequence[Gap]: ...


_checks: dict[str, Check] = {}


def add_check(name: str, check: Check) -> None:
    """Let the nightly look compare one more thing."""
    _checks[name] = check


def checks() -> Mapping[str, Check]:
    """Everything that is compared besides the money itself."""
    return dict(_checks)
