"""The board, a need, a voice and saying something new, as a fan's browser sees them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fanloop.foundation import clock
from fanloop.foundation.viewer import ANYONE
from fanloop.listening.community import actions as community
from fanloop.listening.voices import actions, queries
from fanloop.things.products import actions as products
from tests.listening.conftest import AT, at_level, jonna, lamp, leo, mira, tomo  # noqa: F401 -- fixtures, used by name

pytestmark = pytest.mark.django_db


def browser(fan=None):
    client = Client()
    if fan:
        client.force_login(fan)
    return client


@pytest.fixture
def voice(mira, lamp):
    return actions.raise_voice(
        kind="idea", title="Real sunrise", words="Wake me with the **sun**.", fan=mira, line=lamp, at=AT
    )


@pytest.fixture
def need(voice, jonna):
    made = actions.make_need(
        title={"en": "Real sunrise", "zh-hans": "真正的日出"}, voices=[voice], by=jonna, at=AT
    )
    actions.fingerprint_new(at=AT)
    return made


def test_the_board_shows_needs_in_the_readers_language(need):
    assert "Real sunrise" in browser().get("/voices").text
    assert "真正的日出" in browser().get("/voices", headers={"accept-language": "zh-hans"}).text


@pytest.mark.parametrize("tab", ["wanted", "moving", "quiet", "new", "promised", "done", "nonsense"])
def test_every_view_of_the_board_opens(need, tab):
    assert browser().get(f"/voices?tab={tab}&page=x&area=y").status_code == 200


def test_a_long_board_takes_as_many_queries_as_a_short_one(mira, jonna, need, django_assert_max_num_queries):
    for n in range(30):
        said = actions.raise_voice(kind="idea", title=f"v{n}", words="w", fan=mira, at=AT)
        actions.make_need(title=f"Need {n}", voices=[said], by=jonna, at=AT)
    client = browser(mira)
    client.get("/voices")
    with django_assert_max_num_queries(24):
        assert client.get("/voices").text.count('class="voice"') == 20


def test_a_vote_is_given_and_taken_back_without_a_script(need, tomo):
    client = browser(tomo)
    assert client.post(f"/needs/{need.id}/vote", {"want": "1"}).status_code == 302
    assert queries.need(need.id).votes == 1
    assert 'aria-pressed="true"' in client.get(f"/needs/{need.slug}").text
    client.post(f"/needs/{need.id}/vote", {"want": "0"})
    assert queries.need(need.id).votes == 0


def test_a_script_is_told_when_the_budget_is_spent(need, mira, tomo, jonna):
    at_level(tomo, 4)
    for n in range(10):
        said = actions.raise_voice(kind="idea", title=f"v{n}", words="w", fan=mira, at=AT)
        actions.vote(need=actions.make_need(title=f"n{n}", voices=[said], by=jonna, at=AT), fan=tomo, at=AT)
    answer = browser(tomo).post(
        f"/needs/{need.id}/vote", {"want": "1"}, headers={"x-requested-with": "fetch"}
    )
    assert (answer.status_code, queries.need(need.id).votes) == (409, 0)
    assert "10 votes" in answer.text


def test_whoever_is_not_logged_in_is_sent_to_the_door_and_back(need):
    answer = browser().post(
        f"/needs/{need.id}/vote", {"want": "1"}, headers={"referer": f"http://testserver/needs/{need.slug}"}
    )
    assert answer.status_code == 302
    assert "login" in answer.url
    assert need.slug in answer.url


def test_a_vote_needs_the_token_of_the_page(need, tomo):
    client = Client(enforce_csrf_checks=True)
    client.force_login(tomo)
    assert client.post(f"/needs/{need.id}/vote", {"want": "1"}).status_code == 403


def test_the_official_answer_comes_before_the_words(need, voice, jonna):
    actions.answer_voice(voice=voice, by=jonna, words="It sees the light anyway.", at=AT)
    page = browser().get(f"/needs/{need.slug}").text
    assert 0 < page.index("It sees the light anyway.") < page.index("Wake me with the")


def test_a_need_says_the_name_by_which_commits_answer_it(need):
    page = Client().get(f"/needs/{need.slug}").content.decode()
    assert page.count(f">NEED-{need.id}<") == 2


def test_a_promise_shows_on_the_trail_bar(need, jonna):
    actions.accept_need(need=need, by=jonna, because="Because we can.", at=AT)
    page = browser().get(f"/needs/{need.slug}").text
    assert "Because we can." in page
    assert "Being built" in page


def test_a_joined_need_leads_to_the_one_it_counts_in(need, tomo, jonna):
    said = actions.raise_voice(kind="idea", title="Sun", words="w", fan=tomo, at=AT)
    other = actions.make_need(title="The sun", voices=[said], by=jonna, at=AT)
    actions.join_needs(need=other, into=need, by=jonna, at=AT)
    assert browser().get(f"/needs/{other.slug}").url == f"/needs/{need.slug}"


def test_words_are_cleaned_wherever_they_show(mira, jonna):
    said = actions.raise_voice(
        kind="bug", title="<script>a</script>", words="<script>alert(1)</script> *x*", fan=mira, at=AT
    )
    need = actions.make_need(title=said.title, voices=[said], by=jonna, at=AT)
    for address in ("/voices", f"/needs/{need.slug}", f"/voices/{said.id}", "/search?q=alert"):
        assert "<script>a" not in browser().get(address).text


def test_a_new_voice_without_a_script_is_asked_once_whether_it_is_one_of_these(need, tomo):
    client = browser(tomo)
    first = client.post("/voices/new", {"words": "the sun should wake me", "kind": "idea"})
    assert "Is it one of these?" in first.text
    assert "Real sunrise" in first.text
    second = client.post("/voices/new", {"words": "the sun should wake me", "kind": "idea", "looked": "1"})
    assert second.status_code == 302
    assert "the sun should wake me" in client.get(second.url).text


def test_what_is_like_nothing_is_said_at_once(tomo, jonna):
    answer = browser(tomo).post("/voices/new", {"words": "A longer cable. Please.", "kind": "idea"})
    row = queries.voice(int(answer.url.rpartition("/")[2]), ANYONE)
    assert (row.title, row.by) == ("A longer cable", "tomo")


def test_a_draft_survives_the_log_in(tomo, jonna):
    client = browser()
    answer = client.post("/voices/new", {"words": "Keep these words", "kind": "bug"})
    assert "login" in answer.url
    client.force_login(tomo)
    page = client.get("/voices/new").text
    assert "Keep these words" in page


def test_as_you_type_it_names_what_was_said_already(need):
    assert "Real sunrise" in browser().get("/voices/similar", {"words": "sunrise please"}).text
    assert "Real sunrise" not in browser().get("/voices/similar", {"words": "sun"}).text


def test_joining_instead_is_a_vote(need, tomo):
    answer = browser(tomo).post(f"/needs/{need.id}/join")
    assert answer.url == f"/needs/{need.slug}"
    assert queries.need(need.id).votes == 1


def test_me_too_is_said_with_words_and_taken_back(voice, tomo, jonna):
    client = browser(tomo)
    client.post(f"/voices/{voice.id}/me-too", {"words": "In Portland too."})
    assert "In Portland too." in client.get(f"/voices/{voice.id}").text
    client.post(f"/voices/{voice.id}/me-too", {"want": "0"})
    assert queries.backings_of([voice.id]) == []


@pytest.mark.parametrize("address", ["/voices/999", "/needs/none", "/talk/none", "/talk/topics/999"])
def test_what_is_not_there_is_not_found(jonna, address):
    assert browser().get(address).status_code == 404


def test_references_lead_to_their_pages(need, voice, jonna):
    promise = actions.accept_need(need=need, by=jonna, because="Yes.", at=AT)
    client = browser()
    assert client.get(f"/go/voices.need:{need.id}").url == f"/needs/{need.slug}"
    assert client.get(f"/go/voices.acceptance:{promise.id}").url == f"/needs/{need.slug}"
    assert client.get(f"/go/voices.voice:{voice.id}").url == f"/voices/{voice.id}"


def test_a_bug_is_asked_for_more_and_a_log_comes_along(tomo, lamp, jonna):
    client = browser(tomo)
    log = SimpleUploadedFile("lamp.log", b"07:00 sunrise\n07:11 late\n", content_type="text/plain")
    said = {
        "words": "It came late.", "kind": "bug", "device": f"{lamp.id}|", "build": "26.47", "steps": "Wait.",
        "expected": "Seven", "got": "Eleven past", "files": log,
    }  # fmt: skip
    page = client.get(client.post("/voices/new", said).url).text
    assert all(word in page for word in ("26.47", "Eleven past", "lamp.log"))
    assert queries.gear_of(tomo.id)[0].gear.build == "26.47"
    assert "26.47" in client.get("/voices/new").text


def test_a_file_that_is_no_picture_and_no_log_is_refused_and_the_words_stay(tomo, jonna):
    bad = SimpleUploadedFile("x.png", b"MZ\x90\x00\x03", content_type="image/png")
    answer = browser(tomo).post("/voices/new", {"words": "Look at this.", "kind": "bug", "files": bad})
    assert answer.status_code == 422
    assert "Look at this." in answer.text


def test_the_area_is_asked_for_where_there_is_one(tomo, lamp, jonna):
    area = products.add_area(line=lamp, slug="light", name="Light", at=AT)
    client = browser(tomo)
    assert client.post("/voices/new", {"words": "Brighter.", "kind": "idea"}).status_code == 422
    answer = client.post("/voices/new", {"words": "Brighter.", "kind": "idea", "area": str(area.id)})
    assert queries.voice(int(answer.url.rpartition("/")[2]), ANYONE).area == "Light"


def test_devices_are_kept_and_taken_away_in_the_profile(tomo, lamp, jonna):
    client = browser(tomo)
    client.post("/me/gear", {"device": f"{lamp.id}|", "build": "26.40"})
    assert "26.40" in client.get("/me/gear").text
    client.post(f"/me/gear/{queries.gear_of(tomo.id)[0].gear.id}/drop")
    assert queries.gear_of(tomo.id) == []


def test_me_too_with_a_device_says_how_many_have_it(voice, lamp, tomo, leo, jonna):
    for fan in (tomo, leo):
        browser(fan).post(f"/voices/{voice.id}/me-too", {"mine-device": f"{lamp.id}|", "mine-build": "26.4"})
    assert "You and 2 others with Dawn." in browser(tomo).get(f"/voices/{voice.id}").text


def test_the_page_shows_the_last_official_word_the_history_and_the_reasons(need, jonna, tomo):
    browser(tomo).post(f"/needs/{need.id}/vote", {"want": "1", "why": "For dark winters."})
    actions.accept_need(need=need, by=jonna, because="We can.", at=AT)
    actions.decline_need(need=need, by=jonna, because="We cannot.", at=AT)
    page = browser(tomo).get(f"/needs/{need.slug}").text
    assert page.index("We cannot.") < page.index("We can.")
    assert "For dark winters." in page


def test_talking_about_a_need_opens_a_topic_and_goes_on_there_and_moves_it(need, tomo, leo):
    community.open_space(slug="talk", name="Talk", at=AT)
    before = queries.need_by_id(need.id).hot
    for fan, words in ((tomo, "Which sun, mine or yours?"), (leo, "Mine, please. It rises later.")):
        browser(fan).post(f"/talk/about/voices.need:{need.id}", {"body": words})
    actions.rank_needs(at=clock.now())
    assert queries.need_by_id(need.id).hot > before
    assert queries.score_parts(need.id, clock.now())[0].recent_talkers == 2


def test_a_need_shows_what_its_weight_comes_from(need):
    page = browser().get(f"/needs/{need.slug}").text
    assert "An idea × 2" in page


def test_the_roadmap_opens_with_promises_that_wait_for_a_train(need, jonna):
    actions.accept_need(need=need, by=jonna, because="We can.", at=AT)
    page = browser().get("/roadmap").text
    assert page.index("Promised, no train yet") < page.index("Real sunrise")
