from fanloop.people.terms import actions, queries

HREF = "/desk/contribution-terms"
SAID = {"text_en": "Yours **stays** yours.", "text_zh-hans": "", "licence": "CC-BY-4.0"}


def test_leads_look_first_and_then_publish(enter):
    lead = enter(("lead",))
    look = lead.post(HREF, SAID | {"look": "1"})
    assert "<strong>stays</strong>" in look.content.decode()
    assert queries.versions() == []
    assert lead.post(HREF, SAID | {"publish": "1"}).status_code == 302
    assert queries.current("en").said == "Yours **stays** yours."


def test_an_engineer_publishes_nothing(enter):
    assert enter(("engineer",)).post(HREF, SAID | {"publish": "1"}).status_code == 403
    assert queries.versions() == []


def test_a_licence_with_spaces_is_said_beside_the_form(enter):
    answer = enter(("founder",)).post(HREF, SAID | {"licence": "do what you like", "publish": "1"})
    assert answer.status_code == 422
    assert "such as CC-BY-4.0" in answer.content.decode()


def test_everybody_reads_every_version(client, boss):
    for text in ("First words.", "Second words."):
        actions.publish_terms(text=text, licence="CC0-1.0", by=boss, at=boss.hired_at)
    assert "Second words." in client.get("/terms").content.decode()
    assert "First words." in client.get("/terms/1").content.decode()
    assert client.get("/terms/3").status_code == 404
