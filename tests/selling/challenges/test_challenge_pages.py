"""Challenges as browsers without scripts meet them: taking part, rights, votes, tags, the desk."""

import csv
from io import BytesIO, StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from fanloop.foundation import clock, files
from fanloop.foundation.refs import ref
from fanloop.listening.community.actions import open_space, start_topic
from fanloop.listening.moderation.actions import hide, watch_word
from fanloop.listening.moderation.models import Review
from fanloop.people.fans.models import Fan
from fanloop.people.terms import queries as terms
from fanloop.selling.challenges import actions
from fanloop.selling.challenges.models import Challenge, Entry, Use, Vote, Win, Withdrawal
from tests.selling.challenges.world import OVER, asking, entry, friend, picture
from tests.selling.world import NOON, fan

pytestmark = pytest.mark.django_db
HERE, ENTER = "/challenges/first-light", "/challenges/first-light/enter"


@pytest.fixture
def house():
    clock.run_from(NOON)
    yield asking()
    clock._offset = clock.timedelta()


def entered(who):
    client = Client()
    client.force_login(Fan.objects.get(id=who.id))
    return client


def sent(data=None, **more):
    file = SimpleUploadedFile("a.jpg", picture() if data is None else data)
    said = {
        "described": "a window",
        "caption": "Ten to seven #Nightshift",
        "key": "6f6f6f6f-0000-4000-8000-00000000000a",
    }
    return {"picture": file, **said, **more}


def with_a_place():
    """A picture whose file says where it was taken."""
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (59.0, 56.0, 30.0), 3: "E", 4: (10.0, 45.0, 10.0)}
    return picture(exif=exif)


def test_a_fan_takes_part_under_the_terms_and_the_place_is_taken_out(house):
    mira = entered(fan("mira.k"))
    assert "contribution terms, version 1" in mira.get(ENTER).content.decode()
    without = mira.post(ENTER, sent(with_a_place()))
    assert (without.status_code, Entry.objects.count()) == (422, 0)
    assert "is kept" in without.content.decode()
    again = {name: value for name, value in sent().items() if name != "picture"}
    answer = mira.post(ENTER, {**again, "agree_terms": terms.current().id, "use": "on"})
    row = Entry.objects.get()
    assert answer.url == f"/challenges/entries/{row.id}"
    assert (row.terms, row.tags, Use.objects.get().entry) == (house.terms, ["firstlight", "nightshift"], row)
    with Image.open(BytesIO(files.read(row.file.sha256).getvalue())) as kept:
        assert dict(kept.getexif()) == {}
    assert mira.post(ENTER, sent()).url == answer.url
    assert Entry.objects.count() == 1


def test_no_script_and_no_log_hangs_on_the_wall(house):
    mira = entered(friend(house))
    page = mira.post(ENTER, sent(b"only words")).content.decode()
    assert "Only pictures" in page
    mira.post(ENTER, sent(caption="<script>alert(1)</script> #nightshift", described='"><img src=x>'))
    for path in (HERE, f"/challenges/entries/{Entry.objects.get().id}", "/tags/nightshift"):
        page = Client().get(path).content.decode()
        assert "<script>alert(1)" not in page
        assert '"><img src=x>' not in page
        assert 'href="/tags/nightshift"' in page or path.startswith("/tags")


def test_watched_words_wait_for_a_moderator(house):
    watch_word(word="casino", effect="hold", by=house.boss, at=NOON)
    mira = friend(house)
    entered(mira).post(ENTER, sent(caption="my casino"))
    row = Entry.objects.get()
    assert Review.objects.get().about == ref(row)
    path = f"/challenges/entries/{row.id}"
    assert entered(mira).get(path).status_code == 200
    assert Client().get(path).status_code == 404
    assert "my casino" not in Client().get(HERE).content.decode()


def test_its_author_alone_decides_about_it(house):
    mira, leo = friend(house), friend(house)
    row = entry(house, mira, use=True)
    path = f"/challenges/entries/{row.id}"
    assert row.file.name in Client().get("/order/dawn-2").content.decode()
    for act in ("use", "take-back"):
        entered(leo).post(f"{path}/{act}", {"want": "0"})
        assert Client().post(f"{path}/{act}").url.startswith("/account/login")
    assert Use.objects.get().withdrawn_at is None
    assert "No longer show it" not in entered(leo).get(path).content.decode()
    assert "No longer show it" in entered(mira).get(path).content.decode()
    entered(mira).post(f"{path}/use", {"want": "0"})
    assert row.file.name not in Client().get("/order/dawn-2").content.decode()
    entered(mira).post(f"{path}/use", {"want": "1"})
    assert Use.objects.filter(withdrawn_at=None).count() == 1
    entered(mira).post(f"{path}/take-back")
    assert Client().get(path).status_code == 404


def test_a_vote_is_given_and_taken_back_on_the_page(house):
    row, leo = entry(house, friend(house)), entered(friend(house))
    for want, count in (("1", 1), ("1", 1), ("0", 0)):
        leo.post(f"/challenges/entries/{row.id}/vote", {"want": want})
        assert Vote.objects.filter(withdrawn_at=None).count() == count
    own = entered(row.fan).get(f"/challenges/entries/{row.id}").content.decode()
    assert f"/challenges/entries/{row.id}/vote" not in own


def test_a_tag_gathers_pictures_and_topics_that_say_it(house):
    entry(house, friend(house))
    space = open_space(slug="talk", name="Talk", at=NOON)
    said = start_topic(
        space=space, author=house.boss, title="Mine at six", body="Like this: #FirstLight", at=NOON
    )
    other = start_topic(space=space, author=house.boss, title="firstlight", body="Without a sign.", at=NOON)
    page = Client().get("/tags/firstlight").content.decode()
    assert f"/go/community.topic:{said.id}" in page
    assert f"/go/community.topic:{other.id}" not in page
    assert "First light" in page
    assert Client().get("/tags/FirstLight").url == "/tags/firstlight"
    hide(about=ref(said), by=None, why="spam", at=NOON)
    assert "Mine at six" not in Client().get("/tags/firstlight").content.decode()
    for nothing in ("nobody", "42"):
        assert Client().get(f"/tags/{nothing}").status_code == 404


def test_the_desk_asks_chooses_and_hands_out_the_rights(house):
    boss, mira = entered(house.boss), friend(house, "mira.k")
    row = entry(house, mira, use=True, caption="=HYPERLINK(1)")
    actions.withdraw_use(entry=row, by=mira, at=NOON)
    assert boss.post(f"/desk/challenges/entries/{row.id}/choose", {"because": "Soft"}).status_code == 302
    assert not Win.objects.exists()
    clock.run_from(OVER)
    assert "It has won" in boss.get("/desk/challenges/first-light").content.decode()
    boss.post(f"/desk/challenges/entries/{row.id}/choose", {"because": "Soft"})
    assert Win.objects.get().because == "Soft"
    assert "Soft" in Client().get(HERE).content.decode()
    (line,) = csv.DictReader(StringIO(boss.get("/desk/challenges/first-light/rights.csv").content.decode()))
    assert (line["handle"], line["terms_version"], line["licence"]) == ("mira.k", "1", "CC-BY-4.0")
    assert line["use_allowed_at"]
    assert line["use_withdrawn_at"]
    assert line["caption"] == "'=HYPERLINK(1)"
    said = {
        "name_en": "Benches", "words_en": "Show your bench. " * 20, "tag": "#bench", "first": "2026-11-18", "last": "2026-11-20",
        "campaign": house.campaign.id,
    }  # fmt: skip
    assert boss.post("/desk/challenges/new", {**said, "tag": "two words"}).status_code == 422
    assert boss.post("/desk/challenges/new", said).url == "/desk/challenges/benches"
    boss.post("/desk/challenges/benches/withdraw", {"because": "Wrong tag"})
    assert Withdrawal.objects.get().challenge == Challenge.objects.get(slug="benches")
    assert "Wrong tag" in Client().get("/challenges/benches").content.decode()


def test_a_fan_runs_no_challenge(house):
    mira = entered(friend(house))
    for path in ("/desk/challenges", "/desk/challenges/new", "/desk/challenges/first-light/rights.csv"):
        assert mira.get(path).status_code == 403


def test_the_shared_picture_shows_nobodys_photo(house):
    answer = Client().get(f"{HERE}/share.png")
    assert answer["Content-Type"] == "image/png"
    assert "share.png" in Client().get(HERE).content.decode()
    assert HERE in Client().get("/sitemap-pages.xml").content.decode()
