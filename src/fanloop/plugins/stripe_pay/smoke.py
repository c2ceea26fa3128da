"""Stripe itself, asked once from end to end in its test mode: what the house relies on, step by step. No money moves."""

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import stripe

from fanloop.plugins.stripe_pay.provider import StripePay
from fanloop.selling.payments.ports import Asked, Forged, ProviderSilent, ProviderState
from fanloop.selling.payments.rules.movements import sums

BACK = "https://example.org/back"
CARDS = {
    "pays": "pm_card_visa",
    "declined": "pm_card_visa_chargeDeclined",
    "fails later": "pm_card_chargeCustomerFail",
    "asks": "pm_card_authenticationRequired",
}
"""Names of Stripe's own for cards of its test mode; no number of a card ever passes here."""


@dataclass(frozen=True)
class Step:
    """One thing that was asked of Stripe, whether it answered as the house needs it, and what it said otherwise."""

    name: str
    ok: bool
    said: str = ""


class Wrong(Exception):
    """Stripe answered, but not what the house relies on."""


@dataclass
class Smoke:
    """A run under references of its own. `way` speaks with intents, as a page of Stripe's is filled in by a person."""

    way: StripePay
    pages: StripePay
    run: str = ""

    def __post_init__(self) -> None:
        self.run = self.run or secrets.token_hex(4).upper()

    def steps(self) -> Iterator[Step]:
        for name, act in (
            ("a page to pay on is opened", self._page),
            ("a page to leave a card on is opened", self._setup_page),
            ("a good card pays once, and a refund in two parts goes once for each key", self._pays),
            ("a declined card moves nothing", self._declined),
            ("a card is left and charged while its owner is away", self._saved),
            ("a card that fails later says why", self._fails_later),
            ("a bank that asks while its owner is away is named", self._asks),
            ("what was cancelled takes no money", self._cancelled),
            ("a message without a signature is forged", self._forged),
        ):
            yield _tried(name, act)

    def ask(self, minor: int, word: str, *, save: bool = False) -> Asked:
        reference = f"FL-SMOKE-{self.run}-{word}"
        return Asked(reference, minor, "EUR", f"fl:smoke:{self.run}:{word}", f"p_smoke_{self.run}", save)

    def _page(self) -> None:
        started = self.pages.start(self.ask(2000, "PAGE"), return_url=BACK)
        _is(started.redirect.startswith("https://"), "no address")
        self.pages.cancel(f"FL-SMOKE-{self.run}-PAGE", external=started.external)

    def _setup_page(self) -> None:
        begin = self.pages.save
        started = begin(self.ask(0, "LEAVE", save=True), return_url=BACK)
        _is(started.redirect.startswith("https://"), "no address")
        self.pages.cancel(f"FL-SMOKE-{self.run}-LEAVE", external=started.external)

    def _pays(self) -> None:
        asked = self.ask(2000, "PAYS")
        first, again = (self.way.start(asked, return_url=BACK) for _ in range(2))
        _is(first.external == again.external, "one key opened two intents")
        self.confirm(first.external, CARDS["pays"])
        _is(_came(self.way.fetch(asked.reference, external=first.external)) == 2000, "the money did not come")
        for key in ("r1", "r1", "r2"):
            self.way.refund(asked.reference, 500, f"{asked.key}:{key}", external=first.external)
        said = self.way.fetch(asked.reference, external=first.external)
        went = sorted(each.id for each in said.movements if each.kind == "refunded") if said else []
        _is(went == [f"{asked.key}:r1", f"{asked.key}:r2"], f"refunds: {went}")

    def _declined(self) -> None:
        asked = self.ask(2000, "DECLINED")
        started = self.way.start(asked, return_url=BACK)
        try:
            self.confirm(started.external, CARDS["declined"])
        except stripe.CardError:
            _is(_came(self.way.fetch(asked.reference, external=started.external)) == 0, "money moved")
            return
        raise Wrong("it was not declined")

    def _saved(self) -> None:
        said = self._charged("SAVED", CARDS["pays"])
        _is(_came(said) == 700, said.why or "the money did not come")

    def _fails_later(self) -> None:
        said = self._charged("FAILS", CARDS["fails later"])
        _is((said.why, _came(said)) == ("card_declined", 0), f"why: {said.why!r}")

    def _asks(self) -> None:
        asked = self.ask(700, "ASKS")
        client = self.way.client
        customer = client.customers.create({}).id
        method = client.payment_methods.attach(CARDS["asks"], {"customer": customer}).id
        said = self.way.charge_saved(
            f"{customer}/{method}", 700, "EUR", f"{asked.key}:charge", reference=asked.reference
        )
        _is((said.why, _came(said)) == ("authentication_required", 0), f"why: {said.why!r}")

    def _cancelled(self) -> None:
        asked = self.ask(2000, "CANCELLED")
        started = self.way.start(asked, return_url=BACK)
        for _ in range(2):
            self.way.cancel(asked.reference, external=started.external)
        said = self.way.fetch(asked.reference, external=started.external)
        _is(said is not None and said.flags == {"failed"}, "it is still open")

    def _forged(self) -> None:
        try:
            self.way.parse_webhook({}, b'{"id": "evt_1", "type": "payment_intent.succeeded"}')
        except Forged:
            return
        raise Wrong("it was believed")

    def _charged(self, word: str, card: str) -> ProviderState:
        """Leave a card under a setup and charge it twice with one key."""
        asked, later = self.ask(0, f"{word}-LEAVE", save=True), self.ask(700, word)
        begin = self.way.save
        started = begin(asked, return_url=BACK)
        self.leave(started.external, card)
        left = self.way.saved(asked.reference, external=started.external)
        if left is None:
            raise Wrong("nothing was left")
        said = [
            self.way.charge_saved(left.token, 700, "EUR", later.key, reference=later.reference)
            for _ in range(2)
        ]
        _is(_came(said[0]) == _came(said[1]), "one key charged twice")
        return said[0]

    def confirm(self, intent: str, card: str) -> None:
        """What a person does on the page to pay on. Raises CardError for a card that is declined."""
        self.way.client.payment_intents.confirm(intent, {"payment_method": card, "return_url": BACK})

    def leave(self, setup: str, card: str) -> None:
        """What a person does on the page to leave a card on."""
        self.way.client.setup_intents.confirm(setup, {"payment_method": card, "return_url": BACK})


def _tried(name: str, act: Callable[[], None]) -> Step:
    try:
        act()
    except (Wrong, ProviderSilent, stripe.StripeError) as problem:
        return Step(name, ok=False, said=f"{type(problem).__name__}: {problem}".partition("\n")[0])
    return Step(name, ok=True)


def _is(held: bool, otherwise: str) -> None:
    if not held:
        raise Wrong(otherwise)


def _came(said: ProviderState | None) -> int:
    return sums(said.movements).received if said else 0
