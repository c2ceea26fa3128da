"""Every sentence people read can be said in every language we ship, and is."""

import re
from collections import defaultdict

import pytest
from django.utils.translation import activate, deactivate, gettext, ngettext

from fanloop.foundation.text import messages
from fanloop.foundation.text.messages import Message, collect

SHIPPED = ["zh-hans"]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
MARKUP = re.compile(r"<[^>]*>")

PYTHON = """
from x import gettext as _
_("Plain")
ngettext("%(n)d lamp", "%(n)d lamps", 2)
_("%(n)d lamp")
pgettext("verb", "Ship")
npgettext("time", "%(n)d hour", "%(n)d hours", 2)
_(variable)
"""
TEMPLATE = """
{% load i18n %}{% translate "Said" %}{% translate "May" context "month" %}
{% blocktranslate trimmed count n=2 %}
one {{ who }}
{% plural %}many {{ who }}{% endblocktranslate %}
{% blocktranslate context "bill" count n=2 %}{{ n }} line{% plural %}{{ n }} lines{% endblocktranslate %}
{% if _("Asked") %}{% endif %}{# translate "Not said" #}
"""


@pytest.fixture(scope="module")
def places():
    return collect().places


def write(folder, name, text):
    path = folder / "fanloop" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_sentences_of_code_and_templates_are_found(tmp_path):
    write(tmp_path, "a.py", PYTHON)
    write(tmp_path, "b.html", TEMPLATE)
    assert set(collect(tmp_path / "fanloop").places) == {
        Message("Plain"),
        Message("%(n)d lamp", "%(n)d lamps"),
        Message("Ship", context="verb"),
        Message("%(n)d hour", "%(n)d hours", "time"),
        Message("Said"),
        Message("May", context="month"),
        Message("one %(who)s", "many %(who)s"),
        Message("%(n)s line", "%(n)s lines", "bill"),
        Message("Asked"),
    }


def test_one_sentence_has_one_plural(places):
    forms = defaultdict(set)
    for message in places:
        forms[message.context, message.text].add(message.plural)
    assert {text: plurals for text, plurals in forms.items() if len(plurals) > 1} == {}


@pytest.mark.parametrize("language", SHIPPED)
def test_every_sentence_is_translated(language, places):
    assert {message.text: places[message][0] for message in messages.missing(language)} == {}


def said(language):
    """Each translated form with the message it says."""
    for message, entry in messages.translations(language).items():
        for part, form in entry.items():
            if part.startswith("msgstr") and form:
                yield message, form


@pytest.mark.parametrize("language", SHIPPED)
def test_translations_keep_every_placeholder(language):
    wrong = {}
    for message, form in said(language):
        has, may = set(PLACEHOLDER.findall(form)), set(PLACEHOLDER.findall(message.text + message.plural))
        if not has <= may or (not message.plural and has != may):
            wrong[message.text] = form
    assert wrong == {}


@pytest.mark.parametrize("language", SHIPPED)
def test_translations_keep_the_markup(language):
    wrong = {
        message.text: form
        for message, form in said(language)
        if sorted(MARKUP.findall(form)) != sorted(MARKUP.findall(message.text))
    }
    assert wrong == {}


@pytest.mark.parametrize("language", SHIPPED)
def test_nothing_is_kept_that_nobody_says(language, places):
    assert set(messages.translations(language)) - set(places) == set()


def test_the_catalogue_is_read_by_django():
    activate("zh-hans")
    try:
        assert gettext("Talk") == "聊聊"
        assert gettext("need") == ngettext("need", "needs", 2) == "诉求"
        assert ngettext("%(n)d lamp nobody says", "%(n)d lamps nobody says", 2) == "%(n)d lamps nobody says"
    finally:
        deactivate()
