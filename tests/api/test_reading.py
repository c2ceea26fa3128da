"""What is public is read without a token."""

from datetime import timedelta

from fanloop.foundation.text.translated import read
from fanloop.people.fans import actions as fans
from fanloop.releasing.beta import actions as beta
from fanloop.releasing.beta.actions import NewProgramme
from fanloop.releasing.releases import actions as releases
from fanloop.releasing.releases import queries
from tests.api.conftest import NOW


def test_the_needs_board(anyone, need):
    page = anyone.get("/v1/needs").json()
    [card] = page["items"]
    assert (page["count"], page["pages"], page["next"]) == (1, 1, None)
    assert (card["title"], card["people"], card["votes"], card["voted"]) == ("Darker at night", 1, 0, None)


def test_a_need_tells_its_stations(anyone, need, acceptance):
    whole = anyone.get(f"/v1/needs/{need.slug}").json()
    assert [station["kind"] for station in whole["stations"]] == ["voiced", "promised"]


def test_topics_page_by_page(anyone, topic):
    page = anyone.get("/v1/topics", space="talk").json()
    assert [(row["title"], row["replies"], row["by"]) for row in page["items"]] == [("Too bright", 1, "mira")]
    whole = anyone.get(f"/v1/topics/{topic.id}").json()
    assert whole["body"] == "At *night*."
    assert [(reply["by"], reply["body"]) for reply in whole["items"]] == [("tomo", "Same here.")]
    assert [(reply["parent"], reply["edited_at"], reply["attachments"]) for reply in whole["items"]] == [
        ("", None, [])
    ]
    assert (whole["about"], whole["best_answer"], whole["attachments"]) == ("", "", [])


def test_a_space_that_is_not_there_is_not_found(anyone, topic):
    assert anyone.get("/v1/topics", space="attic").status_code == 404


def test_trains_and_what_is_aboard(anyone, train):
    [card] = anyone.get("/v1/trains").json()["items"]
    assert (card["number"], card["changes"], card["left_at"]) == (train.number, 1, None)
    whole = anyone.get(f"/v1/trains/{train.id}").json()
    assert [change["title"] for change in whole["aboard"]] == ["Darker"]


def told(anyone, train):
    whole = anyone.get(f"/v1/trains/{train.id}").json()
    [change] = whole["aboard"]
    return change["made_by"], change["asked"], change["asked_by"], whole["notes"]


def test_notes_are_drawn_with_names_and_names_need_consent(anyone, train, people, boss):
    [held] = queries.changes_of(train.id)
    releases.credit(change=held.change, fan_ids=[people.fan_b.id], for_what=queries.MADE, at=NOW)
    releases.weigh_change(change=held.change, risk="low", effort=None, maker=boss.id, at=NOW)
    releases.depart(train=train, by=boss, at=NOW)
    made_by, asked, asked_by, notes = told(anyone, train)
    assert (made_by, asked, asked_by) == (f"{boss.name}, tomo", ["mira"], 1)
    assert "Asked by mira. Made by Jonna, tomo." in notes
    assert "{fan:" not in notes
    for fan in (people.fan_a, people.fan_b, people.founder):
        fans.choose_naming(fan_id=fan.id, is_named=False, at=NOW)
    made_by, asked, asked_by, notes = told(anyone, train)
    assert (made_by, asked, asked_by) == ("", [], 1)
    assert "Asked by a fan. Made by an engineer, a fan." in notes


def test_beta_programmes_without_their_people(anyone, lamp, boss):
    new = NewProgramme(
        title={"en": "Dawn explorers"},
        words={"en": "Try it first."},
        opens=NOW,
        closes=NOW + timedelta(days=9),
    )
    programme = beta.open_programme(line=lamp.line, slug="dawn-explorers", new=new, by=boss, at=NOW)
    beta.add_feature(programme=programme, title={"en": "Real sunrise"}, weight=3, by=boss, at=NOW)
    [card] = anyone.get("/v1/beta").json()["items"]
    assert (card["slug"], card["line"], card["testers"], card["phase"]) == (
        "dawn-explorers", read(lamp.line.name), 0, None,
    )  # fmt: skip
    whole = anyone.get("/v1/beta/dawn-explorers").json()
    assert whole["features"] == [{"title": "Real sunrise", "words": "", "weight": 3}]
    assert (whole["words"], whole["terms_version"]) == ("Try it first.", 0)
    assert set(whole) == {
        "ref", "slug", "title", "line", "opens", "closes", "level", "testers", "phase",
        "words", "phases", "features", "activities", "devices", "terms_version",
    }  # fmt: skip
    assert anyone.get("/v1/beta", past="true").json()["items"] == []
    assert anyone.get("/v1/beta/none").status_code == 404


def test_campaigns_with_their_offers(anyone, campaign):
    [card] = anyone.get("/v1/campaigns").json()["items"]
    assert (card["phase"], card["pieces_ordered"], card["pieces_in_all"]) == ("open", 0, 100)
    whole = anyone.get("/v1/campaigns/dawn-2").json()
    assert whole["offers"] == [
        {
            "sku": "dawn-2",
            "name": "Dawn 2",
            "market": "eu",
            "price": {"minor": 12900, "currency": "EUR"},
            "deposit": {"minor": 1900, "currency": "EUR"},
        }
    ]


def test_texts_come_in_the_language_that_is_asked_for(anyone, campaign):
    answer = anyone._client.get("/api/v1/campaigns/dawn-2", headers={"accept-language": "zh-hans"})
    assert answer.json()["title"] == "晨光 2"
    assert "Accept-Language" in answer["vary"]


def test_the_next_page_keeps_the_question(anyone, need, boss, people, monkeypatch):
    from fanloop.listening.voices import actions
    from tests.making.conftest import AT

    for number in range(25):
        voice = actions.raise_voice(kind="idea", title=f"Idea {number}", words="", fan=people.fan_b, at=AT)
        actions.make_need(title=f"Idea {number}", words="", voices=[voice], by=boss, at=AT)
    first = anyone.get("/v1/needs", order="new").json()
    second = anyone._client.get(first["next"]).json()
    assert first["next"] == "/api/v1/needs?order=new&page=2"
    assert len(first["items"]) + len(second["items"]) == first["count"] == 26
    assert not {row["ref"] for row in first["items"]} & {row["ref"] for row in second["items"]}
