"""What is public is read without a token."""


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
