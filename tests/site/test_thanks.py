"""Thanks as fans see them: the ballot, who won, engineers' pages, the sharing rule, and who is not named."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from fanloop.foundation import bus, clock
from fanloop.listening.moderation import actions as moderation
from fanloop.people.fans import actions as fan_actions
from fanloop.releasing.releases import actions
from fanloop.releasing.releases.models import AwardVote
from tests.lasting import NOW, present, world  # noqa: F401 -- fixtures, used by name

LEFT = datetime(2026, 11, 27, 17, tzinfo=UTC)
SATURDAY = LEFT + timedelta(days=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def saturday(world, monkeypatch):
    """26.48 has left yesterday, and its vote is open."""
    actions.depart(train=world["train.26.48"], by=world["member.wen"], at=LEFT)
    bus.drain()
    monkeypatch.setattr(clock, "now", lambda: SATURDAY)
    return f"/popcorn/{world['train.26.48'].id}"


def text(answer, status=200):
    assert answer.status_code == status
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.content.decode()))


def test_who_won_is_announced_with_the_words_and_the_rule(client, world):
    page = text(client.get("/popcorn"))
    assert "Ilse" in page
    assert "4 of 8 votes" in page
    assert "No lot" in page or "no lot is drawn" in page
    ballot = text(client.get(f"/popcorn/{world['train.26.47'].id}"))
    assert "2,100 K is the first number I have ever thanked anybody for." in ballot
    assert "tomo.reads to Ilse" in ballot


def test_the_train_and_the_first_page_say_who_won(client, world):
    assert "Engineer of the week: Ilse" in text(client.get("/fridays/dawn/26.47"))
    assert "Engineer of the week: Ilse" in text(client.get("/"))


def test_an_engineer_s_page_has_changes_awards_and_words_and_no_figure_of_work(client, world):
    page = text(client.get("/makers/ilse"))
    assert "Warmer at night" in page
    assert re.search(r"Dawn 26.47\s*4 of 8 votes", page)
    assert "I read a chapter more every night." in page
    assert "Ilse" in text(client.get("/makers"))
    assert client.get("/makers/mira.k").status_code == 404


def test_a_vote_is_given_changed_and_taken_back(client, world, saturday):
    client.force_login(world["fan.mira"])
    assert "Who made your week with Dawn 26.48?" in text(client.get(saturday))
    given = client.post(
        f"{saturday}/vote", {"member": world["member.wen"].id, "words": "Two lamps!"}, follow=True
    )
    assert "Your vote is in" in text(given)
    assert "Two lamps!" in given.content.decode()
    client.post(f"{saturday}/vote", {"member": world["member.jonna"].id, "words": ""})
    rows = AwardVote.objects.filter(train=world["train.26.48"], withdrawn_at=None)
    assert [(row.member.name, row.words) for row in rows] == [("Jonna", "")]
    assert "taken back" in text(client.post(f"{saturday}/take-back", follow=True))
    assert not rows.all().exists()


def test_nobody_sees_how_it_stands(client, world, saturday):
    actions.vote_award(
        train=world["train.26.48"],
        by=world["fan.mira"],
        member=world["member.wen"],
        words="Secret so far",
        at=SATURDAY,
    )
    assert "Secret so far" not in client.get(saturday).content.decode()
    assert "votes" not in text(client.get("/popcorn")).partition("Who won")[0].partition("Open now")[2]


def test_who_is_not_logged_in_comes_back_to_the_ballot(client, world, saturday):
    answer = client.post(f"{saturday}/vote", {"member": world["member.wen"].id})
    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/login/")


def test_what_is_refused_stays_in_the_form(client, world, saturday):
    client.force_login(world["fan.ilse"])
    words = "From one colleague to another"
    answer = client.post(f"{saturday}/vote", {"member": world["member.wen"].id, "words": words})
    assert "other squads only" in text(answer, 422)
    assert words in answer.content.decode()
    assert text(client.post(f"{saturday}/vote", {"member": "x"}), 422)


def test_words_pass_the_gate(client, world, saturday):
    moderation.watch_word(word="popcornmonger", effect="block", by=world["fan.ilse"], at=SATURDAY)
    client.force_login(world["fan.leo"])
    answer = client.post(f"{saturday}/vote", {"member": world["member.wen"].id, "words": "You popcornmonger"})
    assert "You popcornmonger" in answer.content.decode()
    assert answer.status_code == 422
    assert not AwardVote.objects.filter(train=world["train.26.48"]).exists()


def test_the_sharing_rule_is_there_with_its_numbers(client, world):
    page = text(client.get("/sharing"))
    assert "2026-Q4: €6,000.00" in page
    assert "as it stands today" in page
    assert "1 award with" in page
    assert "One per cent of what Dawn 2 brings in" in page
    before = text(client.get("/sharing/2026-Q3"))
    assert "shared" in before
    assert "€1,000.00" in before


@pytest.mark.parametrize(
    "address", ["/sharing/2026-Q9", "/sharing/1999-Q1", "/popcorn/987654321", "/makers/nobody"]
)
def test_what_is_not_there_is_a_404(client, world, address):
    assert client.get(address).status_code == 404


def test_who_asks_not_to_be_named_is_a_fan_everywhere(client, world):
    fan = world["fan.nightnurse"]
    client.force_login(fan)
    answer = client.post("/me", {"name": "", "language": "en", "market": "us"}, follow=True)
    assert "Kept." in text(answer)
    assert "nightnurse" in text(client.get("/people/nightnurse"))
    client.logout()
    train, ballot = client.get("/fridays/dawn/26.47"), client.get(f"/popcorn/{world['train.26.47'].id}")
    assert "nightnurse" not in train.content.decode()
    assert "Asked by a fan, mira.k" in text(train)
    assert "a fan to Ilse" in text(ballot)
    assert "shipped change" not in text(client.get("/people/nightnurse"))
    fan_actions.choose_naming(fan_id=fan.id, is_named=True, at=NOW)
    assert "Asked by nightnurse" in text(client.get("/fridays/dawn/26.47"))


def test_a_fan_s_record_counts_what_reached_the_product(client, world):
    page = text(client.get("/people/gridwalker"))
    assert re.search(r"ideas shipped\s*\d|\d\s*ideas shipped", page)


def test_references_lead_to_these_pages(client, world):
    award, train = world["award.26.47"], world["train.26.47"]
    assert client.get(f"/go/releases.award:{award.id}")["Location"] == f"/popcorn/{train.id}"
