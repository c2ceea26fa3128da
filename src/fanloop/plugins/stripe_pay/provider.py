"""Stripe behind the port of payments. Every call is safe to repeat; nothing here writes a row of ours."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any, TypeVar

import stripe
from django.utils.translation import gettext

from fanloop.plugins.stripe_pay.amounts import CURRENCIES, STEPS, ours, theirs
from fanloop.plugins.stripe_pay.reading import events_of, named, payout_of, state_of
from fanloop.selling.payments.ports import (
    Asked,
    Capabilities,
    Event,
    Forged,
    PaidOut,
    Plain,
    ProviderSilent,
    ProviderState,
    Saved,
    Started,
)

T = TypeVar("T")
_EXPANDED = ["latest_charge.balance_transaction", "latest_charge.dispute"]
_NO_KEY_HELPS = (stripe.APIConnectionError, stripe.APIError, stripe.RateLimitError, stripe.IdempotencyError)


@dataclass(frozen=True)
class Reach:
    """What the server at the other end knows. The small server that is used for trying out knows less."""

    sessions: bool = True
    future_usage: bool = True
    search: bool = True
    expands: bool = True
    keys: bool = True
    redirects: bool = True
    payouts: bool = True


LITTLE = Reach(
    sessions=False, future_usage=False, search=False, expands=False, keys=False, redirects=False, payouts=False
)  # fmt: skip
"""localstripe, tried with 1.15: no pages, no kept cards with a payment, no search, and it forgets every key."""


@dataclass
class StripePay(Plain):
    """Money by card. `base` leads to another server than Stripe's own."""

    key: str = ""
    hook_secret: str = ""
    base: str = ""
    reach: Reach = field(default_factory=Reach)
    name: str = "stripe"
    refunds_itself: bool = True
    capabilities: Capabilities = field(
        default_factory=lambda: Capabilities(
            remote=True, saves=True, hooks=True, currencies=CURRENCIES, steps=STEPS
        )
    )

    def __post_init__(self) -> None:
        where: Any = {"api": self.base} if self.base else {}
        self.moves_money = not self.key.startswith("sk_test_")
        self._stripe = stripe.StripeClient(self.key, base_addresses=where, max_network_retries=1)
        self._client = self._stripe.v1

    @property
    def client(self) -> Any:
        """Stripe's own client, for trying out what its pages do with a person."""
        return self._client

    def label(self) -> str:
        return gettext("Card") if self.moves_money else gettext("Card, in test mode: no money moves")

    def start(self, asked: Asked, *, return_url: str) -> Started:
        """A page of Stripe's where the fan pays; where there are none, an intent with its secret."""
        if not self.reach.sessions:
            intent = None if self.reach.keys else self._find(asked.reference, "")
            intent = intent or self._asked(
                lambda: self._intents.create(self._intent(asked), _once(asked.key))
            )
            return Started("asked", client_secret=intent.client_secret or "", external=intent.id)
        page = self._asked(
            lambda: self._client.checkout.sessions.create(self._page(asked, return_url), _once(asked.key))
        )
        return Started("asked", page.url or "", external=page.id)

    def fetch(self, reference: str, *, external: str = "") -> ProviderState | None:
        intent = self._find(reference, external)
        if intent is not None:
            return state_of(
                intent, reference, external, disputes=self._disputes(intent), refunds=self._refunds(intent),
                card=self._card(intent),
            )  # fmt: skip
        page = self._session(external)
        if page is None:
            return None
        return state_of(
            None, reference, external, currency=page.currency or "", over=page.status == "expired"
        )

    def cancel(self, reference: str, *, external: str = "") -> None:
        """What is paid already stays paid; the house sends it back when it hears of it."""
        page = self._session(external)
        if page is not None and page.status == "open":
            self._asked(lambda: self._client.checkout.sessions.expire(page.id))
        intent = self._find(reference, external)
        if intent is not None and intent.status not in {"succeeded", "canceled", "processing"}:
            self._asked(lambda: self._intents.cancel(intent.id))

    def refund(self, reference: str, minor: int, key: str, *, external: str = "") -> ProviderState:
        """The refund bears our key in its metadata, so a repeat after the key was forgotten finds it."""
        intent = self._find(reference, external)
        if intent is None:
            raise ProviderSilent(f"no intent of {reference}")
        if key not in {named(each).get("fl_key") for each in self._refunds(intent)}:
            amount = _amount(minor, str(intent.currency).upper())
            params: Any = {"payment_intent": intent.id, "amount": amount, "metadata": {"fl_key": key}}
            self._asked(lambda: self._client.refunds.create(params, _once(key)))
        said = self.fetch(reference, external=intent.id)
        if said is None:
            raise ProviderSilent(f"the intent of {reference} is gone")
        return said

    def save(self, asked: Asked, *, return_url: str) -> Started:
        if not self.reach.sessions:
            setup = self._asked(
                lambda: self._client.setup_intents.create(self._setup(asked), _once(asked.key))
            )
            return Started("asked", client_secret=setup.client_secret or "", external=setup.id)
        params = self._page(asked, return_url) | {"mode": "setup"}
        page = self._asked(lambda: self._client.checkout.sessions.create(params, _once(asked.key)))
        return Started("asked", page.url or "", external=page.id)

    def saved(self, reference: str, *, external: str = "") -> Saved | None:
        """The card that was left with a payment or a setup, as `customer/method`."""
        found = self._left(reference, external)
        if found is None or not found.payment_method or not found.customer:
            return None
        method = self._asked(lambda: self._client.payment_methods.retrieve(_id(found.payment_method)))
        card = getattr(method, "card", None)
        label = f"{card.brand} •••• {card.last4}" if card else str(method.type)
        token = f"{_id(found.customer)}/{method.id}"
        return Saved(token, label, (card.fingerprint or "") if card else "")

    def charge_saved(
        self, mandate: str, minor: int, currency: str, key: str, *, reference: str
    ) -> ProviderState:
        """Refused off session, the intent stays open: the fan can finish it on a page."""
        customer, _slash, method = mandate.partition("/")
        params: Any = self._intent(Asked(reference, minor, currency, key)) | {
            "customer": customer, "payment_method": method, "confirm": True, "off_session": True,
        }  # fmt: skip
        if self.reach.redirects:
            params["automatic_payment_methods"] = {"enabled": True, "allow_redirects": "never"}
        known = self._find(reference, "")
        if known is not None and known.status in {"succeeded", "processing"}:
            return state_of(known, reference, known.id, refunds=self._refunds(known))
        try:
            intent = self._asked(lambda: self._intents.create(params, _once(key)))
        except stripe.CardError as refused:
            return state_of(None, reference, "", currency=currency, why=refused.code or "card_declined")
        why = "authentication_required" if intent.status == "requires_action" else ""
        return state_of(intent, reference, intent.id, why=why)

    def parse_webhook(self, headers: Mapping[str, str], body: bytes) -> list[Event]:
        if not self.hook_secret:
            raise Forged("no secret is set for messages of Stripe")
        try:
            event = stripe.Webhook.construct_event(
                body, headers.get("stripe-signature", ""), self.hook_secret
            )
        except (stripe.SignatureVerificationError, ValueError, KeyError, UnicodeDecodeError) as wrong:
            raise Forged(str(wrong)) from wrong
        return events_of(event)

    def payouts(self, *, since: date) -> list[PaidOut]:
        """What Stripe sent to the bank and the bank shows from that day on, what never arrived with it."""
        if not self.reach.payouts:
            return []
        moment = int(datetime.combine(since, time.min, UTC).timestamp())
        params: Any = {"arrival_date": {"gte": moment}, "limit": 100}
        rows = self._asked(lambda: list(self._client.payouts.list(params).auto_paging_iter()))
        return [payout_of(row) for row in rows if row.status in {"paid", "failed", "canceled"}]

    def holds(self) -> dict[str, int] | None:
        """Currency → what stands with Stripe, on its way into our account there or free; None where it does not say."""
        if not self.reach.payouts:
            return None
        said: Any = self._asked(self._client.balance.retrieve)
        found: dict[str, int] = {}
        for each in (*said.available, *said.pending):
            currency = str(each.currency).upper()
            found[currency] = found.get(currency, 0) + ours(int(each.amount), currency)
        return found

    @property
    def _intents(self) -> Any:
        return self._client.payment_intents

    def _intent(self, asked: Asked) -> dict[str, Any]:
        params: dict[str, Any] = {
            "amount": _amount(asked.minor, asked.currency),
            "currency": asked.currency.lower(),
            "metadata": {"fl_reference": asked.reference},
        }
        if asked.save and self.reach.future_usage:
            params |= {"setup_future_usage": "off_session", "customer": self._customer(asked.party)}
        return params

    def _setup(self, asked: Asked) -> Any:
        params = {"customer": self._customer(asked.party), "metadata": {"fl_reference": asked.reference}}
        return params | ({"usage": "off_session"} if self.reach.future_usage else {})

    def _page(self, asked: Asked, return_url: str) -> Any:
        """What Stripe's page shows: an amount and our reference, no name and no address."""
        named = {"fl_reference": asked.reference}
        params: dict[str, Any] = {
            "mode": "payment", "client_reference_id": asked.reference, "metadata": named,
            "success_url": return_url, "cancel_url": return_url, "currency": asked.currency.lower(),
        }  # fmt: skip
        if not asked.minor:
            return params | {
                "customer": self._customer(asked.party),
                "setup_intent_data": {"metadata": named},
            }
        product = {
            "currency": asked.currency.lower(),
            "unit_amount": _amount(asked.minor, asked.currency),
            "product_data": {"name": asked.reference},
        }
        intent: dict[str, Any] = {"metadata": named}
        if asked.save:
            intent |= {"setup_future_usage": "off_session"}
            params |= {"customer": self._customer(asked.party)}
        return params | {
            "line_items": [{"quantity": 1, "price_data": product}],
            "payment_intent_data": intent,
        }

    def _customer(self, party: str) -> str:
        """A customer without a name: the pseudonym alone, which nobody can read once the fan was forgotten."""
        params: Any = {"metadata": {"fl_party": party}}
        row = self._asked(lambda: self._client.customers.create(params, _once(f"fl:{party}:customer")))
        return str(row.id)

    def _find(self, reference: str, external: str) -> Any:
        """The intent of a payment: by its own name, by its page, or searched by our reference."""
        if external.startswith("pi_"):
            return self._whole(external)
        if (page := self._session(external)) is not None:
            return self._whole(_id(page.payment_intent)) if page.payment_intent else None
        if self.reach.search:
            query: Any = {"query": f"metadata['fl_reference']:'{reference}'", "limit": 10}
            rows = self._asked(lambda: self._intents.search(query)).data
        else:
            rows = self._asked(lambda: self._intents.list({"limit": 100})).data
            rows = [row for row in rows if named(row).get("fl_reference") == reference]
        best = max(rows, key=lambda row: row.status == "succeeded", default=None)
        return self._whole(best.id) if best else None

    def _whole(self, intent: str) -> Any:
        params: Any = {"expand": _EXPANDED} if self.reach.expands else {}
        return self._asked(lambda: self._intents.retrieve(intent, params))

    def _left(self, reference: str, external: str) -> Any:
        """The setup or the payment that left a card; while its bank still asks, nothing is left."""
        page = self._session(external)
        setup = (
            external
            if external.startswith("seti_")
            else _id(page.setup_intent)
            if page and page.setup_intent
            else ""
        )
        found = (
            self._asked(lambda: self._client.setup_intents.retrieve(setup))
            if setup
            else self._find(reference, external)
        )
        return found if found is not None and found.status == "succeeded" else None

    def _session(self, external: str) -> Any:
        if not external.startswith("cs_"):
            return None
        return self._asked(lambda: self._client.checkout.sessions.retrieve(external))

    def _card(self, intent: Any) -> str:
        """Where a charge does not come along with its intent, the method is asked for the fingerprint."""
        if self.reach.expands or intent.status != "succeeded" or not intent.payment_method:
            return ""
        method = self._asked(lambda: self._client.payment_methods.retrieve(_id(intent.payment_method)))
        return str(getattr(getattr(method, str(method.type), None), "fingerprint", None) or "")

    def _refunds(self, intent: Any) -> list[Any]:
        if not intent.latest_charge:
            return []
        params: Any = {"payment_intent": intent.id, "limit": 100}
        if self.reach.expands:
            params["expand"] = ["data.balance_transaction", "data.failure_balance_transaction"]
        return list(self._asked(lambda: self._client.refunds.list(params)).data)

    def _disputes(self, intent: Any) -> list[Any]:
        if not self.reach.expands or not getattr(intent.latest_charge, "disputed", False):
            return []
        params: Any = {"payment_intent": intent.id, "limit": 100}
        return list(self._asked(lambda: self._client.disputes.list(params)).data)

    @staticmethod
    def _asked(ask: Callable[[], T]) -> T:
        """What Stripe answers. A refused card is an answer; a broken line or a server in trouble is silence."""
        try:
            return ask()
        except stripe.CardError:
            raise
        except _NO_KEY_HELPS as problem:
            raise ProviderSilent(type(problem).__name__) from problem
        except stripe.StripeError as problem:
            raise ProviderSilent(problem.code or type(problem).__name__) from problem


def _once(key: str) -> Any:
    return {"idempotency_key": key}


def _amount(minor: int, currency: str) -> int:
    try:
        return theirs(minor, currency)
    except ValueError as wrong:
        raise ProviderSilent(str(wrong)) from wrong


def _id(of: Any) -> str:
    return of if isinstance(of, str) else str(of.id)
