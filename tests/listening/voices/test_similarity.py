"""The pure core: what must hold for any texts, whatever the weights are."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from fanloop.foundation.search.meaning import encoder
from fanloop.listening.voices.rules.likeness import CEILING, FLOOR, START, Judged, threshold
from fanloop.listening.voices.rules.similarity import Corpus, Text, fingerprints
from fanloop.listening.voices.rules.wording import bag

WORDS = [
    "lamp",
    "dim",
    "bright",
    "cable",
    "sun",
    "wake",
    "alarm",
    "kettle",
    "reset",
    "crash",
    "亮度",
    "太亮",
    "knob",
    "fade",
]
phrases = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join)
corpora = st.lists(st.tuples(phrases, phrases), min_size=1, max_size=8, unique=True)


def texts(pairs):
    return [Text(f"v:{place}", title, body) for place, (title, body) in enumerate(pairs)]


def corpus(rows):
    return Corpus(rows, fingerprints(rows, encoder()))


def asked(rows, text, limit=20):
    return rows.rank(text.title, text.body, fingerprints([text], encoder())[0], limit=limit)


@settings(max_examples=40, deadline=None)
@given(pairs=corpora)
def test_a_text_finds_itself_before_all_others(pairs):
    rows = texts(pairs)
    for text in rows:
        best = asked(corpus(rows), text)
        assert text.key in {one.key for one in best if one.score >= best[0].score - 1e-4}


@settings(max_examples=40, deadline=None)
@given(pairs=corpora, order=st.randoms(use_true_random=False))
def test_the_order_of_the_corpus_changes_nothing(pairs, order):
    rows = texts(pairs)
    mixed = rows.copy()
    order.shuffle(mixed)
    one, other = ({f.key: round(f.score, 3) for f in asked(corpus(some), rows[0])} for some in (rows, mixed))
    assert one == other


@settings(max_examples=40, deadline=None)
@given(pairs=corpora, strangers=st.integers(1, 5))
def test_strangers_do_not_push_a_match_aside(pairs, strangers):
    rows = texts(pairs)
    more = [Text(f"x:{n}", "zzqq" * (n + 1), "wwyy" * (n + 1)) for n in range(strangers)]
    best = asked(corpus([*rows, *more]), rows[0])
    assert best[0].key.startswith("v:")


@settings(max_examples=30, deadline=None)
@given(pairs=corpora, cut=st.integers(0, 8))
def test_growing_step_by_step_is_the_same_as_at_once(pairs, cut):
    rows = texts(pairs)
    grown = corpus(rows[:cut])
    grown.put(rows[cut:], fingerprints(rows[cut:], encoder()))
    whole = corpus(rows)
    assert [(f.key, round(f.score, 4)) for f in asked(grown, rows[0])] == [
        (f.key, round(f.score, 4)) for f in asked(whole, rows[0])
    ]


def test_what_is_dropped_is_found_no_more_and_what_is_put_again_counts_once():
    rows = texts([("dim lamp", "at night"), ("long cable", "three metres"), ("sun alarm", "wake me")])
    held = corpus(rows)
    held.drop(["v:1"])
    changed = Text("v:0", "kettle resets it", "old house")
    held.put([changed], fingerprints([changed], encoder()))
    assert next(one.key for one in asked(held, changed)) == "v:0"
    assert sorted(one.key for one in asked(held, rows[1])) == ["v:0", "v:2"]
    assert (len(held), held.waste) == (2, 2)


def test_chinese_finds_chinese_by_its_pairs_of_signs():
    rows = texts([("屏幕太亮了", "晚上看书刺眼"), ("电源线太短", "够不到床头"), ("希望有闹钟", "早上叫醒我")])
    assert asked(corpus(rows), Text("", "", "晚上屏幕亮度太亮"))[0].key == "v:0"


def test_an_empty_text_and_an_empty_corpus_are_no_error():
    assert asked(Corpus(), Text("", "a", "b")) == []
    assert len(asked(corpus(texts([("dim", "lamp")])), Text("", "", "…"))) == 1


@given(title=phrases, body=phrases)
def test_a_title_weighs_more_than_a_body(title, body):
    terms, counts = bag(title, body)
    assert len(terms) == len(np.unique(terms)) == len(counts)
    assert counts.max() >= 1 + np.log(3) - 1e-6


judgements = st.lists(st.builds(Judged, st.floats(0, 1.5), st.booleans()), max_size=40)


@given(judged=judgements, more=st.builds(Judged, st.floats(0, 1.5), st.booleans()))
def test_one_more_same_never_raises_the_threshold_and_one_more_different_never_lowers_it(judged, more):
    before, after = threshold(judged), threshold([*judged, more])
    assert after <= before if more.same else after >= before


def test_the_threshold_begins_in_the_middle_and_follows_what_is_judged():
    assert threshold([]) == START
    assert threshold([Judged(START + 0.02, same=False)] * 9) > START
    assert threshold([Judged(START + 0.02, same=True)] * 9) < START
    assert threshold([Judged(score / 100, same=True) for score in range(150) for _ in range(20)]) == FLOOR
    assert threshold([Judged(score / 100, same=False) for score in range(150) for _ in range(20)]) == CEILING
