"""Plain text of an old forum is drawn as it was meant."""

from hypothesis import given
from hypothesis import strategies as st

from fanloop.foundation.text import markdown
from fanloop.plugins.oem.prose import around, as_markdown


def drawn(text):
    return str(markdown.html(as_markdown(text)))


def test_code_between_words_is_code_again():
    page = drawn("I tried\nint x = 2;\n\ndelay(x);\nand it was no use.")
    assert "<pre><code>int x = 2;\ndelay(x);\n</code></pre>" in page
    assert "<p>and it was no use.</p>" in page


def test_what_only_looks_like_markdown_stays_as_it_was_said():
    for said in (
        "# 3 is mine",
        "2*3*4 makes it",
        "+ 1",
        "Power\n-----",
        "[note]: see below",
        "use `ls` or *",
    ):
        page = drawn(said)
        assert not {"<h3>", "<h4>", "<em>", "<ul>", "<hr>", "<code>"} & {tag + ">" for tag in page.split(">")}
        assert said.split("\n")[0].strip("[]")[:4] in page


def test_lists_and_quotes_stay():
    assert "<blockquote>" in drawn("> you said so")
    assert drawn("1. one\n2. two").count("<li>") == 2


def test_signatures_go_and_a_name_before_a_handle_goes():
    assert as_markdown("Hello\n\n[signed]") == as_markdown("Hello\n\n[name]\n") == "Hello"
    assert as_markdown("[name] knows") == "[name] knows"
    assert as_markdown("[name] (@fan_0ab1) said") == "@fan_0ab1 said"


@given(st.text(alphabet="ab .;{}=<>*#`[]\n0123456789", max_size=200))
def test_no_word_is_lost(text):
    letters = [sign for sign in text if sign.isalnum()]
    assert [sign for sign in as_markdown(text) if sign.isalnum()] == letters


def test_a_backing_is_the_sentence_that_says_so():
    text = "Hi. I have the same problem with my base. Any news?"
    assert around(text, "same problem") == "I have the same problem with my base."
    assert around(text, "me too") == "me too"
