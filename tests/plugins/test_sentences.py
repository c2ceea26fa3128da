"""Why a line was not understood, in the language of whoever reads it and not of whoever read the file."""

import copy
import json
import re

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from fanloop.plugins.reading import Problems, Row, UnreadableError
from fanloop.plugins.sentences import Sentence, stored, told
from tests.architecture.source import SOURCE

words = st.text(max_size=20)


@given(
    st.recursive(
        words | st.integers(),
        lambda inner: st.builds(lambda a, b: Sentence("%(a)s → %(b)s", a=a, b=b), inner, inner),
    )
)
def test_a_sentence_survives_the_database_whole(said):
    assert told(json.loads(json.dumps(stored(said)))) == str(said)
    assert copy.deepcopy(said) == said


def test_a_reader_hears_it_in_their_language_also_inside_another(monkeypatch):
    inner = Sentence("%(name)s is missing", name="'title'")
    said = stored(Sentence("topic %(number)s: %(why)s", number=12, why=inner))
    german = {
        "%(name)s is missing": "%(name)s fehlt",
        "topic %(number)s: %(why)s": "Thema %(number)s: %(why)s",
    }
    monkeypatch.setattr("fanloop.plugins.sentences.gettext", german.__getitem__)
    assert told(said) == "Thema 12: 'title' fehlt"


def test_the_reasons_of_a_reader_reach_the_problem_as_they_were_made():
    problems = Problems()
    with pytest.raises(UnreadableError) as caught:
        Row("f", 1, {"title": "  "}).named("title")
    problems.add("f", 1, caught.value.sentence)
    kept = problems.kept[0].stored()
    assert kept["reason"] == "'title' is empty"
    assert kept["said"] == {"pattern": "%(name)s is empty", "values": {"name": "'title'"}}
    assert isinstance(kept["reason"], str)
    assert not isinstance(kept["reason"], Sentence)


READERS = sorted((SOURCE / "plugins" / "moving").rglob("*.py"))


@pytest.mark.parametrize("path", READERS, ids=lambda path: path.name)
def test_no_reader_says_a_reason_that_cannot_be_translated(path):
    if path.stem != "changelogs":
        assert (
            re.findall(r"""(?:problems\.add\([^()]*,|UnreadableError\()\s*f?["']""", path.read_text()) == []
        )


def test_an_old_problem_kept_as_plain_words_is_still_told():
    with translation.override("zh-hans"):
        assert told("this is 100 % no JSON") == "this is 100 % no JSON"
