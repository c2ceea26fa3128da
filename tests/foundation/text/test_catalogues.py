"""Our `.mo` files are read by gettext itself."""

import gettext
import io
import os
import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanloop.foundation.text.catalogues import CatalogueError, compile_stale, compiled

HEADER = """#, fuzzy
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""

SAMPLE = (
    HEADER
    + r"""
#. a note for translators
#: site/voices.py:12
msgid "Voice"
msgstr "声音"

msgctxt "month"
msgid "May"
msgstr "五月"
msgid "May"
msgstr "可以"

#, python-format
msgid "%(n)s voice"
msgid_plural "%(n)s voices"
msgstr[0] "%(n)s 个声音"
msgstr[1] "%(n)s 些声音"

#, fuzzy, python-format
#| msgid "Old"
msgid "Guessed"
msgstr "猜"

msgid "Not yet"
msgstr ""

msgid ""
"two\n"
"lines \"quoted\""
msgstr ""
"两\n"
"行\t“引”"

#~ msgid "Gone"
#~ msgstr "没了"
"""
)


def read(text: str) -> gettext.GNUTranslations:
    return gettext.GNUTranslations(io.BytesIO(compiled(text)))


def test_every_kind_of_message_is_found():
    said = read(SAMPLE)
    assert said.gettext("Voice") == "声音"
    assert (said.pgettext("month", "May"), said.gettext("May")) == ("五月", "可以")
    assert [said.ngettext("%(n)s voice", "%(n)s voices", n) for n in (1, 2)] == [
        "%(n)s 个声音",
        "%(n)s 些声音",
    ]
    assert said.gettext('two\nlines "quoted"') == "两\n行\t“引”"


@pytest.mark.parametrize("message", ["Guessed", "Not yet", "Gone"])
def test_unconfirmed_empty_and_obsolete_messages_stay_english(message):
    assert read(SAMPLE).gettext(message) == message


@given(st.dictionaries(st.text(min_size=1), st.text(min_size=1)))
def test_any_text_survives(messages):
    def quoted(text: str) -> str:
        return (
            '"'
            + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
            + '"'
        )

    safe = {
        key: value for key, value in messages.items() if (key + value).isprintable() and "\x04" not in key
    }
    body = "".join(f"msgid {quoted(key)}\nmsgstr {quoted(value)}\n\n" for key, value in safe.items())
    said = read(HEADER + body)
    assert {key: said.gettext(key) for key in safe} == safe


def test_a_broken_line_is_named():
    with pytest.raises(CatalogueError, match=r"zh\.po:2: not a quoted text: Voice"):
        compiled('msgid "Voice"\nmsgstr Voice\n', name="zh.po")


def test_only_a_catalogue_newer_than_its_binary_is_compiled(tmp_path):
    folder = tmp_path / "locale" / "zh_Hans" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    source = folder / "django.po"
    source.write_text(SAMPLE)
    assert compile_stale(tmp_path) == [folder / "django.mo"]
    assert compile_stale(tmp_path) == []
    source.write_text(SAMPLE + '\nmsgid "New"\nmsgstr "新"\n')
    os.utime(source, (2_000_000_000, 2_000_000_000))
    assert compile_stale(tmp_path) == [folder / "django.mo"]
    with (folder / "django.mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("New") == "新"


@pytest.mark.skipif(not shutil.which("msgfmt"), reason="gettext's own msgfmt is not installed")
def test_gettext_compiles_the_same_messages(tmp_path):
    (tmp_path / "a.po").write_text(SAMPLE.replace("#, fuzzy\nmsgid", "msgid", 1))
    subprocess.run(["msgfmt", "-o", tmp_path / "a.mo", tmp_path / "a.po"], check=True)
    with (tmp_path / "a.mo").open("rb") as file:
        theirs = gettext.GNUTranslations(file)
    assert vars(theirs)["_catalog"] == vars(read(SAMPLE))["_catalog"]
