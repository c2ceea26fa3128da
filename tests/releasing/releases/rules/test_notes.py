"""What notes say, and that nobody's words can break them or outlive an erasure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanloop.foundation.text import markdown
from fanloop.releasing.releases.rules.notes import Told, escape, fans_in, named, notes

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60)


def test_notes_tell_new_things_first_and_name_who_asked():
    changes = [
        Told("fixed", "The dial", made_by="Mateo"),
        Told("new", "Real sunrise", "It wakes you.", asked=(1, 2), helped=(3,), made_by="Jonna"),
    ]
    assert notes(number="26.48", changes=changes, language="en") == (
        "# Train 26.48\n\n"
        "## New\n\n- **Real sunrise**\n  It wakes you.\n"
        "  Asked by {fan:1}, {fan:2}. With help from {fan:3}. Made by Jonna.\n\n"
        "## Fixed\n\n- **The dial**\n  Made by Mateo.\n"
    )


def test_the_sixth_asker_is_counted():
    body = notes(number="1", changes=[Told("new", "A", asked=range(1, 8))], language="en-gb")
    assert "{fan:5} and 2 others" in body


def test_chinese_notes_speak_chinese_throughout():
    body = notes(
        number="26.48", changes=[Told("fixed", "旋钮", asked=(1,), made_by="阿文")], language="zh-hans"
    )
    assert body == "# 26.48 次列车\n\n## 修复\n\n- **旋钮**\n  由 {fan:1} 提出。阿文 制作。\n"


def test_an_unknown_language_is_told_in_english():
    assert "## New" in notes(number="1", changes=[Told("new", "A")], language="fi")


def test_a_chinese_reader_of_any_country_reads_chinese_phrases():
    assert "## 新功能" in notes(number="1", changes=[Told("new", "A")], language="zh-hans-cn")


def test_names_are_those_of_the_day_and_a_missing_one_is_dots():
    body = notes(number="1", changes=[Told("new", "A", asked=(7, 8))], language="en")
    assert fans_in(body) == {7, 8}
    assert named(body, {7: "night_nurse"}).endswith("Asked by night\\_nurse, ….\n")


@pytest.mark.parametrize(
    "title", ["{fan:3}", "[x](javascript:alert(1))", "<script>", "# head", "a\n\n# b", "`{fan:3}`"]
)
def test_a_title_stays_a_title(title):
    body = notes(number="1", changes=[Told("new", title)], language="en")
    assert fans_in(body) == set()
    html = markdown.html(body)
    assert "<script" not in html
    assert "<a " not in html
    assert html.count("<h") == 2


@given(TEXTS)
def test_escaped_text_reads_letter_by_letter(text):
    html = markdown.html(f"**x** {escape(text)}")
    assert html.count("<p>") == 1
    assert html.count("<strong>") == 1


@given(st.lists(st.builds(Told, st.sampled_from(["new", "improved", "fixed"]), TEXTS), max_size=8))
def test_every_change_is_told_once(changes):
    body = notes(number="1", changes=changes, language="en")
    assert body.count("\n- **") == len(changes)
