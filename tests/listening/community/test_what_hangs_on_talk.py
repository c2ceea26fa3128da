"""Edits, best answers, polls, files, mentions and drafts."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanloop.foundation import bus, files
from fanloop.foundation.uploads import accepted
from fanloop.foundation.viewer import ANYONE, Viewer
from fanloop.listening.attention import actions as attention
from fanloop.listening.community import actions, queries
from fanloop.listening.community.actions import NewPoll, NewReply, Refused
from fanloop.listening.community.models import Reply
from fanloop.listening.community.rules import polls, rights, threads
from fanloop.listening.moderation import actions as moderation
from fanloop.people.fans import actions as fans
from fanloop.people.fans import queries as fan_queries
from tests.foundation.test_uploads import picture
from tests.listening.conftest import AT

LATER = AT + timedelta(hours=1)


@pytest.fixture
def space(db):
    return actions.open_space(slug="living", name="Living with it", at=AT)


@pytest.fixture
def topic(space, mira):
    return actions.start_topic(space=space, author=mira, title="Oak care", body="What oil?", at=AT)


def seeing(fan):
    return Viewer(fan_id=fan.id)


def told(fan, kind):
    return [notice for notice in fan_queries.inbox(seeing(fan)) if notice.kind == kind]


class TestThreads:
    def test_an_answer_stands_under_what_it_answers_while_that_is_being_read(self, topic, mira, tomo):
        first = actions.reply(topic=topic, author=tomo, body="Hard wax.", at=AT)
        second = actions.reply(topic=topic, author=mira, body="Why?", parent=first, at=AT)
        actions.reply(topic=topic, author=tomo, body="It lasts.", parent=second, at=AT)
        actions.reply(topic=topic, author=mira, body="New thought", at=AT)
        actions.reply(topic=topic, author=mira, body="Back to wax", parent=first, at=AT)
        said = queries.opened(queries.topic(topic.id, ANYONE), page=1, viewer=ANYONE).page.object_list
        assert [(one.depth, one.quote) for one in said] == [
            (0, ""),
            (1, ""),
            (2, ""),
            (0, ""),
            (0, "Hard wax."),
        ]

    @given(st.lists(st.integers(0, 8), max_size=40))
    def test_no_reply_goes_more_than_one_deeper_than_the_one_before(self, backs):
        rows = [(n + 1, max(0, n + 1 - back) or None if back else None, 0) for n, back in enumerate(backs)]
        depths = [place.depth for place in threads.places(rows)]
        assert all(b <= a + 1 for a, b in zip([-1, *depths], depths, strict=False))
        assert all(depth <= threads.DEEPEST for depth in depths)


class TestEdits:
    def test_everybody_sees_what_stood_there_before_and_it_can_be_put_back(self, topic, mira):
        actions.edit_topic(
            topic=topic, by=mira, title="Oak care", body="Which oil do you use?", why="unclear", at=LATER
        )
        row = queries.topic(topic.id, ANYONE)
        (version,) = queries.history(row, f"community.topic:{topic.id}", ANYONE)
        assert (version.by, version.why) == ("mira", "unclear")
        assert "".join(change.words for change in version.body if change.kind != "new") == "What oil?"
        actions.revert(row=row, edit=queries.edit(version.edit_id), by=mira, at=LATER)
        assert queries.topic(topic.id, ANYONE).body == "What oil?"
        assert (
            len(queries.history(queries.topic(topic.id, ANYONE), f"community.topic:{topic.id}", ANYONE)) == 2
        )

    def test_the_same_words_are_no_edit(self, topic, mira):
        actions.edit_topic(topic=topic, by=mira, title="Oak care", body=" What oil? ", at=LATER)
        assert queries.topic(topic.id, ANYONE).edited_at is None

    def test_taken_back_words_are_told_to_their_author_and_moderators_alone(self, topic, tomo, mira):
        said = actions.reply(topic=topic, author=tomo, body="Too quick", at=AT)
        about = f"community.reply:{said.id}"
        actions.take_back(row=said, by=tomo, at=LATER)
        row = queries.post(about, ANYONE)
        assert row.body == ""
        assert queries.history(row, about, seeing(mira)) == []
        assert len(queries.history(row, about, seeing(tomo))) == 1

    def test_an_edit_of_another_post_is_not_put_back_here(self, topic, mira, tomo):
        said = actions.reply(topic=topic, author=tomo, body="a", at=AT)
        actions.edit_reply(reply=said, by=tomo, body="b", at=LATER)
        (version,) = queries.history(said, f"community.reply:{said.id}", ANYONE)
        with pytest.raises(ValueError, match="not one of"):
            actions.revert(row=topic, edit=queries.edit(version.edit_id), by=mira, at=LATER)

    @pytest.mark.parametrize(
        ("author", "viewer", "may"),
        [(7, Viewer(fan_id=7), True), (7, Viewer(fan_id=8), False), (None, Viewer(), False), (None, Viewer(fan_id=7), False),
         (7, Viewer(fan_id=8, permissions=frozenset({"community.moderate"})), True)],
    )  # fmt: skip
    def test_who_may_change_words(self, author, viewer, may):
        assert rights.may_change(author, viewer) is may


class TestBestAnswer:
    def test_there_is_one_and_another_takes_its_place(self, topic, mira, tomo):
        one = actions.reply(topic=topic, author=tomo, body="Wax", at=AT)
        two = actions.reply(topic=topic, author=tomo, body="Oil", at=AT)
        actions.choose_best(reply=one, by=mira, at=LATER)
        actions.choose_best(reply=two, by=mira, at=LATER)
        actions.choose_best(reply=two, by=mira, at=LATER)
        assert queries.best_answer(topic.id) == f"community.reply:{two.id}"
        assert [line.kind for line in fan_queries.credit(tomo.id)].count("best_answer") == 1
        assert len(told(tomo, "best_answer")) == 2
        assert actions.withdraw_best(topic=topic, at=LATER)
        assert queries.best_answer(topic.id) == ""

    def test_answering_oneself_earns_nothing(self, topic, mira):
        own = actions.reply(topic=topic, author=mira, body="Found it", at=AT)
        actions.choose_best(reply=own, by=mira, at=LATER)
        assert "best_answer" not in [line.kind for line in fan_queries.credit(mira.id)]

    def test_a_hidden_answer_is_not_pinned(self, topic, mira, tomo):
        one = actions.reply(topic=topic, author=tomo, body="Wax", at=AT)
        actions.choose_best(reply=one, by=mira, at=LATER)
        row = queries.topic(topic.id, ANYONE)
        assert queries.opened(row, page=1, viewer=ANYONE).best.body == "Wax"
        moderation.hide(about=f"community.reply:{one.id}", by=None, why="", at=LATER)
        assert queries.opened(row, page=1, viewer=ANYONE).best is None


class TestPolls:
    @pytest.fixture
    def poll(self, space, mira):
        new = NewPoll("Wood?", ["Oak", " Ash ", "Oak", ""], closes_at=LATER)
        row = actions.start_topic(space=space, author=mira, title="Wood", body="b", poll=new, at=AT)
        return queries.poll_in(row.id, ANYONE, at=AT)

    def counts(self, poll, fan=None):
        now = queries.poll_in(poll.poll.topic_id, seeing(fan) if fan else ANYONE, at=AT)
        return [(option.text, option.count, option.is_mine) for option in now.options]

    def test_a_choice_may_be_changed_until_it_closes(self, poll, tomo):
        oak, ash = (option.id for option in poll.options)
        actions.choose(poll=poll.poll, fan=tomo, option_ids={oak}, at=AT)
        actions.choose(poll=poll.poll, fan=tomo, option_ids={ash}, at=AT)
        assert self.counts(poll, tomo) == [("Oak", 0, False), ("Ash", 1, True)]
        with pytest.raises(Refused, match="closed"):
            actions.choose(poll=poll.poll, fan=tomo, option_ids={oak}, at=LATER)

    def test_one_is_one_and_foreign_options_are_none(self, poll, space, mira, tomo):
        oak, ash = (option.id for option in poll.options)
        for wrong in ({oak, ash}, {max(oak, ash) + 1_000}, set()):
            with pytest.raises(Refused):
                actions.choose(poll=poll.poll, fan=tomo, option_ids=wrong, at=AT)
        assert self.counts(poll) == [("Oak", 0, False), ("Ash", 0, False)]

    def test_several_people_make_shares_of_people(self, space, mira, tomo):
        new = NewPoll("Wood?", ["Oak", "Ash"], is_multiple=True, shows_names=True)
        row = actions.start_topic(space=space, author=mira, title="Wood", body="b", poll=new, at=AT)
        poll = queries.poll_in(row.id, ANYONE, at=AT)
        oak, ash = (option.id for option in poll.options)
        actions.choose(poll=poll.poll, fan=tomo, option_ids={oak, ash}, at=AT)
        actions.choose(poll=poll.poll, fan=mira, option_ids={oak}, at=AT)
        now = queries.poll_in(row.id, ANYONE, at=AT)
        assert [(one.percent, one.names) for one in now.options] == [(100, ["tomo", "mira"]), (50, ["tomo"])]
        assert now.voters == 2

    @pytest.mark.parametrize(
        "options", [[], ["Oak"], ["Oak", "Oak"], [str(n) for n in range(polls.MOST + 1)]]
    )
    def test_too_few_and_too_many_options_ask_nothing(self, space, mira, options):
        with pytest.raises(Refused, match="option"):
            actions.start_topic(
                space=space, author=mira, title="a", body="b", poll=NewPoll("?", options), at=AT
            )
        assert queries.topics(space).paginator.count == 0


class TestMentions:
    def test_somebody_called_is_told_once_however_often_it_is_edited(self, topic, mira, tomo):
        said = actions.reply(topic=topic, author=mira, body="What do you say, @Tomo? And @nobody?", at=AT)
        bus.drain()
        actions.edit_reply(reply=said, by=mira, body="@tomo, @tomo!", at=LATER)
        bus.drain()
        assert len(told(tomo, "mentioned")) == 1
        page = queries.replies(queries.topic(topic.id, ANYONE), viewer=ANYONE)
        assert page.object_list[0].html.count('href="/people/tomo"') == 2

    def test_nobody_calls_themselves_or_somebody_who_has_muted_the_topic(self, topic, mira, tomo):
        attention.mute(fan=tomo, about=f"community.topic:{topic.id}", at=AT)
        actions.reply(topic=topic, author=mira, body="@tomo @mira", at=AT)
        bus.drain()
        assert told(tomo, "mentioned") == told(mira, "mentioned") == []

    def test_words_that_are_held_call_nobody_until_they_are_out(self, topic, mira, tomo):
        said = actions.reply(topic=topic, author=mira, body="@tomo cheap pills", at=AT)
        moderation.hide(about=f"community.reply:{said.id}", by=None, why="held", at=AT)
        bus.drain()
        assert told(tomo, "mentioned") == []
        moderation.unhide(about=f"community.reply:{said.id}", by=None, at=LATER)
        bus.drain()
        assert len(told(tomo, "mentioned")) == 1


def kept(name="lamp.png"):
    made = accepted(picture(), name)
    return files.keep(made.data, name=made.name, content_type=made.content_type, at=AT)


def test_files_hang_under_what_was_said_and_go_with_the_person(topic, tomo):
    said = actions.reply(topic=topic, author=tomo, body="See", files=[kept()], at=AT)
    about = f"community.reply:{said.id}"
    (file,) = queries.files_under([about])[about]
    assert (file.width, file.height, file.is_picture) == (40, 30, True)
    digest = file.href.split("/")[2]
    fans.erase(fan=tomo, by=tomo, at=LATER)
    bus.drain()
    assert queries.files_under([about]) == {}
    assert files.kept(digest) is None


def test_the_ninth_file_is_refused(topic, tomo):
    said = actions.reply(topic=topic, author=tomo, body="See", at=AT)
    rows = [files.keep(b"%d" % n, name=f"{n}.txt", content_type="text/plain", at=AT) for n in range(9)]
    for row in rows[:8]:
        actions.attach(to=f"community.reply:{said.id}", file=row, by=tomo, at=AT)
    with pytest.raises(Refused, match="8 files"):
        actions.attach(to=f"community.reply:{said.id}", file=rows[8], by=tomo, at=AT)


def test_a_draft_is_its_writers_alone_and_goes_when_it_is_empty(mira, tomo):
    actions.keep_draft(fan=mira, key="reply:7", data={"body": "Half a thou"}, at=AT)
    assert queries.draft(mira.id, "reply:7") == {"body": "Half a thou"}
    assert queries.draft(tomo.id, "reply:7") == {}
    actions.keep_draft(fan=mira, key="reply:7", data={"body": " "}, at=AT)
    assert queries.draft(mira.id, "reply:7") == {}


def test_comments_on_anything_are_a_topic_about_it(space, mira):
    row = actions.start_topic(space=space, author=mira, title="a", body="b", about="voices.need:7", at=AT)
    assert queries.topic_about("voices.need:7", ANYONE) == row
    assert queries.topic_about("voices.need:8", ANYONE) is None


def test_erasure_takes_earlier_words_drafts_and_choices(space, mira, tomo):
    poll = NewPoll("?", ["a", "b"])
    topic = actions.start_topic(space=space, author=tomo, title="Secret", body="Mine", poll=poll, at=AT)
    actions.edit_topic(topic=topic, by=tomo, title="Other", body="Words", at=LATER)
    found = queries.poll_in(topic.id, ANYONE, at=AT)
    actions.choose(poll=found.poll, fan=tomo, option_ids=[found.options[0].id], at=AT)
    actions.keep_draft(fan=tomo, key="k", data={"body": "x"}, at=AT)
    fans.erase(fan=tomo, by=tomo, at=LATER)
    bus.drain()
    row = queries.topic(topic.id, ANYONE)
    words = [change.words for one in queries.history(row, f"community.topic:{topic.id}", seeing(tomo)) for change in (*one.title, *one.body)]  # fmt: skip
    assert words == []
    assert (row.title, row.html, queries.draft(tomo.id, "k")) == ("", "", {})
    assert queries.poll_in(topic.id, ANYONE, at=AT).voters == 0


def test_imported_words_are_drawn_once_and_read_the_same(topic, mira, tomo):
    called = actions.reply(topic=topic, author=mira, body="Ask @tomo", at=AT)
    Reply.objects.filter(id=called.id).update(html="stale", html_look=0)
    actions.import_replies(
        replies=[NewReply(f"r:{n}", topic.id, f"**reply** {n}", AT, mira.id) for n in range(5)], at=AT
    )
    row = queries.topic(topic.id, ANYONE)
    before = [one.html for one in queries.replies(row, viewer=ANYONE)]
    assert actions.draw_old(at=LATER, limit=4) == 4
    assert actions.draw_old(at=LATER, limit=4) == 2
    assert actions.draw_old(at=LATER, limit=4) == 0
    assert [one.html for one in queries.replies(row, viewer=ANYONE)] == before
    assert 'href="/people/tomo"' in before[0]
