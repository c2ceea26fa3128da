"""Tuesday as fans meet it: four boxes that lose nothing, and sums with their uncertainty."""

import re

import pytest

from fanloop.foundation import bus
from fanloop.foundation.viewer import ANYONE, Viewer
from fanloop.listening.moderation import actions as moderation
from fanloop.listening.voices import queries as voices
from fanloop.people.fans import actions as fans
from fanloop.people.fans import queries as fan_queries
from fanloop.people.terms import actions as terms
from fanloop.people.terms import queries as term_queries
from fanloop.releasing.releases import actions, queries
from tests.lasting import NOW, present, world  # noqa: F401 -- fixtures, used by name

HERE = "/fridays/dawn/26.47/report"
SUMS = "/fridays/dawn/26.47/tuesday"
pytestmark = pytest.mark.django_db


@pytest.fixture
def fan(world):
    row = fans.join(handle="newcomer", email="newcomer@example.test", password=None, at=NOW)
    terms.agree(fan=row, terms=term_queries.current(), at=NOW)
    return row


@pytest.fixture
def visitor(client, fan):
    client.force_login(fan)
    return client


def text(answer):
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.content.decode()))


def test_a_report_is_given_and_counts_in_the_sums(visitor, world, fan):
    change = world["change.powercut"].id
    answer = visitor.post(
        HERE, {"liked": "The dial.", f"change_{change}": "no", "device": "", "build": "26.47"}
    )
    assert (answer.status_code, answer.url) == (302, SUMS)
    row = queries.report_of(world["train.26.47"].id, fan.id)
    assert (row.liked, row.build) == ("The dial.", "26.47")
    assert queries.sums(row.train_id).reports == 11
    assert "Thank you. Whoever made it reads it" in text(visitor.get(SUMS))


def test_the_form_begins_with_what_was_told(client, world):
    client.force_login(world["fan.mira"])
    page = client.get(HERE).content.decode()
    assert "Every evening, twenty pages." in page
    assert re.search(rf'name="change_{world["change.page"].id}" value="no"[^>]*checked', page)
    assert "You told us on" in text(client.get(HERE))


def test_the_device_is_the_fan_s_own(client, world):
    client.force_login(world["fan.gridwalker"])
    page = client.get(HERE).content.decode()
    assert re.search(r'<option value="[^"]+\|[^"]+" selected>[^<]*', page)
    assert 'value="26.48-rc1"' in page


def test_words_written_before_the_log_in_are_there_after_it(client, fan, world):
    answer = client.post(HERE, {"want": "A red light.", f"change_{world['change.ha'].id}": "yes"})
    assert answer.url == f"/account/login/?next={HERE}"
    assert queries.report_of(world["train.26.47"].id, fan.id) is None
    session = dict(client.session)
    client.force_login(fan)
    kept = client.session
    kept["drafts"] = session["drafts"]
    kept.save()
    page = client.get(HERE).content.decode()
    assert "A red light." in page
    assert re.search(rf'name="change_{world["change.ha"].id}" value="yes"[^>]*checked', page)


def test_what_is_being_written_is_kept_by_the_house(visitor, fan):
    assert visitor.post(f"{HERE}/draft", {"used": "Reading so far"}).status_code == 204
    assert "Reading so far" in visitor.get(HERE).content.decode()
    visitor.post(HERE, {"used": "Reading all night"})
    assert "Reading so far" not in visitor.get(HERE).content.decode()


def test_the_same_sent_twice_is_one_report(visitor, world, fan):
    for _ in range(2):
        assert visitor.post(HERE, {"used": "Reading."}).status_code == 302
    assert len(queries.voices_in([queries.report_of(world["train.26.47"].id, fan.id).id])) == 1


def test_an_empty_report_says_what_to_do(visitor):
    answer = visitor.post(HERE, {"used": " "})
    assert answer.status_code == 422
    assert "one box or one answer is enough" in answer.content.decode()


def test_a_report_for_a_withdrawn_train_is_refused_and_its_words_stay(visitor, world):
    actions.withdraw_train(train=world["train.26.47"], why="It melts.", by=world["member.wen"], at=NOW)
    answer = visitor.post(HERE, {"disliked": "It smells of glue."})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "26.47 was withdrawn" in page
    assert "It smells of glue." in page
    assert "It smells of glue." in visitor.get(HERE).content.decode()


def test_a_train_that_boards_takes_no_report(visitor):
    assert "26.48 has not left yet" in text(visitor.get("/fridays/dawn/26.48/report"))


def test_an_answer_nobody_offered_is_no_answer(visitor, world, fan):
    assert visitor.post(HERE, {f"change_{world['change.ha'].id}": "maybe"}).status_code == 422
    assert queries.report_of(world["train.26.47"].id, fan.id) is None


def test_held_words_wait_out_of_sight_and_the_answer_counts(visitor, world, fan):
    moderation.watch_word(word="glue", effect="hold", by=world["member.wen"].fan, at=NOW)
    change = world["change.powercut"].id
    before = queries.verdicts([change])[change].no
    visitor.post(HERE, {"disliked": "It smells of glue.", f"change_{change}": "no"})
    row = queries.report_of(world["train.26.47"].id, fan.id)
    assert voices.voices_read(queries.voices_in([row.id])[row.id].values(), ANYONE) == {}
    assert queries.verdicts([change])[change].no == before + 1
    assert "glue" not in text(visitor.get(SUMS))


def test_terms_are_asked_for_once_and_the_words_stay(client, world):
    stranger = fans.join(handle="stranger", email="stranger@example.test", password=None, at=NOW)
    client.force_login(stranger)
    answer = client.post(HERE, {"used": "Reading."})
    assert answer.status_code == 422
    assert "agree to the contribution terms" in answer.content.decode()
    assert "Reading." in answer.content.decode()
    again = client.post(HERE, {"used": "Reading.", "agree_terms": term_queries.current().id})
    assert again.status_code == 302


def test_the_sums_show_counts_bands_and_what_opened_again(client, world):
    page = text(client.get(SUMS))
    assert "Reading light follows the page when you lean in not fixed" in page
    assert "2 yes · 5 no · 3 not tried" in page
    assert "What it answers is open again by itself." in page
    assert "The reading light wanders while I sit still." in page
    assert "too few to say" in page


def test_a_rare_device_is_nobody_s(client, world):
    page = text(client.get(SUMS))
    assert "others, or not said" in page


def test_the_sums_of_a_train_nobody_told_of_invite(client, world):
    assert "Nobody has told yet" in text(client.get("/fridays/dawn/26.48/tuesday"))


def test_the_invitation_leads_to_the_form(client, world):
    mira = world["fan.mira"]
    notice = next(n for n in fan_queries.inbox(Viewer(fan_id=mira.id)) if n.kind == "tuesday_asked")
    client.force_login(mira)
    assert "How is Dawn 26.47?" in text(client.get("/me/inbox"))
    assert client.get(f"/go/{notice.about}").url == HERE


def test_the_makers_read_that_it_did_not_help(client, world):
    client.force_login(world["member.jonna"].fan)
    page = text(client.get("/me/inbox"))
    assert "Not fixed: Reading light follows the page when you lean in" in page
    assert "5 of 5 people who tried it say so." in page


def test_who_asked_reads_that_the_promise_stands(world):
    needs = queries.reopened_by(world["train.26.47"].id)[0].needs
    people = voices.people_behind(needs)[needs[0]]
    kinds = {n.kind for fan_id in people for n in fan_queries.inbox(Viewer(fan_id=fan_id))}
    assert "need_again" in kinds
    bus.drain()


@pytest.mark.parametrize(
    "path", ["/fridays/dawn/99.99/report", "/fridays/no/26.47/tuesday", "/fridays/dawn/%00/report"]
)
def test_a_train_nobody_knows_is_not_found(client, world, path):
    assert client.get(path).status_code == 404


def test_the_worker_rules_fridays_alone(client, world):
    answer = client.get("/fridays/report-worker.js")
    assert answer.headers["Content-Type"] == "text/javascript"
    assert "Service-Worker-Allowed" not in answer.headers


def test_a_voice_from_a_report_says_so_and_leads_to_the_week(client, world):
    told = queries.report_of(world["train.26.47"].id, world["fan.mira"].id)
    spoken = queries.voices_in([told.id])[told.id]["liked"]
    page = client.get(f"/voices/{spoken}").content.decode()
    assert f'<a href="{SUMS}">From a report on 26.47</a>' in page


def test_the_record_counts_confirmed_verdicts_and_not_weeks(client, world):
    page = text(client.get(f"/people/{world['fan.mira'].handle}"))
    assert re.search(r"reports confirmed ?\W*3|3\W*reports confirmed", page)
    assert "weeks told of on Tuesdays" not in page
