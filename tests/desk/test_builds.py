"""Builds at the desk: handed in with their proofs, offered, withdrawn, and signed away from here."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from fanloop.people.team.models import StaffAct
from fanloop.things.builds import actions, queries
from tests.things.builds.ceremony import Ceremony, new_file
from tests.things.builds.conftest import dawn, home, now  # noqa: F401 -- fixtures, used by name

pytestmark = pytest.mark.django_db
DATA = b"firmware " * 300


def upload(name="dawn.bin", data=DATA):
    return SimpleUploadedFile(name, data)


def hand_in(client, line, **more):
    sent = {"line": line.id, "number": "2.4.0", "files": [upload()], **more}
    return client.post("/desk/builds", sent)


@pytest.fixture
def build(dawn, now):
    return actions.add_build(line=dawn, number="2.4.0", files=[new_file("dawn.bin", DATA)], by=None, at=now)


def test_an_engineer_hands_in_a_build_with_its_proof(enter, dawn):
    proof = f"{hashlib.sha256(DATA).hexdigest()}  dawn.bin\n"
    sent = {
        "hashes": proof,
        "revisions": "DN2-A, DN2-B",
        "origin": "git:1f3c",
        "files": [upload(), upload("notes.txt", b"hi")],
    }
    answer = hand_in(enter(("engineer",)), dawn, **sent)
    (added,) = queries.builds_of()
    assert answer["location"] == f"/desk/builds/{added.id}"
    found = {one.name: one.revisions for one in queries.files_of([added.id])[added.id]}
    assert found == {"dawn.bin": ["DN2-A", "DN2-B"], "notes.txt": ["DN2-A", "DN2-B"]}
    assert StaffAct.objects.filter(act="builds.add").exists()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"hashes": f"{'0' * 64}  dawn.bin"}, "was declared"),
        ({"hashes": f"{'0' * 64}  other.bin"}, "not among the files"),
        ({"hashes": "nonsense"}, "no line of sha256sum"),
        ({"number": "2/4"}, "no version"),
        ({"files": []}, "at least one file"),
    ],
)
def test_a_build_that_is_not_what_it_says_is_refused_and_the_words_stay(enter, dawn, sent, said):
    answer = hand_in(enter(("engineer",)), dawn, **{"origin": "git:abc", **sent})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert "git:abc" in page
    assert queries.builds_of() == []


def test_an_engineer_may_not_offer(enter, build):
    assert enter(("engineer",)).post(f"/desk/builds/{build.id}/offer").status_code == 403
    assert queries.offered() == set()


def test_a_lead_offers_and_withdraws_with_a_reason(enter, build):
    lead = enter(("lead",))
    lead.post(f"/desk/builds/{build.id}/offer", {"why": "The one of Friday."})
    assert queries.standings([build.id])[build.id].offer.why == "The one of Friday."
    lead.post(f"/desk/builds/{build.id}/withdraw", {"why": ""})
    assert queries.offered() == {build.id}
    lead.post(f"/desk/builds/{build.id}/withdraw", {"why": "It flickers."})
    assert queries.offered() == set()
    assert "It flickers." in lead.get(f"/desk/builds/{build.id}").content.decode()
    assert list(StaffAct.objects.order_by("id").values_list("act", flat=True)) == [
        "builds.offer",
        "builds.withdraw",
    ]


def test_what_must_be_signed_goes_out_and_comes_back_by_the_browser(enter, build, now):
    ceremony, founder = Ceremony(), enter(("founder",))
    ceremony.open(now)
    founder.post(f"/desk/builds/{build.id}/offer")
    page = founder.get("/desk/builds").content.decode()
    assert "/desk/builds/papers/targets.json" in page
    assert founder.get("/desk/builds/papers/targets.json").content.decode() == queries.draft("targets").body
    assert founder.get("/desk/builds/papers/root.json").status_code == 404
    signed = ceremony.signed("targets", "dora").encode()
    answer = founder.post(
        "/desk/builds/papers", {"paper": SimpleUploadedFile("targets.json", signed)}, follow=True
    )
    assert "targets 2 is published." in answer.content.decode()
    assert queries.signed([build.id]) == {build.id}
    assert queries.paper("targets").by.fan.handle == "jonna"


@pytest.mark.parametrize("data", [b"nonsense", b"", b"\xff\xfe\x00"])
def test_a_file_that_was_never_signed_is_said_to_be_none(enter, dawn, now, data):
    ceremony, founder = Ceremony(), enter(("founder",))
    ceremony.open(now)
    actions.draft_targets(at=now, anew=True)
    sent = {"paper": SimpleUploadedFile("targets.json", data)} if data else {}
    said = founder.post("/desk/builds/papers", sent, follow=True).content.decode()
    assert "no signed metadata" in said or "Choose the file" in said
    assert queries.paper("targets").version == 1


def test_the_page_tells_how_to_begin_where_there_are_no_keys(enter, dawn):
    assert "fanloop keys create" in enter(("lead",)).get("/desk/builds").content.decode()
