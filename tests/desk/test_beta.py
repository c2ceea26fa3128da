from datetime import timedelta

import pytest

from fanloop.foundation import clock
from fanloop.foundation.viewer import SYSTEM
from fanloop.people.team.queries import staff_acts
from fanloop.releasing.beta import actions, queries
from fanloop.releasing.beta.actions import NewApplication, NewProgramme
from fanloop.releasing.beta.models import Programme, Wave
from fanloop.things.builds.models import Build
from fanloop.things.products import actions as products

AT = clock.now() - timedelta(days=10)


@pytest.fixture
def line(boss):
    row = products.add_line(slug="moon", name="Moon", at=AT)
    products.add_variant(line=row, sku="MOON-1", name="Moon 1", part=None, position=0, at=AT)
    return row


@pytest.fixture
def programme(boss, line):
    new = NewProgramme(title={"en": "Night watch"}, words={}, opens=AT, level=0)
    return actions.open_programme(line=line, slug="night-watch", new=new, by=boss, at=AT)


@pytest.fixture
def build(boss, line):
    return Build.objects.create(line=line, number="1.0-rc1", at=AT, by=boss)


def test_a_lead_opens_a_programme_and_an_engineer_does_not(enter, line):
    said = {
        "line": line.id, "slug": "early-birds", "title_en": "Early birds", "opens": "2026-01-01T09:00", "level": "1",
        "warn_days": "14", "pause_days": "7",
    }  # fmt: skip
    assert enter(("engineer",)).post("/desk/beta/new", said).status_code == 403
    assert enter(("lead",)).post("/desk/beta/new", said).headers["Location"] == "/desk/beta/early-birds/parts"
    row = Programme.objects.get()
    assert (row.title, row.pause_days, row.closes) == ({"en": "Early birds"}, 7, None)
    assert [line.act for line in staff_acts(viewer=SYSTEM)] == ["beta.open"]


def test_what_cannot_be_stands_in_the_form(enter, line):
    said = {
        "line": line.id, "slug": "early-birds", "title_en": "Early birds", "opens": "2026-01-01T09:00", "level": "1",
        "closes": "2025-01-01T09:00", "warn_days": "14", "pause_days": "7",
    }  # fmt: skip
    answer = enter(("lead",)).post("/desk/beta/new", said)
    assert answer.status_code == 422
    assert "closes after it opens" in answer.content.decode()
    assert Programme.objects.count() == 0


@pytest.mark.parametrize(
    ("kind", "said", "shown"),
    [
        ("phase", {"title_en": "Trying", "kind": "engage", "starts": "2026-01-01T09:00", "ends": "2026-02-01T09:00"}, "Trying"),
        ("feature", {"title_en": "Moonrise", "weight": "3"}, "Moonrise"),
        ("activity", {"title_en": "Look up", "phase": ""}, "Look up"),
        ("question", {"title_en": "Which sky?", "words_en": "North\nSouth", "required": "on"}, "North · South"),
        ("terms", {"words_en": "Be kind."}, "Be kind."),
    ],
)  # fmt: skip
def test_each_part_is_added_and_dropped(enter, programme, kind, said, shown):
    lead = enter(("lead",))
    page = lead.post(
        f"/desk/beta/night-watch/parts/{kind}",
        {f"{kind}-{name}": value for name, value in said.items()},
        follow=True,
    )
    assert page.status_code == 200
    assert shown in page.content.decode()
    assert lead.post(f"/desk/beta/night-watch/parts/{kind}/999/drop").status_code == 404


def test_a_dropped_feature_is_no_longer_asked_for(enter, programme, boss):
    one = actions.add_feature(programme=programme, title={"en": "Moonrise"}, by=boss, at=AT)
    enter(("lead",)).post(f"/desk/beta/night-watch/parts/feature/{one.id}/drop")
    assert queries.features_of(programme.id) == []


def test_a_wave_is_announced_drawn_and_seats_move(enter, programme, boss, join):
    fan = join("ada")
    actions.apply(programme=programme, fan=fan, said=NewApplication({}, {"MOON-1": "A"}, ["en"]), at=AT)
    lead = enter(("lead",))
    assert "ada" in lead.get("/desk/beta/night-watch/people").content.decode()
    said = {
        "seats": "1",
        "ring": "1",
        "closes": "2099-01-01T09:00",
        "device_seats": "1",
        "device": "MOON-1",
        "level": "1",
    }
    lead.post("/desk/beta/night-watch/waves", said)
    wave = Wave.objects.get()
    assert wave.quotas == [{"kind": "device", "value": "MOON-1", "seats": 1}]
    page = lead.post(f"/desk/beta/waves/{wave.id}/draw", follow=True).content.decode()
    assert "People may still apply" in page
    Wave.objects.update(at=AT, closes=AT + timedelta(days=1))
    lead.post(f"/desk/beta/waves/{wave.id}/draw")
    seat = queries.mine(programme.id, fan.id).seat
    lead.post(f"/desk/beta/seats/{seat.id}", {"ring": "0"})
    assert queries.testers(programme.id, 0) == {fan.id}
    assert (
        "no such ring"
        in lead.post(f"/desk/beta/seats/{seat.id}", {"ring": "x"}, follow=True).content.decode()
    )
    lead.post(f"/desk/beta/seats/{seat.id}", {"because": "The terms were broken."})
    assert queries.testers(programme.id) == set()


def test_a_wave_with_more_kept_seats_than_seats_is_refused_in_the_form(enter, programme):
    said = {"seats": "1", "ring": "1", "closes": "2099-01-01T09:00", "level_seats": "2", "level": "1"}
    answer = enter(("lead",)).post("/desk/beta/night-watch/waves", said)
    assert answer.status_code == 422
    assert "More seats are kept" in answer.content.decode()


def test_a_build_is_offered_judged_and_taken_back(enter, programme, boss, join, build):
    feature = actions.add_feature(programme=programme, title={"en": "Moonrise"}, weight=2, by=boss, at=AT)
    lead = enter(("lead",))
    fan = join("ada")
    lead.post("/desk/beta/night-watch/seats", {"handle": "@ada", "given_ring": "0"})
    assert (
        "Nobody has this handle"
        in lead.post(
            "/desk/beta/night-watch/seats", {"handle": "nobody", "given_ring": "0"}, follow=True
        ).content.decode()
    )
    lead.post("/desk/beta/night-watch/offer", {"build": build.id, "ring": "0", "words": "First light"})
    seat = queries.mine(programme.id, fan.id).seat
    trial = actions.try_feature(
        seat=seat, build=build, feature=feature, outcome="fails", words="It stays dark.", at=clock.now()
    )
    page = lead.get("/desk/beta/night-watch").content.decode()
    assert "It stays dark." in page
    lead.post(
        f"/desk/beta/trials/{trial.id}/judge", {"severity": "blocking", "same_as": "", "words": "So it is."}
    )
    assert [one.trial for one in queries.blockers(f"builds.build:{build.id}")] == [trial]
    assert queries.eyes(programme.id)[fan.id].quality == 9 * 2
    said = {"severity": "minor", "same_as": "999999"}
    assert (
        "no trial with this number"
        in lead.post(f"/desk/beta/trials/{trial.id}/judge", said, follow=True).content.decode()
    )
    [offer] = queries.offers_of(programme.id)
    lead.post(f"/desk/beta/offers/{offer.id}/back", {"why": "It stays dark."})
    assert queries.offers_of(programme.id) == []
    assert "It stays dark." in lead.get("/desk/beta/night-watch").content.decode()
