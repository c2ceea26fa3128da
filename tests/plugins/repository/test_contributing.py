"""What fans hand in: under the terms, tried against the source, decided once, known again when it is merged."""

import pytest

from fanloop.foundation import bus, trail
from fanloop.people.fans import actions as people
from fanloop.people.fans.models import Notice
from fanloop.plugins.repository import actions, git, queries
from fanloop.plugins.repository.models import Commit, Contribution
from fanloop.plugins.repository.rules import patches
from fanloop.releasing.releases import actions as releases
from fanloop.releasing.releases import queries as trains
from tests.plugins.repository.source import AT, agreed, proven

PATCH = """From 1234567890123456789012345678901234567890 Mon Sep 17 00:00:00 2001
From: Mira <mira@elsewhere.example>
Date: Fri, 20 Nov 2026 09:00:00 +0000
Subject: [PATCH] Say four

Three was never enough.
---
 dial.c | 2 +-

diff --git a/dial.c b/dial.c
index 1111111..2222222 100644
--- a/dial.c
+++ b/dial.c
@@ -1,3 +1,3 @@
 one
 two
-three
+four
--
2.43.0
"""


@pytest.fixture
def change(line):
    return releases.make_change(line=line, title="Half steps", kind="new", at=AT)


@pytest.fixture
def fan(mira, boss):
    return agreed(mira, boss)


@pytest.fixture
def hand_in(line, change, fan, read):
    """Hand in the patch as Mira, or another."""

    def handed(text=PATCH, **more):
        return actions.hand_in_patch(
            **{"line": line, "change": change, "fan": fan, "text": text, "at": AT, **more}
        )

    handed.read = read
    return handed


def state(row):
    return queries.handed([row])[0].state


def test_a_patch_keeps_its_title_the_terms_and_that_it_applies(hand_in, fan):
    hand_in.read()
    row = hand_in()
    assert (row.title, row.words, row.misfits) == ("Say four", "Three was never enough.", [])
    assert (row.terms.version, row.fits_at, state(row)) == (1, Commit.objects.get().sha, "waits")


def test_a_patch_that_does_not_apply_says_where(hand_in, source):
    source.commit("Five", {"dial.c": "one\ntwo\nfive\n"})
    hand_in.read()
    assert hand_in().misfits == [["dial.c", "differs", 1]]


def test_without_a_yes_to_the_terms_nothing_is_kept(hand_in, join):
    with pytest.raises(actions.Refused, match="agree to the contribution terms"):
        hand_in(fan=join("leo"))
    assert Contribution.objects.count() == 0


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Please make it quieter.", "no patch"),
        ("", "nothing in it"),
        (PATCH.replace("dial.c", "../../etc/passwd"), "nobody may write"),
        (PATCH.replace("dial.c", ".git/hooks/post-merge"), "nobody may write"),
        (PATCH.replace("-1,3 +1,3", "-1,9 +1,9"), "do not add up"),
        ("diff --git a/x.bin b/x.bin\nGIT binary patch\nliteral 3\n", "binary"),
    ],
)
def test_what_is_no_patch_is_refused_in_words(hand_in, text, why):
    with pytest.raises(actions.Refused, match=why):
        hand_in(text)


def test_a_patch_larger_than_a_megabyte_or_not_text_is_no_patch():
    for data, code in ((b"x" * 1_000_001, "large"), (b"\xff\xfe\x00", "text"), (b"a\0b", "binary")):
        with pytest.raises(patches.NotAPatch) as told:
            patches.text_of(data)
        assert told.value.code == code


def test_the_same_patch_is_handed_in_once_and_what_is_merged_is_claimed_instead(hand_in, source, join, boss):
    hand_in.read()
    hand_in()
    with pytest.raises(actions.Refused, match="exactly this already"):
        hand_in()
    source.commit("Say four", {"dial.c": "one\ntwo\nfour\n"})
    hand_in.read()
    with pytest.raises(actions.Refused, match="has exactly this already"):
        hand_in(fan=agreed(join("leo"), boss))


def test_a_merged_patch_is_known_by_what_it_does_and_stands_on_the_platform_with_its_fan(
    hand_in, source, line, fan
):
    row = hand_in()
    source.commit(
        "Four it is\n\nReviewed twice.", {"README": "Dawn 2\n", "dial.c": "zero\none\ntwo\nthree\n"}
    )
    source.commit("Four, as mira says", {"dial.c": "zero\none\ntwo\nfour\n"})
    hand_in.read()
    assert state(row) == "merged"
    made = next(one.change for one in trains.platform(line.id).held if one.change.title == {"en": "Say four"})
    assert trains.credits_of([made.id])[made.id] == {"made": [fan.id]}
    assert (
        f"repository.contribution:{row.id}"
        in trail.nearest_causes([f"releases.change:{made.id}"])[f"releases.change:{made.id}"]
    )
    bus.drain()
    bus.drain()
    assert list(Notice.objects.filter(kind="patch_merged").values_list("fan", flat=True)) == [fan.id]


def test_a_patch_changed_by_the_maintainer_is_known_by_the_word_patch_from(hand_in, source, change, fan):
    row = hand_in()
    source.commit(f"Say 4\n\nPatch-From: @mira.k\nPart-Of: CHANGE-{change.id}", {"dial.c": "one\ntwo\n4\n"})
    hand_in.read()
    hand_in.read()
    merging = queries.handed([row])[0].merging
    assert (merging.known_by, merging.change_id) == ("trailer", change.id)
    assert trains.credits_of([change.id])[change.id] == {"made": [fan.id]}


def test_of_several_patches_none_is_guessed(hand_in, source):
    hand_in()
    hand_in(PATCH.replace("+four", "+vier"))
    source.commit("Say 4\n\nPatch-From: @mira.k", {"dial.c": "one\ntwo\n4\n"})
    hand_in.read()
    assert [(row.text, row.outcome) for row in queries.unlinked()] == [("Patch-From: @mira.k", "which")]


def test_a_yes_has_a_reason_and_is_said_once(hand_in, boss, fan):
    row = hand_in()
    with pytest.raises(actions.Refused, match="Say why"):
        actions.decide(contribution=row, accepted=True, why=" ", by=boss, at=AT)
    actions.decide(contribution=row, accepted=True, why="Clean and small.", by=boss, at=AT)
    with pytest.raises(actions.Refused, match="just decided"):
        actions.decide(contribution=row, accepted=False, why="No.", by=boss, at=AT)
    assert state(row) == "accepted"
    told = Notice.objects.get(fan=fan, kind="patch_accepted")
    assert told.data["why"] == "Clean and small."


def test_a_translation_that_is_accepted_is_told_and_credited(change, fan, boss, line):
    row = actions.hand_in_translation(
        change=change, fan=fan, language="de", title="Halbe Schritte", words="Fein.", at=AT
    )
    assert trains.change_by_id(change.id).title == {"en": "Half steps"}
    actions.decide(contribution=row, accepted=True, why="Danke.", by=boss, at=AT)
    told = trains.change_by_id(change.id)
    assert (told.title["de"], told.words) == ("Halbe Schritte", {"de": "Fein."})
    assert trains.credits_of([change.id])[change.id] == {"helped": [fan.id]}
    with pytest.raises(actions.Refused, match="told like this"):
        actions.hand_in_translation(
            change=told, fan=fan, language="de", title="Halbe Schritte", words="Fein.", at=AT
        )


def test_what_stood_there_before_a_translation_is_kept(change, fan, boss):
    for said in ("Halbe Schritte", "In halben Schritten"):
        now = trains.change_by_id(change.id)
        row = actions.hand_in_translation(change=now, fan=fan, language="de", title=said, at=AT)
        actions.decide(contribution=row, accepted=True, why="Besser.", by=boss, at=AT)
    row.refresh_from_db()
    assert row.before == {"title": "Halbe Schritte", "words": ""}


def test_a_declined_translation_changes_nothing(change, fan, boss):
    row = actions.hand_in_translation(change=change, fan=fan, language="de", title="Quatsch", at=AT)
    actions.decide(contribution=row, accepted=False, why="Not what it says.", by=boss, at=AT)
    assert (trains.change_by_id(change.id).title, trains.credits_of([change.id])) == (
        {"en": "Half steps"},
        {},
    )


def test_a_commit_of_nobody_is_claimed_and_the_claim_is_looked_at(source, hand_in, change, fan, boss):
    source.commit(f"Four\n\nPart-Of: CHANGE-{change.id}", {"dial.c": "4\n"}, author="M <m@nowhere.example>")
    hand_in.read()
    (commit,) = queries.commits_of(change.id)
    row = actions.claim_commit(commit=commit, change=change, fan=fan, at=AT)
    with pytest.raises(actions.Refused, match="said so already"):
        actions.claim_commit(commit=commit, change=change, fan=fan, at=AT)
    assert trains.credits_of([change.id]) == {}
    actions.decide(contribution=row, accepted=True, why="We know your hand.", by=boss, at=AT)
    assert trains.credits_of([change.id])[change.id] == {"made": [fan.id]}
    assert [row.outcome for row in queries.unlinked()] == ["notrain"]


def test_an_erased_fan_leaves_neither_name_nor_words(hand_in, fan, source, change):
    row = hand_in()
    source.commit(
        f"Mine\n\nPart-Of: CHANGE-{change.id}", {"dial.c": "m\n"}, author=f"Mira <{proven(fan).email}>"
    )
    hand_in.read()
    people.erase(fan=fan, by=fan, at=AT)
    bus.drain()
    row.refresh_from_db()
    assert (row.fan, row.title, row.words, row.body) == (None, "", "", "")
    assert list(Commit.objects.exclude(author_name="Wen").values_list("author_name", "author_email")) == [
        ("", "")
    ]


def test_a_change_s_patch_applies_where_it_came_from(hand_in, source, change, firmware):
    source.commit(f"Four\n\nPart-Of: CHANGE-{change.id}", {"dial.c": "one\ntwo\nfour\n"})
    hand_in.read()
    (commit,) = queries.commits_of(change.id)
    mirror = queries.mirror_of(firmware.id)
    patch = patches.read(git.patch_of(git.commit(mirror, commit.sha)).decode())
    assert (patch.title, patch.email) == ("Four", "")
    assert git.contents(mirror, commit.parents[0], ["dial.c", "none"]) == {
        "dial.c": ["one", "two", "three", ""],
        "none": None,
    }
