"""Every sentence people read can be said in every language we ship, and is."""

import re

import pytest
from django.utils.translation import activate, deactivate, gettext, ngettext

from fanloop.foundation.text import messages
from fanloop.foundation.text.messages import Message, collect

SHIPPED = ["zh-hans"]
NAMED = re.compile(r"%\((\w+)\)[sd]")


def write(folder, name, text):
    path = folder / "fanloop" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_sentences_of_code_and_templates_are_found(tmp_path):
    write(tmp_path, "a.py", 'from x import gettext as _\n_("Plain")\nngettext("%(n)d lamp", "%(n)d lamps", 2)\npgettext("verb", "Ship")\n_(variable)\n')
    write(tmp_path, "b.html", '{% load i18n %}{% translate "Said" %}{% blocktranslate trimmed count n=2 %}\none {{ who }}\n{% plural %}many {{ who }}{% endblocktranslate %}{% if _("Asked") %}{% endif %}')
    assert set(collect(tmp_path / "fanloop").places) == {
        Message("Plain"),
        Message("%(n)d lamp", "%(n)d lamps"),
        Message("Ship", context="verb"),
        Message("Said"),
        Message("one %(who)s", "many %(who)s"),
        Message("Asked"),
    }


@pytest.mark.parametrize("language", SHIPPED)
def test_every_sentence_is_translated(language):
    places = collect().places
    assert {message.text: places[message][0] for message in messages.missing(language)} == {}


@pytest.mark.parametrize("language", SHIPPED)
def test_translations_keep_every_placeholder(language):
    wrong = {}
    for message, entry in messages.translations(language).items():
        wanted = set(NAMED.findall(message.text)) | set(NAMED.findall(message.plural))
        for form in (text for part, text in entry.items() if part.startswith("msgstr")):
            if not set(NAMED.findall(form)) <= wanted or (not message.plural and set(NAMED.findall(form)) != wanted):
                wrong[message.text] = form
    assert wrong == {}


@pytest.mark.parametrize("language", SHIPPED)
def test_nothing_is_kept_that_nobody_says(language):
    assert set(messages.translations(language)) - set(collect().places) == set()


def test_the_catalogue_is_read_by_django():
    activate("zh-hans")
    try:
        assert gettext("Talk") != "Talk"
        assert ngettext("%(n)d lamp nobody says", "%(n)d lamps nobody says", 2) == "%(n)d lamps nobody says"
    finally:
        deactivate()
