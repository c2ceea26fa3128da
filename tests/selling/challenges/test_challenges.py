"""Pictures with their rights: kept with the terms, used while allowed, voted for by others, chosen by a person."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from fanloop.foundation import bus, files, trail
from fanloop.foundation.refs import ref
from fanloop.foundation.viewer import ANYONE, SYSTEM
from fanloop.listening.moderation.actions import hide, unhide
from fanloop.people.fans import actions as fans
from fanloop.people.fans import queries as people
from fanloop.people.fans.models import Notice
from fanloop.people.team import actions as team
from fanloop.people.team.queries import viewer_of
from fanloop.people.terms.actions import agree, publish_terms
from fanloop.selling.challenges import actions, queries
from fanloop.selling.challenges.actions import Refused
from fanloop.selling.challenges.models import Entry, Use, Vote, Win
from fanloop.selling.challenges.rules.phases import MOST_ENTRIES, phase, why_no_vote, why_no_win
from fanloop.selling.challenges.rules.tags import parts_of, tag_of, tags_in
from tests.selling.challenges.world import OVER, asking, entry, friend, kept, new
from tests.selling.world import NOON, fan

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return asking()


@given(text=st.text(max_size=80))
def test_a_tag_is_its_own_folded_form_and_a_text_is_all_its_parts(text):
    assert all(tag_of(tag) == tag for tag in tags_in(text))
    assert "".join(part for part, _tag in parts_of(text)) == text
    assert tuple(dict.fromkeys(tag for _part, tag in parts_of(text) if tag)) == tags_in(text)


@given(minutes=st.integers(-60, 120), is_withdrawn=st.booleans(), author=st.integers(1, 3), voter=st.integers(1, 3),
       is_shown=st.booleans())  # fmt: skip
def test_votes_count_in_the_window_and_winners_after_it(minutes, is_withdrawn, author, voter, is_shown):
    at = NOON + timedelta(minutes=minutes)
    now = phase(opens=NOON, closes=NOON + timedelta(hours=1), is_withdrawn=is_withdrawn, at=at)
    may_vote = why_no_vote(now=now, author=author, voter=voter, is_shown=is_shown) == ""
    may_win = why_no_win(now=now, is_shown=is_shown) == ""
    assert may_vote == (0 <= minutes < 60 and not is_withdrawn and author != voter and is_shown)
    assert may_win == (minutes >= 60 and not is_withdrawn and is_shown)


def test_a_challenge_needs_terms_a_tag_and_an_end(house):
    for wrong in (
        {"tag": "two words"},
        {"closes": NOON},
        {"title": {}},
        {"closes": NOON + timedelta(days=400)},
        {},
    ):
        with pytest.raises(Refused):
            actions.open_challenge(new=new(**wrong), by=house.member, at=NOON)
    row = house.challenge
    assert (row.tag, row.line, row.terms) == ("firstlight", house.line, house.terms)
    assert ref(house.campaign) in {node.ref for node in trail.causes_of(ref(row)).nodes}


def test_an_entry_is_kept_with_the_version_its_author_agreed_to(house):
    mira = friend(house, "mira.k")
    first = entry(house, mira)
    later = publish_terms(text="Still yours.", licence="CC-BY-4.0", by=house.member, at=NOON)
    with pytest.raises(Refused, match="agree"):
        entry(house, mira)
    agree(fan=mira, terms=later, at=NOON)
    assert [first.terms, entry(house, mira).terms] == [house.terms, later]
    with pytest.raises(Refused, match="agree"):
        entry(house, fan())


def test_the_same_key_is_one_entry_and_there_is_room_for_three(house):
    mira = friend(house)
    assert entry(house, mira, key="a") == entry(house, mira, key="a")
    rows = [entry(house, mira) for _each in range(MOST_ENTRIES - 1)]
    with pytest.raises(Refused, match="At most"):
        entry(house, mira)
    actions.take_back(entry=rows[0], by=mira, at=NOON)
    assert entry(house, mira).tags == ["firstlight"]
    with pytest.raises(Refused, match="no entries now"):
        entry(house, friend(house), at=OVER)


def test_no_log_and_no_picture_without_words_for_who_cannot_see(house):
    mira = friend(house)
    log = files.keep(b"hello", name="a.log", content_type="text/plain", at=NOON)
    for file, described in ((log, "a window"), (kept(), " ")):
        with pytest.raises(Refused):
            actions.enter(
                challenge=house.challenge, fan=mira, file=file, caption="", described=described, use=False, key="x", at=NOON
            )  # fmt: skip


def shown_on_the_campaign(house, viewer=ANYONE):
    return [row.entry for row in queries.gallery(house.campaign, viewer=viewer)]


def test_the_maker_shows_it_while_its_author_allows_it(house):
    mira = friend(house)
    row, other = entry(house, mira, use=True), entry(house, mira)
    assert shown_on_the_campaign(house) == [row]
    assert actions.withdraw_use(entry=row, by=mira, at=NOON + timedelta(days=1))
    assert not actions.withdraw_use(entry=row, by=mira, at=NOON + timedelta(days=2))
    assert shown_on_the_campaign(house, viewer_of(house.boss.id)) == []
    actions.allow_use(entry=row, by=mira, at=NOON + timedelta(days=3))
    assert actions.allow_use(entry=row, by=mira, at=NOON + timedelta(days=4)).at == NOON + timedelta(days=3)
    for act in (actions.allow_use, actions.withdraw_use, actions.take_back):
        with pytest.raises(Refused):
            act(entry=other, by=friend(house), at=NOON)
    said = [
        (each.entry, bool(each.ended_at))
        for each in queries.rights(house.challenge.id, viewer=viewer_of(house.boss.id))
        if each.use
    ]
    assert said == [(row, True), (row, False)]
    assert queries.rights(house.challenge.id, viewer=viewer_of(mira.id)) == []


def test_what_is_hidden_or_taken_back_stands_nowhere(house):
    mira, leo = friend(house), friend(house)
    row = entry(house, mira, use=True)
    hide(about=ref(row), by=None, why="fast", at=NOON)
    assert shown_on_the_campaign(house) == []
    assert queries.entry(row.id, viewer=viewer_of(leo.id)) is None
    assert queries.entry(row.id, viewer=viewer_of(mira.id)).is_hidden
    assert queries.tagged("firstlight", viewer=viewer_of(leo.id)).rows == []
    with pytest.raises(Refused, match="not shown"):
        actions.vote(entry=row, by=leo, at=NOON)
    unhide(about=ref(row), by=None, at=NOON)
    assert shown_on_the_campaign(house) == [row]
    digest = row.file.sha256
    back = actions.take_back(entry=row, by=mira, at=NOON)
    assert (back.file, back.caption, files.kept(digest)) == (None, "", None)
    assert shown_on_the_campaign(house) == []
    assert queries.entry(row.id, viewer=SYSTEM) is None
    assert Use.objects.get().withdrawn_at == NOON
    assert actions.take_back(entry=row, by=mira, at=OVER).taken_back_at == NOON


def test_a_fan_votes_once_for_others_and_takes_it_back(house):
    mira, leo = friend(house), friend(house)
    row = entry(house, mira)
    assert actions.vote(entry=row, by=leo, at=NOON) == actions.vote(entry=row, by=leo, at=NOON)
    with pytest.raises(Refused, match="your own"):
        actions.vote(entry=row, by=mira, at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        Vote.objects.create(entry=row, fan=leo, at=NOON)
    assert queries.entry(row.id, viewer=viewer_of(leo.id)).has_my_vote
    assert actions.withdraw_vote(entry=row, by=leo, at=NOON)
    assert queries.entry(row.id, viewer=ANYONE).votes == 0
    for act in (actions.vote, actions.withdraw_vote):
        with pytest.raises(Refused, match="while the challenge is open"):
            act(entry=row, by=leo, at=OVER)


def test_a_person_chooses_after_the_end_says_why_and_tells(house):
    mira = friend(house)
    row = entry(house, mira)
    with pytest.raises(Refused, match="after the end"):
        actions.choose_winner(entry=row, because="Lovely", by=house.member, at=NOON)
    with pytest.raises(Refused, match="why"):
        actions.choose_winner(entry=row, because=" ", by=house.member, at=OVER)
    for _twice in range(2):
        actions.choose_winner(entry=row, because="No second shadow", by=house.member, at=OVER)
    assert Win.objects.get().because == "No second shadow"
    told = Notice.objects.get(kind="challenge_won")
    assert (told.fan, told.data["because"]) == (mira, "No second shadow")
    own = entry(house, friend(house))
    Entry.objects.filter(id=own.id).update(fan=house.boss)
    with pytest.raises(Refused, match="your own"):
        actions.choose_winner(entry=own, because="Mine", by=house.member, at=OVER)


def test_a_withdrawn_challenge_tells_who_took_part_once(house):
    mira = friend(house)
    entry(house, mira)
    with pytest.raises(Refused):
        actions.withdraw_challenge(challenge=house.challenge, because="", by=house.member, at=NOON)
    for _twice in range(2):
        actions.withdraw_challenge(challenge=house.challenge, because="A wrong tag", by=house.member, at=NOON)
    assert [told.fan for told in Notice.objects.filter(kind="challenge_withdrawn")] == [mira]
    assert queries.phase_of(house.challenge, NOON) == "withdrawn"
    with pytest.raises(Refused):
        entry(house, mira)


def test_most_liked_come_first_and_tags_lead_to_one_another(house):
    mira, leo = friend(house), friend(house)
    old, young = entry(house, mira, caption="Look #窗"), entry(house, mira, caption="#Nightshift #窗")
    actions.vote(entry=old, by=leo, at=NOON)
    newest = queries.entries(house.challenge.id, viewer=ANYONE)
    liked = queries.entries(house.challenge.id, viewer=ANYONE, liked=True)
    assert [row.entry for row in newest.rows] == [young, old]
    assert [row.entry for row in liked.rows] == [old, young]
    assert [row.entry for row in queries.tagged("窗", viewer=ANYONE).rows] == [young, old]
    assert queries.tags_near("nightshift") == ["firstlight", "窗"]


def test_who_leaves_takes_their_pictures_along_and_the_rights_stay_written(house):
    mira, leo = friend(house), friend(house)
    row, liked = entry(house, mira, use=True), entry(house, leo)
    actions.vote(entry=liked, by=mira, at=NOON)
    taken = people.export(viewer_of(mira.id))["challenges"]
    assert [one["kind"] for one in taken] == ["entry", "vote"]
    assert (taken[0]["terms"], len(taken[0]["uses"])) == (1, 1)
    fans.erase(fan=mira, by=mira, at=NOON)
    bus.drain()
    row.refresh_from_db()
    assert (row.file, row.caption, row.described) == (None, "", "")
    assert queries.entry(liked.id, viewer=ANYONE).votes == 0
    (right,) = [
        one for one in queries.rights(house.challenge.id, viewer=viewer_of(house.boss.id)) if one.entry == row
    ]
    assert (right.entry.terms.version, bool(right.use.at), bool(right.ended_at)) == (1, True, True)


def test_who_runs_no_campaigns_reads_no_rights(house):
    entry(house, friend(house), use=True)
    ilse = friend(house, "ilse")
    team.hire(fan=ilse, name="Ilse", rank="engineer", by=house.member, at=NOON)
    assert queries.rights(house.challenge.id, viewer=viewer_of(ilse.id)) == []
