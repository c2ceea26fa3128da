import json
from datetime import timedelta
from hashlib import sha256
from io import BytesIO

import pytest
from django.core.files.base import ContentFile

from fanloop.foundation import clock
from fanloop.foundation.viewer import ANYONE
from fanloop.listening.voices import queries as voices
from fanloop.people.fans.actions import join
from fanloop.people.levels.models import Level
from fanloop.people.team import actions as team
from fanloop.people.team import queries as members
from fanloop.releasing.beta import actions, queries
from fanloop.releasing.beta.actions import NewApplication, NewProgramme
from fanloop.things.builds.actions import NewFile, add_build
from fanloop.things.products import actions as products

DAY = timedelta(days=1)
AT = clock.now() - 10 * DAY
HOME = "/beta/dawn-explorers"


def somebody(handle, level=2):
    fan = join(handle=handle, email=None, password=None, at=AT)
    Level.objects.create(fan=fan, level=level, since=AT)
    return fan


@pytest.fixture
def boss(db):
    founder = somebody("jonna")
    team.found_maker(
        name="Northwindow", languages=["en"], currencies=["EUR"], founder=founder, member_name="Jonna", at=AT
    )
    return members.member_of(founder.id)


@pytest.fixture
def lamp(boss):
    line = products.add_line(slug="dawn", name="Dawn", at=AT)
    products.add_variant(line=line, sku="OAK", name="Oak", part=None, position=0, at=AT)
    return line


@pytest.fixture
def programme(boss, lamp):
    new = NewProgramme(title={"en": "Dawn explorers"}, words={"en": "Try it **first**."}, opens=AT)
    return actions.open_programme(line=lamp, slug="dawn-explorers", new=new, by=boss, at=AT)


@pytest.fixture
def mira(boss):
    return somebody("mira.k")


@pytest.fixture
def build(boss, lamp):
    content = ContentFile(b"firmware", name="dawn.bin")
    return add_build(line=lamp, number="2.4.0-rc2", files=[NewFile("dawn.bin", content)], at=AT, by=boss)


@pytest.fixture
def testing(client, programme, boss, mira, build):
    """Mira has a seat, a build and a feature to try, and is logged in: the feature."""
    actions.give_seat(programme=programme, fan=mira, ring=1, devices={"OAK": "B"}, by=boss, at=AT)
    actions.offer_build(programme=programme, build=build, ring=1, by=boss, at=AT)
    client.force_login(mira)
    return actions.add_feature(programme=programme, title={"en": "Real sunrise"}, by=boss, at=AT)


def read(client, path=HOME):
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_everybody_reads_which_programmes_run(client, programme):
    assert "Dawn explorers" in read(client, "/beta")
    page = read(client)
    assert "<strong>first</strong>" in page
    assert f"{HOME}/apply" in page
    assert client.get("/beta/nothing").status_code == 404


def test_applying_asks_to_log_in_and_then_answers_with_a_code(client, programme, mira):
    assert "/account/login/" in client.get(f"{HOME}/apply").headers["Location"]
    client.force_login(mira)
    assert "Oak" in read(client, f"{HOME}/apply")
    client.post(f"{HOME}/apply", {"devices": ["OAK"], "revision": "B", "languages": ["en", "de"]})
    waiting = queries.mine(programme.id, mira.id).application
    assert (waiting.devices, waiting.languages) == ({"OAK": "B"}, ["de", "en"])
    assert waiting.code in read(client)


def test_what_is_missing_stands_beside_its_field_and_nothing_is_lost(client, programme, boss, mira):
    asked = actions.add_question(programme=programme, kind="text", title={"en": "Why?"}, by=boss, at=AT)
    client.force_login(mira)
    answer = client.post(f"{HOME}/apply", {f"q{asked.id}": "Because of Tromsø."})
    assert answer.status_code == 422
    assert "Because of Tromsø." in answer.content.decode()
    assert queries.mine(programme.id, mira.id).application is None


def test_an_application_is_kept_for_later(client, programme, boss, mira):
    asked = actions.add_question(programme=programme, kind="text", title={"en": "Why?"}, by=boss, at=AT)
    client.force_login(mira)
    client.post(f"{HOME}/apply", {f"q{asked.id}": "Half a sentence", "devices": ["OAK"], "keep": "1"})
    page = read(client, f"{HOME}/apply")
    assert "Half a sentence" in page
    assert 'value="OAK" id="id_devices_0" checked' in page or "checked" in page


def test_terms_are_signed_while_applying(client, programme, boss, mira):
    actions.publish_terms(programme=programme, text={"en": "Pictures wait until **Friday**."}, by=boss, at=AT)
    client.force_login(mira)
    assert "<strong>Friday</strong>" in read(client, f"{HOME}/apply")
    assert client.post(f"{HOME}/apply", {"devices": ["OAK"]}).status_code == 422
    client.post(f"{HOME}/apply", {"devices": ["OAK"], "sign": "on"})
    assert queries.has_signed(programme.id, mira.id)
    assert "in force" in read(client, f"{HOME}/terms")


def test_a_seat_rests_wakes_and_is_left_in_one_click_each(client, testing, programme, mira):
    client.post(f"{HOME}/seat", {"want": "pause"})
    assert "Your seat rests." in read(client)
    client.post(f"{HOME}/seat", {"want": "resume"})
    assert "Your seat rests." not in read(client)
    client.post(f"{HOME}/seat", {"want": "leave"})
    assert queries.mine(programme.id, mira.id).seat is None
    assert (
        "You have no seat here."
        in client.post(f"{HOME}/seat", {"want": "dance"}, follow=True).content.decode()
    )


def test_activities_are_boxes_that_are_ticked_and_unticked(client, testing, programme, boss, mira):
    one, two = (
        actions.add_activity(programme=programme, title={"en": name}, by=boss, at=AT)
        for name in ("Dial", "Bed")
    )
    shown = [str(one.id), str(two.id)]
    client.post(f"{HOME}/activities", {"shown": shown, "done": [str(one.id)]})
    assert queries.mine(programme.id, mira.id).done == {one.id}
    client.post(f"{HOME}/activities", {"shown": shown, "done": [str(two.id)]})
    assert queries.mine(programme.id, mira.id).done == {two.id}
    assert f'name="done" value="{two.id}" checked' in read(client)


def test_a_trial_is_said_and_becomes_a_voice_in_the_same_press(client, testing, build, mira):
    said = {
        "build": build.id,
        "outcome": "fails",
        "device": "OAK",
        "words": "It came too late.",
        "voice": "1",
    }
    client.post(f"/beta/features/{testing.id}", said)
    [row] = queries.my_trials(queries.mine(testing.programme_id, mira.id).seat.id)
    assert (row.trial.outcome, row.device, row.trial.revision) == ("fails", "Oak", "B")
    [voice] = voices.latest_voices(ANYONE, limit=1)
    assert (voice.voice.title, voice.voice.kind) == ("It came too late.", "bug")
    page = read(client)
    assert "It came too late." in page
    assert f"/go/{row.trial.voice}" in page


def test_a_trial_can_be_made_a_voice_later_but_not_somebody_elses(client, testing, build, mira):
    client.post(f"/beta/features/{testing.id}", {"build": build.id, "outcome": "fails", "words": "Too late."})
    [row] = queries.my_trials(queries.mine(testing.programme_id, mira.id).seat.id)
    client.force_login(somebody("eve"))
    assert client.post(f"/beta/trials/{row.trial.id}/voice").status_code == 404
    client.force_login(mira)
    client.post(f"/beta/trials/{row.trial.id}/voice")
    assert queries.trial(row.trial.id).voice


def test_words_that_were_refused_come_back_to_their_form(client, testing, build):
    client.post(f"/beta/features/{testing.id}", {"build": build.id, "words": "I forgot to choose."})
    assert "I forgot to choose." in read(client)
    assert "I forgot to choose." not in read(client)


def test_a_testers_file_is_for_their_ring_alone(client, testing, build, mira):
    from fanloop.things.builds.queries import files_of

    [file] = files_of([build.id])[build.id]
    address = f"{HOME}/files/{file.id}"
    assert address in read(client)
    answer = client.get(address)
    assert BytesIO(b"".join(answer)).read() == b"firmware"
    client.post(f"{HOME}/seat", {"want": "pause"})
    assert client.get(address).status_code == 404
    client.force_login(somebody("eve"))
    assert client.get(address).status_code == 404
    client.logout()
    assert "/account/login/" in client.get(address).headers["Location"]


def test_a_new_version_of_the_terms_is_signed_on_the_page(client, testing, programme, boss, mira):
    actions.publish_terms(programme=programme, text={"en": "Be kind."}, by=boss, at=AT)
    assert "I sign version 1" in read(client)
    client.post(f"{HOME}/sign", {"version": "1"})
    assert "I sign version 1" not in read(client)
    assert queries.has_signed(programme.id, mira.id)


def test_a_draw_can_be_done_again_from_its_file(client, programme, boss, lamp):
    fans = [somebody(f"fan{number}") for number in range(5)]
    for fan in fans:
        actions.apply(
            programme=programme, fan=fan, said=NewApplication(devices={"OAK": "B"}, languages=["en"]), at=AT
        )
    wave = actions.announce_wave(programme=programme, seats=2, closes=AT + DAY, by=boss, at=AT)
    before = json.loads(client.get(f"/beta/waves/{wave.id}.json").content)
    assert "secret" not in before
    actions.draw_wave(wave=wave, by=boss, at=AT + DAY)
    told = json.loads(client.get(f"/beta/waves/{wave.id}.json").content)
    assert sha256(told["secret"].encode()).hexdigest() == before["commitment"]
    pool = "".join(f"{line}\n" for line in told["pool"])
    seed = sha256(f"{told['secret']}:{sha256(pool.encode()).hexdigest()}".encode()).hexdigest()
    codes = sorted((line.split()[0] for line in told["pool"]), key=lambda code: sha256(f"{seed}:{code}".encode()).hexdigest())  # fmt: skip
    assert [one["code"] for one in told["tickets"] if one["is_in"]] == codes[:2]
    client.force_login(fans[0])
    page = read(client, f"/beta/waves/{wave.id}")
    assert queries.my_code(queries.wave(wave.id), fans[0].id) in page
    assert "fan0" not in client.get(f"/beta/waves/{wave.id}.json").content.decode()
