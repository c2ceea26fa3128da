import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanloop.plugins.mailbox.words import new_words, words_of_html

QUOTED = [
    "On Fri, 6 Nov 2026 at 17:01, Wen Li <wen@northwindow.example> wrote:\n> Shall we?",
    "On Fri, 6 Nov 2026 at 17:01,\nWen Li <wen@northwindow.example>\nwrote:\n\n> Shall we?\n> Really?",
    "Am 06.11.2026 um 17:01 schrieb Wen Li:\n> Sollen wir?",
    "Le ven. 6 nov. 2026 à 17:01, Wen Li a écrit :\n> On y va ?",
    "在 2026年11月6日，文 写道：\n> 好吗？",
    "Wen schrieb:\n> Sollen wir?",
    "-----Original Message-----\nFrom: Wen\nSent: Friday\n\nShall we?",
    "From: Wen Li <wen@northwindow.example>\nSent: Friday, November 6, 2026\nTo: Mira\nSubject: Shall we?\n\nShall we?",
    "Von: Wen Li\nGesendet: Freitag\nAn: Mira\nBetreff: Sollen wir?\n\nSollen wir?",
    "发件人: 文\n发送时间: 星期五\n\n好吗？",
    "-- \nMira\nTromsø",
    "> Shall we?\n> Really?",
    "Sent from my phone",
    "________________________________\nFrom: Wen",
]


@pytest.mark.parametrize("below", QUOTED)
def test_only_what_is_new_stays(below):
    assert (
        new_words(f"Yes, please.\nThe second line too.\n\n{below}\n") == "Yes, please.\nThe second line too."
    )


@given(st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1))
def test_words_without_any_mark_stay_as_they_are(text):
    if not text.lstrip().startswith((">", "--", "_")) and ":" not in text and "：" not in text:
        once = new_words(text)
        assert once in {text.strip(), "", once}
        assert new_words(once) == once


def test_a_letter_without_a_blank_line_above_the_quote():
    assert new_words("Yes.\nOn Fri, 6 Nov 2026, Wen wrote:\n> Shall we?") == "Yes."


def test_answers_between_quotes_stay():
    said = "> Shall we?\n\nYes.\n\n> When?\n\nFriday."
    assert "Yes." in new_words(said)
    assert new_words(said).endswith("Friday.")


def test_a_sentence_that_says_wrote_is_no_quote():
    said = "As Wen wrote: it dims.\nI agree."
    assert new_words(said) == said


def test_html_gives_words_without_quotes_styles_and_scripts():
    html = (
        "<html><head><style>p{}</style></head><body><p>Yes,&nbsp;<b>please</b>.<br>Soon.</p><script>alert(1)</script>"
        '<div class="gmail_quote"><div>On Friday Wen wrote:</div><blockquote>Shall <img src=x> we?</blockquote></div></body></html>'
    )
    assert words_of_html(html) == "Yes, please.\nSoon."


def test_broken_html_is_read_as_far_as_it_goes():
    assert words_of_html("<p>Yes<blockquote>no <p>still no") == "Yes"
    assert words_of_html("</p></div>Hello & good &amp; bye") == "Hello & good & bye"
