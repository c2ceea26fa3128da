"""The pages of a drop, walked through as a browser without scripts does."""

import base64
import hashlib
import json
import re
import subprocess
import sys
from datetime import timedelta

import pytest
from django.test import Client

from fanloop.foundation import clock
from fanloop.selling.campaigns.actions.drawing import close_entries, draw, replace_winner
from fanloop.selling.campaigns.actions.drops import enter, token
from fanloop.selling.campaigns.models import Drop, Entry, Winner
from fanloop.selling.campaigns.queries import drops as queries
from fanloop.selling.campaigns.rules.draw import rules_hash
from fanloop.selling.campaigns.rules.receipts import check_receipt, held_against
from fanloop.selling.orders.actions import Refused as OrderRefused
from fanloop.selling.orders.actions import ask_due
from fanloop.selling.orders.actions.keeping import set_keeping
from fanloop.selling.orders.models import Order
from fanloop.selling.payments.models import Payment
from fanloop.selling.stock import actions as stock
from fanloop.selling.stock.models import Hold
from fanloop.selling.stock.queries import attempts, token_secret
from fanloop.selling.stock.rules import tokens
from tests.selling.campaigns.drop_world import BEGINS, DRAWS, ENDS, NOON, OPENS, Sale, person

pytestmark = pytest.mark.django_db
NAMES = ("ada", "ben", "cleo", "dan", "eve")


@pytest.fixture
def hour():
    yield clock.run_from
    clock._offset = timedelta()


def entered(who):
    client = Client()
    client.force_login(who)
    return client


def text(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def payload(asked):
    number = next(
        n
        for n in range(asked["maxnumber"] + 1)
        if hashlib.sha256((asked["salt"] + str(n)).encode()).hexdigest() == asked["challenge"]
    )
    kept = {name: asked[name] for name in ("algorithm", "challenge", "salt", "signature")}
    return base64.b64encode(json.dumps(kept | {"number": number}).encode()).decode()


def test_somebody_enters_is_drawn_orders_and_checks_the_receipt(hour, tmp_path):
    sale = Sale(pieces=5)
    sale.come(*NAMES[1:])
    ada = person("ada")
    browser = entered(ada)
    hour(BEGINS + timedelta(hours=1))
    assert "Enter the draw" in text(browser.get("/drops/first-run"))
    said = text(browser.post("/drops/first-run/entries", {"word": "kettle"}, follow=True))
    assert "You are in. Your receipt is below." in said
    assert hashlib.sha256(b"kettle").hexdigest()[:32] in said
    assert "Enter the draw" not in said
    assert "The draw is at" in said
    early = browser.get("/drops/first-run/receipt.json")
    kept, rules = early.json(), browser.get("/drops/first-run/draw.json").json()["rules"]
    assert check_receipt(kept, key=rules["receipts"]) == ()
    assert "root" not in kept
    assert kept["seal"] in text(browser.get("/drops/first-run/proof"))
    (tmp_path / "early.json").write_bytes(early.content)
    hour(ENDS)
    close_entries(drop=sale.drop, by=None, at=ENDS)
    assert "Entries are closed; the draw is in" in text(browser.get("/drops/first-run"))
    assert "The draw is at" in text(browser.get("/drops/first-run/proof"))
    hour(DRAWS)
    draw(drop=sale.drop, by=None, at=DRAWS)
    page = text(browser.get("/drops/first-run"))
    assert "A piece is held for you." in page
    form = text(browser.get("/drops/first-run/order"))
    wanted = re.search(r'name="offer" value="(\d+)"', form).group(1)
    sent = browser.post("/drops/first-run/order", {"offer": wanted})
    assert sent.url == "/orders/FIRSTRUN-00001/pay"
    assert "A piece is held for order FIRSTRUN-00001" in text(browser.get(sent.url))
    assert browser.get("/drops/first-run/order").url == "/orders/FIRSTRUN-00001"
    assert "stands under the root" in text(browser.get("/drops/first-run/proof"))
    names = []
    for name in ("verify_draw.py", "first-run/draw.json", "first-run/receipt.json"):
        names.append(tmp_path / name.rpartition("/")[2])
        names[-1].write_bytes(browser.get(f"/drops/{name}").content)
    done = subprocess.run([sys.executable, "-I", *names], capture_output=True, text=True, check=False)
    assert (done.returncode, "the order is right" in done.stdout) == (0, True)
    assert "your entry is leaf 5 " in done.stdout
    script, paper, _later = names
    done = subprocess.run(
        [sys.executable, "-I", script, paper, tmp_path / "early.json"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, "your entry is leaf 5 " in done.stdout) == (0, True)


def test_work_of_the_browser_opens_the_last_minutes_and_only_for_who_did_it(hour):
    sale = Sale()
    ada, ben = person("ada"), person("ben")
    hour(ENDS - timedelta(minutes=5))
    refused = entered(ada).post("/drops/first-run/entries", {"nonce": "0" * 32}, follow=True)
    assert "small piece of work" in text(refused)
    done = payload(entered(ada).get("/drops/first-run/work").json())
    stolen = entered(ben).post("/drops/first-run/entries", {"altcha": done}, follow=True)
    assert "small piece of work" in text(stolen)
    entered(ada).post("/drops/first-run/entries", {"altcha": done, "nonce": "0" * 32})
    entry = Entry.objects.get(drop=sale.drop)
    assert (entry.fan_id, entry.nonce, entry.by_work) == (ada.id, "0" * 32, True)


def test_who_waits_for_a_first_come_drop_gets_a_token_of_their_own(hour):
    sale = Sale("fifo")
    ada, ben = sale.come("ada", "ben")
    hour(OPENS - timedelta(hours=2))
    assert "/claim" not in text(entered(ada).get("/drops/first-run"))
    hour(OPENS - timedelta(minutes=5))
    found = {}
    for who in (ada, ben):
        page = text(entered(who).get("/drops/first-run"))
        found[who.id] = re.search(r'name="token" value="([^"]+)"', page).group(1)
    assert [tokens.read(found[who.id], token_secret(), OPENS.timestamp()).fan for who in (ada, ben)] == [
        ada.id,
        ben.id,
    ]
    assert "/claim" not in text(entered(person("cleo")).get("/drops/first-run"))
    assert "/claim" not in text(Client().get("/drops/first-run"))


def test_the_answer_of_the_claim_path_is_said_in_words(hour):
    sale = Sale("fifo")
    hour(OPENS)
    pool = queries.pool_of(sale.drop).id
    moved = Client().get(f"/drops/{pool}?said=sold_out")
    assert moved.url == "/drops/first-run?said=sold_out"
    assert "That you tried is kept" in text(Client().get(moved.url))
    assert Client().get(f"/drops/{pool}?said=held").url == "/drops/first-run/order"
    assert Client().get(f"/drops/{pool}?said=<script>").url.endswith("?said=")
    assert Client().get("/drops/999999").status_code == 404


def test_a_piece_claimed_first_come_is_ordered_on_the_page(hour):
    sale = Sale("fifo", pieces=1)
    ada, ben = sale.come("ada", "ben")
    hour(OPENS)
    signed = tokens.read(
        token(entry=queries.entry_of(sale.drop, ada.id), fan=ada, at=OPENS), token_secret(), OPENS.timestamp()
    )
    pool = queries.pool_of(sale.drop).id
    stock.claim(
        pool=pool, requests=[stock.Request(ada.id, None, 1, signed.key)], at=OPENS, hold=timedelta(minutes=15)
    )
    wanted = {"offer": str(sale.offer.id)}
    assert entered(ada).post("/drops/first-run/order", wanted).url == "/orders/FIRSTRUN-00001/pay"
    refused = entered(ben).post("/drops/first-run/order", wanted, follow=True)
    assert "No piece is held for you now." in text(refused)
    page = text(entered(ben).get("/drops/first-run"))
    assert "You got none this time." in page
    assert "1 piece was claimed." in page


@pytest.mark.parametrize(
    ("wrong", "moved_to"), [(20, "/orders/FIRSTRUN-00001/pay"), (-20, "/drops/first-run")]
)
def test_a_host_whose_clock_is_wrong_takes_orders_by_the_databases(monkeypatch, wrong, moved_to):
    """Twenty minutes early it refuses nobody whose hold stands; twenty minutes late it serves nobody whose hold is over."""
    sale, true = Sale("fifo", pieces=1), clock.now()
    (ada,) = sale.come("ada")

    class Host(clock.datetime):
        @classmethod
        def now(cls, tz=None):
            return (true + timedelta(minutes=wrong)).astimezone(tz)

    monkeypatch.setattr(clock, "datetime", Host)
    monkeypatch.setattr(clock, "_offset", OPENS - true)
    left = timedelta(minutes=wrong // 4)  # of the hold: five minutes, or five minutes ago
    request = stock.Request(ada.id, None, 1, "k")
    stock.claim(pool=queries.pool_of(sale.drop).id, requests=[request], at=OPENS - timedelta(hours=1), hold=timedelta(hours=1) + left)  # fmt: skip
    sent = entered(ada).post("/drops/first-run/order", {"offer": str(sale.offer.id)})
    assert sent.url == moved_to


def test_who_comes_right_after_the_last_piece_is_counted_and_who_comes_later_is_not_told_so(hour):
    sale = Sale("fifo", pieces=1)
    ada, ben, cleo = sale.come("ada", "ben", "cleo")
    pool = queries.pool_of(sale.drop).id
    stock.claim(pool=pool, requests=[stock.Request(ada.id, None, 1, "ada")], at=OPENS)
    pages = {}
    for who, seconds in ((ben, 110), (cleo, 130), (ada, 110)):
        hour(OPENS + timedelta(seconds=seconds))
        pages[who.handle] = text(entered(who).get("/drops/first-run"))
    assert "That you wanted one is counted" in pages["ben"]
    assert "You got none this time." in pages["cleo"]
    assert "That you wanted one" not in pages["cleo"]
    assert "You got none" not in pages["ada"]
    assert [(each.fan_id, each.answer, each.door) for each in attempts(pool)] == [
        (ada.id, "granted", ""),
        (ben.id, "sold_out", "drop"),
    ]


def test_other_peoples_offers_and_prices_are_not_to_be_had(hour):
    sale = Sale(pieces=5)
    ada, *_rest = sale.come(*NAMES)
    close_entries(drop=sale.drop, by=None, at=ENDS)
    draw(drop=sale.drop, by=None, at=DRAWS)
    hour(DRAWS)
    for wrong in (str(sale.house.offers[0].id), "", "x", "0"):
        sent = entered(ada).post("/drops/first-run/order", {"offer": wrong, "price": "1"}, follow=True)
        assert "Choose one first." in text(sent)


def test_the_seed_is_on_no_page_before_it_is_revealed(hour):
    sale = Sale()
    sale.come(*NAMES)
    hour(ENDS)
    for _ in range(2):
        for address in ("", "/proof", "/draw.json"):
            assert sale.drop.seed.hex() not in text(Client().get(f"/drops/first-run{address}"))
        close_entries(drop=sale.drop, by=None, at=ENDS)
    draw(drop=sale.drop, by=None, at=DRAWS)
    assert Client().get("/drops/first-run/draw.json").json()["seed"] == sale.drop.seed.hex()


def test_nobody_reads_the_receipt_or_the_name_of_somebody_else(hour):
    sale = Sale()
    sale.come(*(f"{name}.quixby" for name in NAMES))
    close_entries(drop=sale.drop, by=None, at=ENDS)
    draw(drop=sale.drop, by=None, at=DRAWS)
    hour(OPENS)
    assert Client().get("/drops/first-run/receipt.json").status_code == 302
    assert entered(person("nosy")).get("/drops/first-run/receipt.json").status_code == 404
    shown = text(Client().get("/drops/first-run/draw.json")) + text(Client().get("/drops/first-run/proof"))
    assert "quixby" not in shown


def test_replacements_are_counted_in_public(hour):
    sale = Sale()
    sale.come(*NAMES)
    close_entries(drop=sale.drop, by=None, at=ENDS)
    draw(drop=sale.drop, by=None, at=DRAWS)
    replace_winner(
        winner=Winner.objects.order_by("place__rank")[0], reason="card", words="Secret words.", by=sale.house.member,
        at=ENDS,
    )  # fmt: skip
    hour(OPENS)
    page = text(Client().get("/drops/first-run/proof"))
    assert "same card as another" in page
    assert "Secret words" not in page
    assert "1 piece was taken back" in text(Client().get("/drops/first-run"))


def test_the_list_shows_what_is_ahead_and_what_was_drawn_and_orders_lead_there(hour):
    sale = Sale()
    sale.come(*NAMES)
    hour(BEGINS)
    assert "5 people wait" in text(Client().get("/drops"))
    assert Client().get("/order/first-run").url == "/drops/first-run"
    close_entries(drop=sale.drop, by=None, at=ENDS)
    draw(drop=sale.drop, by=None, at=DRAWS)
    hour(OPENS)
    assert "5 entries for 3 pieces" in text(Client().get("/drops"))
    assert "/drops" in text(Client().get("/order"))


def test_before_the_room_opens_the_rules_stand_there(hour):
    Sale("prequeue", tickets={"everyone": 1, "level:2": 2})
    hour(BEGINS - timedelta(days=1))
    page = text(Client().get("/drops/first-run"))
    assert "The waiting room opens in" in page
    assert "No race to the door." in page
    assert "level 2 or higher: 2" in page
    hour(BEGINS)
    assert "Log in to enter" in text(Client().get("/drops/first-run"))


def test_a_late_entry_to_a_prequeue_stands_behind(hour):
    sale = Sale("prequeue", pieces=5)
    sale.come("ada")
    hour(ENDS)
    close_entries(drop=sale.drop, by=None, at=ENDS)
    draw(drop=sale.drop, by=None, at=DRAWS)
    zoe = person("zoe")
    enter(drop=sale.drop, fan=zoe, nonce="", at=ENDS + timedelta(seconds=1), solved=True)
    hour(OPENS)
    assert "Hold one for me" in text(entered(zoe).get("/drops/first-run"))
    kept, found = (entered(zoe).get(f"/drops/first-run/{name}.json").json() for name in ("receipt", "draw"))
    assert (held_against(kept, found).came, held_against(kept, found).faults) == ("after", ())
    assert "you stand behind the draw and not in it" in text(entered(zoe).get("/drops/first-run/proof"))


def test_an_entry_that_vanishes_before_the_root_is_proven_by_its_receipt(hour):
    sale = Sale()
    ada, *_rest = sale.come(*NAMES)
    hour(ENDS - timedelta(minutes=1))
    kept = entered(ada).get("/drops/first-run/receipt.json").json()
    Entry.objects.filter(fan=ada).delete()
    close_entries(drop=sale.drop, by=None, at=ENDS)
    hour(ENDS)
    held = held_against(kept, Client().get("/drops/first-run/draw.json").json())
    assert [fault.code for fault in held.faults] == ["left_out"]


def test_a_drop_published_before_there_were_seals_gives_receipts_without_one(hour):
    sale = Sale()
    ada, *_rest = sale.come(*NAMES)
    rules = {name: value for name, value in sale.drop.rules.items() if name != "receipts"}
    Drop.objects.update(receipt_key=None, rules=rules, rules_hash=rules_hash(rules))
    close_entries(drop=sale.drop, by=None, at=ENDS)
    hour(ENDS)
    kept, found = (entered(ada).get(f"/drops/first-run/{name}.json").json() for name in ("receipt", "draw"))
    assert ("seal" in kept, held_against(kept, found).came, held_against(kept, found).faults) == (
        False,
        "counted",
        (),
    )
    assert "stands under the root" in text(entered(ada).get("/drops/first-run/proof"))


def test_no_transfer_is_offered_that_would_come_after_the_piece_has_gone_back(hour, settings):
    settings.DEMO = True
    sale = Sale("fifo", hold=timedelta(minutes=45))
    (ada,) = sale.come("ada")
    hour(OPENS)
    pool, asked = queries.pool_of(sale.drop).id, stock.Request(ada.id, None, 1, "k")
    stock.claim(pool=pool, requests=[asked], at=OPENS, hold=timedelta(minutes=45))
    browser = entered(ada)
    browser.post("/drops/first-run/order", {"offer": sale.offer.id})
    number = Order.objects.get().number
    page = text(browser.get(f"/orders/{number}/pay"))
    assert ('value="sandbox"' in page, 'value="transfer"' in page) == (True, False)
    assert "A bank transfer takes days" in page
    browser.post(f"/orders/{number}/payments", {"provider": "transfer", "due": "0"})
    with pytest.raises(OrderRefused, match="after the piece has gone back"):
        ask_due(order=Order.objects.get(), position=0, provider="transfer", at=clock.now())
    assert not Payment.objects.exists()
    set_keeping(card_minutes=30, transfer_days=1, by=sale.house.member, at=NOON)
    Hold.objects.update(until=clock.now() + timedelta(days=1, minutes=1))
    assert 'value="transfer"' in browser.get(f"/orders/{number}/pay").content.decode()
    browser.post(f"/orders/{number}/payments", {"provider": "transfer", "due": "0"})
    assert Payment.objects.get().provider == "transfer"
