from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanloop.foundation.search import finding
from fanloop.foundation.search import index as search
from fanloop.foundation.search.asked import take_apart
from fanloop.foundation.search.finding import Narrow
from fanloop.foundation.search.index import Entry
from fanloop.foundation.search.meant import close, meant
from fanloop.foundation.search.vocabulary import guesses, recount
from fanloop.foundation.search.words import bigrams, configuration, prepared
from fanloop.foundation.viewer import ANYONE, Viewer

AT = datetime(2026, 11, 26, 14, 20, tzinfo=UTC)


def entry(number, title, words="", language="en", audience="public"):
    return Entry(f"t.topic:{number}", language, title, words, AT, audience)


def found(query, *, viewer=ANYONE, **more):
    return [hit.ref for hit in finding.find(query, viewer=viewer, **more)]


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
    assert found("太亮") == ["t.topic:1"]
    assert found("日出") == ["t.topic:2"]


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


@pytest.mark.django_db
def test_each_document_is_asked_in_its_own_language():
    search.index([entry(1, "Leuchten im Bad", language="de"), entry(2, "Reading lamps", language="en")])
    assert found("leuchte") == ["t.topic:1"]
    assert found("lamp") == ["t.topic:2"]


@pytest.mark.django_db
def test_exactly_that_title_comes_first_and_what_is_closed_comes_later():
    search.index(
        [
            entry(1, "Night light"),
            entry(2, "Night light for the night, a light at night", "night light " * 9),
            Entry("t.topic:3", "en", "Night lights", "", AT, weight=search.CLOSED),
            entry(4, "Night lights"),
        ]
    )
    assert found("night light")[0] == "t.topic:1"
    assert found("night light").index("t.topic:4") < found("night light").index("t.topic:3")


@pytest.mark.django_db
def test_saying_a_word_a_hundred_times_does_not_beat_saying_it_in_the_title():
    search.index([entry(1, "Clamp", "It holds the table."), entry(2, "Table", "clamp " * 300)])
    assert found("clamp") == ["t.topic:1", "t.topic:2"]


@pytest.mark.django_db
def test_what_was_closed_is_weighed_anew_without_writing_its_words_again():
    search.index([entry(1, "Oak lamp"), entry(2, "Oak lamp")])
    search.weigh(["t.topic:2"], search.CLOSED)
    assert found("oak") == ["t.topic:1", "t.topic:2"]


@pytest.mark.django_db
def test_exact_words_and_words_that_must_not_be_there():
    search.index(
        [
            entry(1, "One percent is dim"),
            entry(2, "Percent one, dim"),
            entry(3, "亮度太亮"),
            entry(4, "太亮的亮度"),
        ]
    )
    assert found('"one percent"') == ["t.topic:1"]
    assert found("dim -one") == []
    assert found('"亮度太"') == ["t.topic:3"]
    assert found("亮度 -太亮的") == ["t.topic:3"]
    assert found("-dim") == []


@pytest.mark.django_db
def test_finds_are_narrowed_by_label_language_kind_and_time():
    search.index(
        [
            Entry("t.topic:1", "en", "lamp", "", AT, labels=["fans.fan:7", "t.space:1"]),
            Entry("t.topic:2", "de", "lamp", "", AT - timedelta(days=40), labels=["fans.fan:8", "t.space:1"]),
            Entry("t.voice:3", "en", "lamp", "", AT, labels=["fans.fan:7"]),
        ]
    )

    def refs(query="lamp", **narrow):
        return sorted(found(query, narrow=Narrow(**narrow)))

    assert refs(labels=["fans.fan:7", "t.space:1"]) == ["t.topic:1"]
    assert refs(language="de") == ["t.topic:2"]
    assert refs(kinds=["t.voice"]) == ["t.voice:3"]
    assert refs(since=AT - timedelta(days=1)) == ["t.topic:1", "t.voice:3"]
    assert refs(until=AT - timedelta(days=1)) == ["t.topic:2"]
    assert refs("", labels=["fans.fan:7"]) == ["t.topic:1", "t.voice:3"]
    assert refs("") == []


@pytest.mark.django_db
def test_counts_tell_the_kinds_of_all_that_may_be_seen():
    search.index([entry(1, "lamp"), entry(2, "lamp"), entry(3, "lamp", audience="staff")])
    search.index([Entry("t.voice:1", "de", "lamp", "", AT)])
    asked = finding.question(take_apart("lamp"))
    assert finding.counts(asked, viewer=ANYONE, narrow=Narrow(kinds=["t.voice"])) == {
        "t.topic": 2,
        "t.voice": 1,
    }


@pytest.mark.django_db
def test_while_typing_the_last_word_is_only_begun():
    search.index([entry(1, "Sunrise in winter"), entry(2, "Sunset")])
    assert found("winter sunr", typing=True) == ["t.topic:1"]
    assert found("winter sunr") == []


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", ["sunrsie", "sunrse", "sunnrise", "sumrise", "unrise", "usnrise"])
def test_a_slip_of_the_finger_finds_what_was_meant(wrong):
    search.index([entry(1, "Sunrise in winter"), entry(2, "Sunscreen")])
    better = meant(take_apart(f"{wrong} winter"), viewer=ANYONE)
    assert better is not None
    assert better.text == "sunrise winter"


@pytest.mark.django_db
def test_a_guess_never_tells_what_stands_where_one_may_not_look():
    search.index([entry(1, "Zanzibar", audience="staff"), entry(2, "Zanzibar", audience="fan:7")])
    assert meant(take_apart("zanzibat"), viewer=ANYONE) is None


@pytest.mark.django_db
def test_a_word_that_stands_somewhere_gives_way_only_to_one_that_is_clearly_common():
    search.index([entry(1, "clamp"), entry(2, "clump")])
    assert meant(take_apart("clump"), viewer=ANYONE) is None
    search.index([entry(number, "clamp") for number in range(10, 16)])
    better = meant(take_apart("clump"), viewer=ANYONE)
    assert better is not None
    assert better.text == "clamp"


@pytest.mark.django_db
def test_counting_again_forgets_words_that_stand_nowhere_any_more():
    search.index([entry(1, "Sunrise sunrise"), entry(2, "Sunrise")])
    search.forget(["t.topic:1", "t.topic:2"])
    search.index([entry(3, "Sunset")])
    recount()
    assert guesses("sunrisf") == []
    assert [(one.word, one.documents) for one in guesses("sunsett")] == [("sunset", 1)]


@pytest.mark.django_db
def test_a_wrong_sign_in_the_middle_still_finds_most_of_the_rest():
    search.index([entry(1, "日出唤醒很好"), entry(2, "半夜开灯"), entry(3, "日出唤醒", audience="staff")])
    assert found("日岀唤醒") == []
    near = close(take_apart("日岀唤醒"), viewer=ANYONE, narrow=Narrow())
    assert [hit.ref for hit in near] == ["t.topic:1"]
    assert "⟦唤醒⟧" in near[0].marked


@given(st.text(max_size=60))
def test_every_question_can_be_taken_apart(text):
    asked = take_apart(text)
    assert all(word.strip('"- ') for word in asked.words)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query", ['"', '-"', "a:b", "kind:", "person:mira", '"亮', "-亮", "'' | x", "a" * 900, "x & !y", "⟦x⟧"]
)
def test_odd_questions_are_answered(query):
    search.index([entry(1, "lamp ⟦x⟧")])
    asked = take_apart(query)
    assert isinstance(finding.find(asked, viewer=ANYONE, typing=True), list)
    meant(asked, viewer=ANYONE)
    close(asked, viewer=ANYONE, narrow=Narrow())


@pytest.mark.django_db
def test_finds_are_marked_in_title_and_words():
    search.index([entry(1, "Reading lamp", "It is dim."), entry(2, "亮度", "最低亮度还是太亮")])
    assert finding.find("lamps", viewer=ANYONE)[0].marked == "Reading ⟦lamp⟧"
    hit = finding.find("太亮", viewer=ANYONE)[0]
    assert hit.excerpt == "最低亮度还是⟦太亮⟧"
