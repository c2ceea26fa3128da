"""What every provider over a network promises, as tests: told once, run against each of them."""

from itertools import count

import pytest

from fanloop.selling.payments.ports import Asked, Forged
from fanloop.selling.payments.rules.movements import sums

_serial = count(1)


class Contract:
    """Subclass it, say which provider, and how its page is filled in."""

    name = ""
    run = "a"
    pays, declines, challenges = "4242424242424242", "4000000000000002", "4000000000003155"
    fails_later, asks_always = "4000000000000341", "4000000000003184"

    def way(self):
        raise NotImplementedError

    def pay(self, asked, started, card):
        """A person fills in the provider's page with this card, and says yes when their bank asks."""
        raise NotImplementedError

    def keep(self, asked, started, card, *, answer=True):
        """A person leaves this card on the page that takes nothing, and says yes when their bank asks, or nothing."""
        raise NotImplementedError

    def ask(self, minor=2000, **more):
        number = next(_serial)
        return Asked(
            f"FL-{self.run}-{number:05d}",
            minor,
            "EUR",
            f"fl:{self.run}:{number}:start:1",
            "p_contract",
            **more,
        )

    def begin(self, asked):
        return self.way().start(asked, return_url="http://127.0.0.1/back")

    def fetched(self, asked, started):
        return self.way().fetch(asked.reference, external=started.external)

    def test_asking_moves_nothing(self):
        asked = self.ask()
        said = self.fetched(asked, self.begin(asked))
        assert said is not None
        assert (said.reference, said.currency, said.movements, said.flags) == (
            asked.reference, "EUR", frozenset(), frozenset(),
        )  # fmt: skip

    def test_what_nobody_asked_for_is_unknown(self):
        assert self.way().fetch("FL-99999-99999") is None

    def test_a_good_card_pays_exactly_once(self):
        asked = self.ask()
        started = self.begin(asked)
        self.pay(asked, started, self.pays)
        first, second = self.fetched(asked, started), self.fetched(asked, started)
        assert first == second
        assert sums(first.movements).received == 2000

    def test_one_card_is_known_wherever_it_pays_and_no_number_with_it(self):
        cards = []
        for number in (self.pays, self.pays, self.challenges):
            asked = self.ask()
            started = self.begin(asked)
            assert self.fetched(asked, started).card == ""
            self.pay(asked, started, number)
            cards.append(self.fetched(asked, started).card)
            assert number[-6:] not in cards[-1]
        assert cards[0] == cards[1] != cards[2]
        assert all(cards)

    def test_asking_again_with_one_key_opens_nothing_new(self):
        asked = self.ask()
        first, second = self.begin(asked), self.begin(asked)
        assert first.external == second.external

    def test_a_challenge_that_is_answered_pays(self):
        asked = self.ask()
        started = self.begin(asked)
        self.pay(asked, started, self.challenges)
        assert sums(self.fetched(asked, started).movements).received == 2000

    def test_a_declined_card_moves_nothing(self):
        asked = self.ask()
        started = self.begin(asked)
        self.pay(asked, started, self.declines)
        assert sums(self.fetched(asked, started).movements).received == 0

    def test_what_was_cancelled_cannot_be_paid(self):
        asked = self.ask()
        started = self.begin(asked)
        self.way().cancel(asked.reference, external=started.external)
        self.way().cancel(asked.reference, external=started.external)
        assert self.fetched(asked, started).flags == {"failed"}

    def test_a_refund_in_parts_goes_once_for_each_key(self):
        asked = self.ask()
        started = self.begin(asked)
        self.pay(asked, started, self.pays)
        for key in ("r1", "r1", "r2"):
            self.way().refund(asked.reference, 500, f"{asked.key}:{key}", external=started.external)
        said = self.fetched(asked, started)
        went = sorted((each.id, each.minor) for each in said.movements if each.kind == "refunded")
        assert went == [(f"{asked.key}:r1", 500), (f"{asked.key}:r2", 500)]

    def test_a_card_that_was_kept_pays_while_its_owner_is_away(self):
        token = self.saved(self.pays)
        later = self.ask()
        said = [
            self.way().charge_saved(token, 700, "EUR", later.key, reference=later.reference) for _ in range(2)
        ]
        assert said[0] == said[1]
        assert sums(said[0].movements).received == 700

    def test_a_kept_card_that_fails_says_why_and_moves_nothing(self):
        token = self.saved(self.fails_later)
        later = self.ask()
        said = self.way().charge_saved(token, 700, "EUR", later.key, reference=later.reference)
        assert said.why == "card_declined"
        assert (sums(said.movements).received, said.flags) == (0, frozenset())

    def test_a_card_whose_bank_asked_when_it_was_kept_pays_later_without_a_word(self):
        token = self.saved(self.challenges)
        later = self.ask()
        said = self.way().charge_saved(token, 700, "EUR", later.key, reference=later.reference)
        assert sums(said.movements).received == 700

    def test_a_card_is_not_kept_before_its_bank_has_its_answer(self):
        asked = self.ask(save=True)
        started = self.way().save(asked, return_url="http://127.0.0.1/back")
        self.keep(asked, started, self.challenges, answer=False)
        assert self.way().saved(asked.reference, external=started.external) is None

    def test_a_bank_that_asks_every_time_is_named_and_its_owner_can_finish_on_the_page(self):
        token = self.saved(self.asks_always)
        later = self.ask(700)
        said = self.way().charge_saved(token, 700, "EUR", later.key, reference=later.reference)
        assert (said.why, sums(said.movements).received, said.flags) == (
            "authentication_required",
            0,
            frozenset(),
        )
        started = self.begin(later)
        self.pay(later, started, self.asks_always)
        assert sums(self.fetched(later, started).movements).received == 700

    def test_another_card_is_another_way_to_pay_and_the_same_one_is_known_by_its_print(self):
        tokens = [self.left(card) for card in (self.pays, self.pays, self.fails_later)]
        assert len({each.token for each in tokens}) == 3
        assert tokens[0].fingerprint == tokens[1].fingerprint != tokens[2].fingerprint

    def saved(self, card):
        left = self.left(card)
        assert card not in left.label
        return left.token

    def left(self, card):
        asked = self.ask(save=True)
        started = self.way().save(asked, return_url="http://127.0.0.1/back")
        self.keep(asked, started, card)
        left = self.way().saved(asked.reference, external=started.external)
        assert left is not None
        return left

    def test_a_message_without_a_signature_is_forged(self):
        with pytest.raises(Forged):
            self.way().parse_webhook({}, b'{"id": "evt_1", "type": "payment_intent.succeeded"}')
