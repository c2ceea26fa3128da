"""The contract of providers, held against a real small Stripe server in its own process, and against Stripe itself
where a key of its test mode is in the environment.
"""

import os
import secrets
import socket
import subprocess
import sys
import time
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from fanloop.plugins.stripe_pay.provider import LITTLE, StripePay
from tests.selling.payments.contract import Contract

pytestmark = pytest.mark.slow
TEST_KEY = os.environ.get("FANLOOP_STRIPE_TEST_KEY", "")


def free_port():
    with socket.socket(socket.AF_INET6) as probe:
        probe.bind(("::", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def little(tmp_path_factory):
    """localstripe from scratch; it listens until the module ends."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "localstripe", "--port", str(port), "--from-scratch"],
        cwd=tmp_path_factory.mktemp("localstripe"),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"TMPDIR": str(tmp_path_factory.mktemp("tmp"))},
    )
    base = f"http://127.0.0.1:{port}"
    for _ in range(100):
        try:
            urlopen(f"{base}/js.stripe.com/v3/", timeout=1).close()
            break
        except (URLError, OSError):
            time.sleep(0.1)
    yield base
    process.terminate()
    process.wait(10)


class Filled(Contract):
    """What a person does on Stripe's page, done by the API: give a card, confirm, answer the bank."""

    run = secrets.token_hex(3)

    def card(self, number):
        card = {"number": number, "exp_month": 12, "exp_year": 2034, "cvc": "123"}
        return self.way()._client.payment_methods.create({"type": "card", "card": card}).id

    def confirm(self, intent, method):
        raise NotImplementedError

    def pay(self, asked, started, card):
        import stripe

        try:
            self.confirm(started.external, self.card(card))
        except stripe.CardError:
            return

    def keep(self, asked, started, card):
        self.way()._client.setup_intents.confirm(started.external, {"payment_method": self.card(card)})


class TestLocalstripe(Filled):
    name = "stripe"
    challenges = "4000002500003155"
    # It declines this one while attaching only, so that what is charged is another of its numbers.
    declines = "4000000000000341"

    @pytest.fixture(autouse=True)
    def server(self, little):
        self._way = StripePay(key="sk_test_12345", hook_secret="whsec_x", base=little, reach=LITTLE)

    def way(self):
        return self._way

    def confirm(self, intent, method):
        client = self.way()._client
        client.payment_intents.update(intent, {"payment_method": method})
        said = client.payment_intents.confirm(intent)
        if said.status == "requires_action":
            path = f"/v1/payment_intents/{intent}/_authenticate"
            self.way()._stripe.raw_request("post", path, client_secret=said.client_secret, success="true")

    def saved(self, card):
        """It attaches no card to a setup's customer by itself."""
        client = self.way()._client
        customer, method = client.customers.create({}).id, self.card(card)
        client.payment_methods.attach(method, {"customer": customer})
        return f"{customer}/{method}"


@pytest.mark.skipif(
    not TEST_KEY.startswith("sk_test_"), reason="no key of Stripe's test mode in the environment"
)
class TestStripeItself(Filled):
    name = "stripe"
    TOKENS = {
        "4242424242424242": "pm_card_visa", "4000000000000002": "pm_card_visa_chargeDeclined",
        "4000000000000341": "pm_card_chargeCustomerFail", "4000000000003155": "pm_card_visa",
    }  # fmt: skip

    @pytest.fixture(autouse=True)
    def server(self):
        from dataclasses import replace

        from fanloop.plugins.stripe_pay.provider import Reach

        self._way = StripePay(
            key=TEST_KEY, hook_secret="whsec_x", reach=replace(Reach(), sessions=False, search=False)
        )

    def way(self):
        return self._way

    def card(self, number):
        return self.TOKENS[number]

    def confirm(self, intent, method):
        self.way()._client.payment_intents.confirm(
            intent, {"payment_method": method, "return_url": "https://example.org/back"}
        )

    def keep(self, asked, started, card):
        self.way()._client.setup_intents.confirm(
            started.external, {"payment_method": self.card(card), "return_url": "https://example.org/back"}
        )
