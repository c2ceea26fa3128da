"""Builds as fans and machines meet them: pages, hashes, papers, and downloads that go on where they broke."""

import asyncio
import hashlib

import pytest
from django.test import Client, override_settings

from fanloop.config import handover
from fanloop.people.fans import actions as fans
from fanloop.people.team import actions as team
from fanloop.site.ranges import TOLD, NoSuchPart, part_of
from fanloop.things.builds import actions, queries
from fanloop.things.products import actions as products
from tests.things.builds.ceremony import new_file, offered
from tests.things.builds.conftest import ceremony, home, now, repository  # noqa: F401 -- fixtures, used by name

DATA = bytes(range(256)) * 2_000
DIGEST = hashlib.sha256(DATA).hexdigest()
FILE = f"/builds/targets/dawn/2.4.0/{DIGEST}.dawn.bin"


@pytest.fixture
def jonna(db, now):
    fan = fans.join(handle="jonna", email=None, password=None, at=now)
    team.found_maker(
        name="Northwindow", languages=["en"], currencies=["EUR"], founder=fan, member_name="Jonna", at=now
    )
    return fan


@pytest.fixture
def dawn(jonna, now):
    return products.add_line(slug="dawn", name="Dawn", at=now)


@pytest.fixture
def build(dawn, now):
    return offered(dawn, "2.4.0", now, new_file("dawn.bin", DATA, revisions=("DN2-A",)))


def page(path, **headers):
    return Client().get(path, headers=headers)


def test_the_list_shows_what_is_offered_and_whether_machines_believe_it(repository, build, now):
    said = page("/builds").content.decode()
    assert "2.4.0" in said
    assert "waits for its signature" in said
    repository.publish(now)
    assert "waits for its signature" not in page("/builds").content.decode()


def test_a_build_shows_every_hash_and_whom_it_fits(build):
    said = page("/builds/dawn/2.4.0").content.decode()
    assert DIGEST in said
    assert "DN2-A" in said
    assert FILE in said


def test_the_page_names_the_first_trust_with_its_hash(build, repository):
    root = queries.paper("root").body
    said = page("/builds").content.decode()
    assert "/builds/metadata/1.root.json" in said
    assert hashlib.sha256(root.encode()).hexdigest() in said
    assert page("/builds/metadata/1.root.json").content.decode() == root


def test_what_is_not_offered_does_not_exist_for_strangers(dawn, jonna, now):
    actions.add_build(line=dawn, number="2.4.0", files=[new_file("dawn.bin", DATA)], by=None, at=now)
    assert "2.4.0" not in page("/builds").content.decode()
    assert page("/builds/dawn/2.4.0").status_code == 404
    assert page(FILE).status_code == 404
    boss = Client()
    boss.force_login(jonna)
    assert "not offered yet" in boss.get("/builds/dawn/2.4.0").content.decode()


def test_a_withdrawn_build_says_why_and_hands_nothing_out(build, now):
    actions.withdraw(build=build, why="It flickers at 1 %.", by=None, at=now)
    said = page("/builds/dawn/2.4.0").content.decode()
    assert "It flickers at 1 %." in said
    assert FILE not in said
    assert page(FILE).status_code == 404


@pytest.mark.parametrize("path", ["/builds/dawn/9", "/builds/none/1", "/builds/dawn/%00", "/builds/metadata/root.json", "/builds/targets/x", "/builds/targets/dawn/2.4.0/dawn.bin", f"/builds/targets/dawn/2.4.0/{DIGEST}.", f"/builds/targets/%00/2.4.0/{DIGEST}.dawn.bin"])  # fmt: skip
def test_what_is_not_there_is_not_found(build, path):
    assert page(path).status_code == 404


def test_papers_that_never_change_are_kept_and_the_timestamp_is_not(repository, jonna):
    assert "immutable" in page("/builds/metadata/1.targets.json")["cache-control"]
    assert page("/builds/metadata/timestamp.json")["cache-control"] == "no-cache"


@override_settings(MIRRORS=["https://cdn.example.com/builds"], PUBLIC_URL="https://fans.example.com")
def test_mirrors_are_listed_after_ourselves(jonna):
    assert page("/builds/mirrors.json").json() == {
        "mirrors": [
            {"metadata": f"{base}/metadata/", "targets": f"{base}/targets/"}
            for base in ("https://fans.example.com/builds", "https://cdn.example.com/builds")
        ]
    }


def test_a_file_comes_whole_with_its_hash_as_etag(build):
    answer = page(FILE)
    assert (answer.status_code, answer.getvalue()) == (200, DATA)
    assert (answer["etag"], answer["accept-ranges"]) == (f'"{DIGEST}"', "bytes")
    assert answer["content-length"] == str(len(DATA))
    assert 'filename="dawn.bin"' in answer["content-disposition"]


def test_a_broken_download_goes_on_where_it_was(build):
    answer = page(FILE, range="bytes=1000-", if_range=f'"{DIGEST}"')
    assert (answer.status_code, answer.getvalue()) == (206, DATA[1000:])
    assert answer["content-range"] == f"bytes 1000-{len(DATA) - 1}/{len(DATA)}"


def test_a_part_of_something_else_is_answered_with_the_whole(build):
    answer = page(FILE, range="bytes=1000-", if_range='"another"')
    assert (answer.status_code, answer.getvalue()) == (200, DATA)


@pytest.mark.parametrize(("header", "part"), [("bytes=0-0", DATA[:1]), ("bytes=-10", DATA[-10:]), ("bytes=5-9", DATA[5:10]), (f"bytes=9-{10**17}", DATA[9:])])  # fmt: skip
def test_any_one_part_can_be_had(build, header, part):
    assert page(FILE, range=header).getvalue() == part


@pytest.mark.parametrize("header", ["bytes=", "bytes=5-2", "bytes=0-1,5-6", "lines=1-2", "bytes=a-b", "-"])
def test_what_is_no_single_part_is_answered_with_the_whole(build, header):
    assert page(FILE, range=header).status_code == 200


@pytest.mark.parametrize("header", [f"bytes={len(DATA)}-", "bytes=-0"])
def test_a_part_behind_the_end_says_how_long_the_file_is(build, header):
    answer = page(FILE, range=header)
    assert (answer.status_code, answer["content-range"]) == (416, f"bytes */{len(DATA)}")


def test_the_head_of_a_file_tells_its_length(build):
    answer = Client().head(FILE, headers={"range": "bytes=0-9"})
    assert (answer.status_code, answer["content-length"], answer.content) == (206, "10", b"")


def test_a_file_that_is_known_is_not_sent_again(build):
    assert page(FILE, if_none_match=f'W/"x", "{DIGEST}"').status_code == 304


def test_a_part_behind_the_end_is_no_part():
    with pytest.raises(NoSuchPart):
        part_of("bytes=10-", 10)


@pytest.mark.django_db(transaction=True)
def test_the_server_sends_the_bytes_in_the_place_of_the_page(build):
    answer = page(FILE, range="bytes=100-", x_fanloop_hands_over="1")
    assert answer.content == b""
    assert answer[TOLD] == f"{DIGEST} 100 {len(DATA) - 100}"
    headers = [(name.encode().lower(), value.encode()) for name, value in answer.items()]
    sent = asyncio.run(handed(headers, []))
    assert not [name for name, _value in sent[0]["headers"] if name == TOLD.encode()]
    assert b"".join(message.get("body", b"") for message in sent[1:]) == DATA[100:]
    assert sent[-1].get("more_body", False) is False


@pytest.mark.django_db(transaction=True)
def test_a_receiver_who_has_left_gets_no_more(build):
    answer = page(FILE, x_fanloop_hands_over="1")
    headers = [(name.encode().lower(), value.encode()) for name, value in answer.items()]
    sent = asyncio.run(handed(headers, [{"type": "http.disconnect"}]))
    assert sum(len(message.get("body", b"")) for message in sent[1:]) < len(DATA)


async def handed(headers, received):
    sent = []

    async def receive():
        if received:
            return received.pop(0)
        return await asyncio.Event().wait()

    async def send(message):
        sent.append(message)
        await asyncio.sleep(0.01)

    handing = handover.Handing(receive, send)
    await handing({"type": "http.response.start", "status": 206, "headers": headers})
    await handing({"type": "http.response.body", "body": b"", "more_body": True})
    await handing({"type": "http.response.body", "body": b""})
    return sent


def test_nobody_outside_can_ask_the_server_to_send_files():
    assert handover.asking([(b"x-fanloop-hands-over", b"9"), (b"host", b"a")]) == [
        (b"host", b"a"), (b"x-fanloop-hands-over", b"1"),
    ]  # fmt: skip
