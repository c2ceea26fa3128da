"""The thinking of moderation: published numbers, and what holds for all of them."""

from datetime import UTC, datetime, timedelta
from math import log

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fanloop.listening.moderation.rules import limits, scores, strikes, watching
from fanloop.listening.moderation.rules.figures import HOUSE, BadFigure, Figures, with_figures
from fanloop.listening.moderation.rules.limits import Draft, Passed
from fanloop.listening.moderation.rules.words import REASONS

AT = datetime(2026, 11, 9, 20, 14, tzinfo=UTC)
counts = st.integers(0, 300)
levels = st.integers(0, 4)
moments = st.integers(0, 7 * 86_400 - 1).map(lambda seconds: AT - timedelta(seconds=seconds))
acts = st.sampled_from(["topic", "reply", "voice", "chat", "edit", "message"])
pasts = st.lists(st.builds(Passed, act=acts, at=moments), max_size=20)


def weight(**more):
    given_ = {"level": 1, "is_staff": False, "agreed": 0, "disagreed": 0, "reason": "spam"} | more
    return scores.flag_weight(**given_)


@pytest.mark.parametrize(
    ("agreed", "disagreed", "bonus"),
    [
        (5, 0, 0.0),
        (6, 0, 5 * log(6, 4)),
        (16, 0, 10.0),
        (64, 0, 15.0),
        (7, 3, 0.0),
        (0, 16, -10.0),
        (85, 15, 0.5 * 5 * log(100, 4)),
        (35, 65, -0.5 * 5 * log(100, 4)),
    ],
)
def test_the_accuracy_bonus_is_the_published_one(agreed, disagreed, bonus):
    assert scores.accuracy_bonus(agreed, disagreed) == pytest.approx(bonus)


@pytest.mark.parametrize(("word", "score"), [("low", 12.5), ("medium", 25 / 3), ("high", 25 / 6)])
def test_sensitivity_sets_the_score_that_hides(word, score):
    assert with_figures({"sensitivity": word}).hides_at == pytest.approx(score)


def test_the_staff_and_action_count_five_each():
    assert weight(is_staff=True, level=4) == 6.0
    assert weight(is_staff=True, take_action=True) == 11.0
    assert weight(level=0) == 1.0


@given(st.floats(0, 100), st.sampled_from(["low", "medium", "high"]))
def test_nothing_hides_below_what_moderators_see(bar, sensitivity):
    figures = with_figures({"visible_from": bar, "sensitivity": sensitivity})
    assert figures.hides_at >= bar
    assert not scores.hides(bar - 0.01, figures)


flags = st.fixed_dictionaries(
    {"level": levels, "agreed": counts, "disagreed": counts, "reason": st.sampled_from(REASONS),
     "is_staff": st.booleans(), "take_action": st.booleans()}
)  # fmt: skip


@given(flags)
def test_a_weight_is_never_negative(flag):
    assert scores.flag_weight(**flag) >= 0


@given(levels, counts, counts)
def test_who_was_right_once_more_counts_no_less(level, agreed, disagreed):
    assume(agreed / max(1, agreed + disagreed) >= scores.AXIS)
    assert weight(level=level, agreed=agreed + 1, disagreed=disagreed) >= weight(
        level=level, agreed=agreed, disagreed=disagreed
    )


@given(st.integers(0, 3), counts, counts)
def test_a_higher_level_counts_more_or_both_count_nothing(level, agreed, disagreed):
    low, high = (weight(level=each, agreed=agreed, disagreed=disagreed) for each in (level, level + 1))
    assert high > low or high == low == 0


def test_a_newcomer_is_watched_only_when_several_people_say_spam():
    assert scores.under_watch(level=0, spam_score=5.0, reporters=3)
    assert not scores.under_watch(level=0, spam_score=50.0, reporters=2)
    assert not scores.under_watch(level=1, spam_score=50.0, reporters=9)
    assert not scores.under_watch(level=0, spam_score=4.9, reporters=3)


@pytest.mark.parametrize(
    "bad", [{"sensitivity": "none"}, {"nothing": 1}, {"gap_post_seconds": -1}, {"ladder": []}]
)
def test_a_figure_that_cannot_be_is_named(bad):
    with pytest.raises(BadFigure, match=next(iter(bad))):
        with_figures(bad)


def draft(act="reply", text="Hard wax oil, thin.", at=AT, **more):
    return Draft(act, text, at, **more)


def code(*past, **more):
    found = limits.stop(draft(**more), past)
    return found and found.code


def ago(act="reply", **span):
    return Passed(act, AT - timedelta(**span))


def test_new_people_wait_half_a_minute_between_posts_and_two_between_topics():
    assert code(ago(seconds=29)) == "too_soon"
    assert code(ago(days=2), ago(seconds=30)) is None
    assert code(ago("topic", seconds=119), act="topic") == "too_soon"
    assert code(ago("topic", seconds=119), act="reply") is None
    assert code(ago("reply", seconds=119), act="topic") is None
    assert code(ago("chat", seconds=1), act="reply") is None


@pytest.mark.parametrize(("level", "seconds"), [(0, 30), (1, 30), (2, 20), (3, 15), (4, 10)])
def test_the_gap_is_eased_by_level(level, seconds):
    stopped = limits.stop(draft(level=level), [ago(days=2), ago(seconds=seconds - 1)])
    assert stopped is not None
    assert stopped.again_at == AT + timedelta(seconds=1)
    assert limits.stop(draft(level=level), [ago(days=2), ago(seconds=seconds)]) is None


def test_the_first_day_holds_three_topics_and_ten_replies():
    topics = [ago("topic", hours=hours) for hours in (9, 8, 7)]
    assert code(*topics, act="topic") == "first_day"
    assert code(*topics[:2], act="topic") is None
    replies = [ago(minutes=10 * n) for n in range(1, 11)]
    assert code(*replies) == "first_day"
    assert code(*replies, act="topic") is None
    assert code(*replies, level=2) is None
    assert limits.stop(draft(), replies, first_at=AT - timedelta(hours=24)) is None


def test_the_same_words_wait_a_day():
    said = Passed("reply", AT - timedelta(hours=3), limits.digest_of("Hard  WAX oil — thinly!"))
    assert limits.stop(draft(text="Hard wax oil, thinly."), [said]).again_at == AT + timedelta(hours=21)
    assert limits.stop(draft(text="Thanks!"), [Passed("reply", said.at, limits.digest_of("Thanks!"))]) is None


def test_new_people_have_two_links_and_the_house_is_none():
    three = "https://a.example www.b.example http://c.example/x"
    assert code(text=three) == "links"
    assert code(text=three, level=1) is None
    assert limits.stop(draft(text=three), [], own_hosts={"c.example"}) is None
    assert code(text=three, act="edit") == "links"


def test_a_machines_speed_and_one_host_again_and_again_are_doubted():
    def doubts(*past, **more):
        return limits.doubts(draft(**more), past, first_at=past[0].at if past else None)

    assert doubts(typed_seconds=2.9) == ["fast"]
    assert doubts(typed_seconds=3.0) == doubts(typed_seconds=None) == []
    assert doubts(ago(days=1), typed_seconds=1.0) == []
    spread = [Passed("reply", AT - timedelta(days=n), hosts=("shop.example",)) for n in (3, 2, 1)]
    assert doubts(*spread, text="https://shop.example") == ["host"]
    assert doubts(*spread[:2], text="https://shop.example") == []
    assert doubts(*spread, text="https://shop.example", level=1) == []


@given(pasts, acts, levels)
def test_a_wait_ends_when_it_says(past, act, level):
    found = limits.stop(draft(act=act, level=level), past)
    if found and found.code == "too_soon":
        assert found.again_at > AT
        later = limits.stop(draft(act=act, level=level, at=found.again_at), past)
        assert later is None or later.code != "too_soon"


@given(pasts, acts, levels)
def test_what_comes_later_never_counts(past, act, level):
    later = [Passed(one.act, AT + (AT - one.at) + timedelta(seconds=1), one.digest) for one in past]
    assert limits.stop(draft(act=act, level=level), later) is None


@given(st.text(max_size=80))
def test_any_text_has_hosts_and_a_digest(text):
    assert limits.digest_of(text) == limits.digest_of(f" {text}\n")
    assert all(host == host.casefold() for host in limits.hosts_of(text))


def words(text, *watched, **more):
    return [
        each.word
        for each in watching.found(text, [watching.Watched(word, "hold") for word in watched], **more)
    ]


def test_a_word_is_whole_where_words_have_spaces():
    assert words("A casino.", "casino") == ["casino"]
    assert words("Casinos and occasions", "casino", "casi") == []
    assert words("Casinos", "casino*") == ["casino*"]
    assert words("ｃａｓｉｎｏ and ca\u200bsino", "casino") == ["casino"]
    assert words("点casino网", "casino") == ["casino"]


def test_a_chinese_word_is_found_inside_a_run_and_across_spaces():
    assert words("最好的博彩网站", "博彩") == ["博彩"]
    assert words("博 彩", "博彩") == ["博彩"]
    assert words("博物馆的彩色", "博彩") == []


def test_a_word_of_one_language_is_no_word_of_another():
    gift = watching.Watched("gift", "hold", "de")
    assert watching.found("a gift", [gift], language="en") == []
    assert watching.found("ein Gift", [gift], language="de") == watching.found("gift", [gift]) == [gift]


@given(st.text(alphabet=st.characters(categories=["L"]), min_size=2, max_size=12), st.text(max_size=40))
def test_a_word_between_spaces_is_always_found(word, around):
    assume(watching.folded(word).strip())
    assert words(f"{around} {word} {around}", word) == [word]


@given(st.text(max_size=30), st.text(max_size=60))
def test_no_word_breaks_the_search(word, text):
    assert words(text, word) in ([], [word])


@given(st.integers(0, 50))
def test_more_strikes_never_bring_less(standing):
    order = [*(kind for kind, _ in HOUSE.ladder)]
    here, there = (strikes.consequence(standing=n, at=AT) for n in (standing, standing + 1))
    assert order.index(here.kind) <= order.index(there.kind)
    assert (here.until or AT) <= (there.until or AT)


def test_suspension_is_harder_than_a_longer_silence():
    silence = strikes.Consequence("silence", AT + timedelta(days=9))
    suspension = strikes.Consequence("suspend", AT + timedelta(days=1))
    assert strikes.stopped_until([silence, suspension], at=AT) == suspension
    assert strikes.stopped_until([silence, suspension], at=AT + timedelta(days=2)) == silence
    assert strikes.stopped_until([silence], at=AT + timedelta(days=9)) is None
    assert Figures().watches_at == pytest.approx(5.0)
