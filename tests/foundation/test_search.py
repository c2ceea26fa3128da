from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanloop.foundation.search import index as search
from fanloop.foundation.search.index import Entry
from fanloop.foundation.search.words import bigrams, configuration, prepared
from fanloop.foundation.viewer import ANYONE, Viewer

AT = datetime(2026, 11, 26, 14, 20, tzinfo=UTC)


def entry(number, title, words="", language="en", audience="public"):
    return Entry(f"t.topic:{number}", language, title, words, AT, audience)


def found(query, *, viewer=ANYONE, language="en"):
    return [hit.ref for hit in search.find(query, viewer=viewer, language=language)]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("亮度太亮了", "亮度 度太 太亮 亮了"),
        ("亮", "亮"),
        ("the lamp", "the lamp"),
        ("亮度 memory", "亮度 memory"),
        ("朝の光", "朝の の光"),
        ("밝기", "밝기"),
    ],
)
def test_runs_without_spaces_become_overlapping_pairs(text, tokens):
    assert prepared(text) == tokens


@given(st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x4FFF), min_size=2, max_size=40))
def test_every_neighbouring_pair_is_a_token(run):
    assert bigrams(run).split() == [run[i : i + 2] for i in range(len(run) - 1)]


def test_languages_without_a_stemmer_are_simple():
    assert (configuration("de-AT"), configuration("zh-hans")) == ("german", "simple")


@pytest.mark.django_db
def test_words_are_found_by_their_stem_and_titles_weigh_more():
    search.index([entry(1, "Reading in bed", "lamp"), entry(2, "Lamp", "I was reading")])
    assert found("read") == ["t.topic:1", "t.topic:2"]


@pytest.mark.django_db
def test_chinese_is_found_by_any_two_characters():
    search.index([entry(1, "最低亮度还是太亮", language="zh-hans"), entry(2, "日出唤醒", language="zh-hans")])
    assert found("太亮", language="zh-hans") == ["t.topic:1"]
    assert found("日出", language="en") == ["t.topic:2"]


@pytest.mark.django_db
def test_nobody_finds_what_is_not_theirs():
    search.index([entry(1, "lamp"), entry(2, "lamp", audience="staff"), entry(3, "lamp", audience="fan:7")])
    assert found("lamp") == ["t.topic:1"]
    assert sorted(found("lamp", viewer=Viewer(fan_id=7))) == ["t.topic:1", "t.topic:3"]
    assert sorted(found("lamp", viewer=Viewer(is_staff=True))) == ["t.topic:1", "t.topic:2"]


@pytest.mark.django_db
def test_indexing_again_replaces_and_forgetting_forgets():
    search.index([entry(1, "lamp")])
    search.index([entry(1, "clamp")])
    assert (found("lamp"), found("clamp")) == ([], ["t.topic:1"])
    search.forget(["t.topic:1"])
    assert found("clamp") == []


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["", "   ", "'", "a & | !", "\\", "\0", "(((", "-", '"', "<script>"])
def test_no_query_breaks_the_search(query):
    search.index([entry(1, "lamp")])
    assert isinstance(found(query), list)
