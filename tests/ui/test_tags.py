"""The tags as faces use them: what is said, to the eye and to the ear."""

import re
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.test import RequestFactory

from fanloop.foundation.money import Money
from fanloop.ui import charts, parts
from fanloop.ui.style_page import TOKENS, chapters
from fanloop.ui.style_samples import NOW, samples

VOID = {"meta", "link", "input", "br", "hr", "img", "path", "circle", "rect"}


class Page(HTMLParser):
    """A page as a list of (tag, attributes); raises on a tag that is closed out of turn."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.open = [], []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def all(self, tag):
        return [attrs for name, attrs in self.tags if name == tag]


def text(markup):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", markup)).strip()


def test_an_icon_is_silent_until_it_has_a_name(draw):
    assert 'aria-hidden="true"' in draw("{% icon 'heart' %}")
    named = draw("{% icon 'close' label %}", label='Close "it"')
    assert 'role="img" aria-label="Close &quot;it&quot;"' in named


def test_an_arrow_turns_with_the_language(draw):
    assert 'class="icon turns"' in draw("{% icon 'arrow' %}")
    assert 'class="icon"' in draw("{% icon 'search' %}")


def test_a_pill_escapes_what_people_wrote(draw):
    assert (
        draw("{% pill 'kept' %}{{ word }}{% endpill %}", word="<b>shipped")
        == '<span class="pill kept">&lt;b&gt;shipped</span>'
    )


def test_a_notice_keeps_its_markup(draw):
    assert "<b>Promise kept.</b>" in draw("{% notice 'kept' %}<b>Promise kept.</b>{% endnotice %}")


def test_an_honest_label_says_what_it_means(draw):
    shown = draw("{% label_mark 'replay' %}")
    assert "No real order." in text(shown)
    with pytest.raises(KeyError):
        draw("{% label_mark 'perhaps' %}")


def test_the_trail_bar_marks_the_present_and_says_what_is_to_come(draw):
    stations = [
        parts.Station("Voiced", "Mon 9 Nov", "/v/1"),
        parts.Station("Tested 31 of 50", state="now"),
        parts.Station("Ships", state="next"),
    ]
    page = Page(draw("{% trail_bar stations 'From voice to Friday' %}", stations=stations))
    assert [attrs["class"] for attrs in page.all("li")] == ["past", "now", "next"]
    assert [attrs["href"] for attrs in page.all("a")] == ["/v/1"]
    assert [attrs.get("aria-current") for attrs in page.all("div") if attrs["class"] == "spot"] == [
        "step",
        None,
    ]
    assert "(still to come)" in text(draw("{% trail_bar stations %}", stations=stations))


@pytest.mark.parametrize(
    ("state", "minutes", "said", "dash"),
    [
        ("done", 1, "Answered in 1 minute", "1 15"),
        ("done", 31, "Answered in 31 minutes", "15 15"),
        ("waiting", 9, "9 minutes left", "9 15"),
        ("paused", None, "Paused, waiting for the fan", "15 15"),
        ("late", 2, "2 minutes left", "2 15"),
        ("late", -4, "4 minutes late", "0 15"),
    ],
)
def test_a_ring_says_its_minutes(draw, state, minutes, said, dash):
    shown = draw("{% ring minutes=minutes state=state %}", minutes=minutes, state=state)
    assert said in text(shown)
    assert f'stroke-dasharray="{dash}"' in shown


def test_the_train_stands_where_it_is(draw):
    line = parts.FridayLine(
        "26.48",
        NOW + timedelta(days=1),
        [parts.Stop("a"), parts.Stop("b", state="here"), parts.Stop("c", state="ahead")],
    )
    assert line.place == 1
    assert "Train 26.48 leaves in 1 day" in text(draw("{% friday_line line %}", line=line))
    gone = parts.FridayLine("26.47", NOW - timedelta(days=6), [parts.Stop("a")])
    assert "Train 26.47 left Fri 20 Nov" in text(draw("{% friday_line line %}", line=gone))


def test_a_river_shows_a_crowd_as_a_number_and_never_drops_the_thing_asked_for(draw):
    springs = [parts.Spring(f"Voice {number}") for number in range(20)] + [parts.Spring("Mine", here=True)]
    stream = parts.Stream("voices", springs, count=1846, hidden=12)
    shown = text(draw("{% river river %}", river=parts.River([stream, parts.Stream("orders", count=3)])))
    assert shown.startswith("1,846 voices Mine Voice 0")
    assert "15 more" in shown
    assert "and 1,813 more" in shown
    assert "12 that you may not see" in shown


@pytest.mark.parametrize(("count", "width"), [(0, 0), (1, 0), (2, 1), (6, 2), (126, 4), (100_000, 5)])
def test_a_stream_is_as_broad_as_its_crowd(count, width):
    assert parts.Stream("voices", count=count).width == width


def test_a_vote_is_a_form_that_says_what_it_wants(draw):
    page = Page(draw("{% vote vote %}", vote=parts.Vote(1204, "A clamp", "/needs/7/vote", pressed=True)))
    assert page.all("form")[0]["action"] == "/needs/7/vote"
    assert page.all("input")[0] == {"type": "hidden", "name": "want", "value": "0"}
    assert page.all("button")[0]["aria-pressed"] == "true"
    shown = draw("{% vote vote %}", vote=parts.Vote(1204, "A clamp", "/needs/7/vote"))
    assert 'data-count="1204">1,204</b>' in shown


def test_who_may_not_vote_sees_the_count_alone(draw):
    assert Page(draw("{% vote vote %}", vote=parts.Vote(3, "A clamp"))).all("button") == []


class Report(forms.Form):
    mail = forms.EmailField(label="Your e-mail", help_text="We answer there.")
    foot = forms.ChoiceField(
        choices=[("oak", "Oak"), ("ash", "Ash")], widget=forms.RadioSelect, required=False
    )
    named = forms.BooleanField(required=False)
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


def test_a_field_joins_label_hint_and_error_for_the_ear(draw):
    shown = draw("{% field form.mail %}", form=Report({"mail": "nobody"}))
    control = Page(shown).all("input")[0]
    assert control["aria-describedby"] == "id_mail_hint id_mail_error"
    assert control["aria-invalid"] == "true"
    assert control["class"] == "input"
    ids = {attrs["id"] for _tag, attrs in Page(shown).tags if "id" in attrs}
    assert set(control["aria-describedby"].split()) < ids
    assert Page(shown).all("label")[0]["for"] == control["id"]


def test_a_field_without_fault_is_not_described_as_faulty(draw):
    control = Page(draw("{% field form.mail %}", form=Report())).all("input")[0]
    assert "aria-invalid" not in control
    assert control["aria-describedby"] == "id_mail_hint"


def test_choices_are_a_group_with_a_legend_and_an_optional_field_says_so(draw):
    shown = draw("{% field form.foot %}", form=Report())
    assert Page(shown).all("fieldset")
    assert "Foot (if you like)" in text(shown)
    assert len(Page(shown).all("input")) == 2


def test_a_checkbox_lies_in_its_label_and_a_hidden_field_stays_hidden(draw):
    assert re.search(
        r'<label class="check"><input type="checkbox"', draw("{% field form.named %}", form=Report())
    )
    assert text(draw("{% field form.secret %}", form=Report())) == ""


def test_all_errors_stand_on_top_and_lead_to_their_fields(draw):
    page = Page(draw("{% form_errors form %}", form=Report({"mail": "nobody"})))
    assert [attrs["href"] for attrs in page.all("a")] == ["#id_mail"]
    assert draw("{% form_errors form %}", form=Report({"mail": "a@b.example"})).strip() == ""


def test_breadcrumbs_end_where_you_are(draw):
    page = Page(draw("{% breadcrumbs 'Voices' '/voices' 'Light' %}"))
    assert [attrs["href"] for attrs in page.all("a")] == ["/voices"]
    assert page.all("span") == [{"aria-current": "page"}]
    assert "Voices" in draw("{% breadcrumbs crumbs %}", crumbs=[parts.Crumb("Voices", "/voices")])


def test_pages_keep_what_was_asked(draw):
    request = RequestFactory().get("/voices", {"q": "bed & desk", "page": "6"})
    shown = draw("{% pagination page %}", page=Paginator(range(318), 20).page(6), request=request)
    assert 'href="?q=bed+%26+desk&amp;page=7"' in shown
    assert "101 to 120 of 318" in text(shown)
    assert draw("{% pagination page %}", page=Paginator(range(3), 20).page(1)).strip() == ""


def test_a_countdown_carries_the_servers_time(draw):
    attrs = Page(draw("{% countdown to %}", to=NOW + timedelta(minutes=5))).all("time")[0]
    assert attrs["data-now"] == NOW.isoformat()
    assert "5 min" in draw("{% countdown to %}", to=NOW + timedelta(minutes=5))


def test_moments_and_money(draw):
    shown = draw(
        "{{ price|money }} {% when at %} {% ago at %}",
        price=Money(12900, "EUR"),
        at=NOW - timedelta(minutes=6),
    )
    assert text(shown) == "€129.00 Thu 26 Nov, 13:14 6 min ago"
    assert draw("{{ price|money }}{% when at %}{% ago at %}", price=None, at=None) == ""


def test_an_empty_page_says_what_to_do_first(draw):
    shown = draw("{% empty 'Nobody aboard yet.' 'Board a change.' '/board' 'Open the board' %}")
    assert text(shown) == "Nobody aboard yet. Board a change. Open the board"


@pytest.mark.parametrize("language", ["en", "de", "zh-hans"])
def test_a_chart_has_words_a_table_and_no_comma_in_its_paths(draw, language):
    chart = charts.LineChart(
        "Orders",
        ["Mon", "Tue", "Wed"],
        [1000.5, 2000.25],
        [2000.25, 3000],
        most=charts.Band([2000.25, 2500], [2000.25, 3500]),
        desc="Rising.",
    )
    shown = draw("{% line_chart chart 'c' %}", chart=chart, language=language)
    page = Page(shown)
    assert len(page.all("table")) == 1
    assert all("," not in attrs["d"] for attrs in page.all("path") if "d" in attrs)
    assert all("style" not in attrs for _tag, attrs in page.tags)
    ids = [attrs["id"] for _tag, attrs in page.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert all(set(attrs["aria-labelledby"].split()) <= set(ids) for attrs in page.all("svg"))


def test_the_pieces_of_a_price_add_up(draw):
    shown = draw(
        "{% price_bars slices 'EUR' %}",
        slices=[parts.Slice("Parts", 6280), parts.Slice("Ours", 516, ours=True)],
    )
    assert "€67.96" in text(shown)
    starts = [float(attrs["x"].rstrip("%")) for attrs in Page(shown).all("rect")]
    widths = [float(attrs["width"].rstrip("%")) for attrs in Page(shown).all("rect")]
    assert starts[1] == pytest.approx(widths[0], abs=0.11)
    assert sum(widths) == pytest.approx(100, abs=0.11)


@pytest.fixture
def style():
    found = {"chapters": chapters(), "tokens": TOKENS, "icons": ["heart"], "marks": ["replay"], "tabs": []}
    return render_to_string("ui/style.html", found | samples())


def test_the_style_page_is_whole_and_holds_no_inline_style_or_script(style):
    page = Page(style)
    assert len(page.all("h1")) == 1
    assert len(page.all("main")) == 1
    for tag, attrs in page.tags:
        assert "style" not in attrs, tag
        assert not [name for name in attrs if name.startswith("on")], tag
    assert all("src" in attrs for attrs in page.all("script"))


def test_ids_on_the_style_page_are_unique(style):
    ids = [attrs["id"] for _tag, attrs in Page(style).tags if "id" in attrs]
    assert [name for name in ids if ids.count(name) > 1] == []


def test_every_control_of_the_style_page_has_a_name(style):
    page = Page(style)
    labelled = {attrs["for"] for attrs in page.all("label") if "for" in attrs}
    for attrs in page.all("textarea") + page.all("select"):
        assert attrs["id"] in labelled


def test_the_page_carries_the_nonce_and_the_chosen_light():
    request = RequestFactory().get("/")
    request.COOKIES["theme"] = "dark"
    request.csp_nonce = "n0nce"
    shown = render_to_string("ui/page.html", {"request": request})
    page = Page(shown)
    assert page.all("html")[0] == {"lang": "en", "dir": "ltr", "data-theme": "dark"}
    assert page.all("script")
    assert all(attrs["nonce"] == "n0nce" for attrs in page.all("script"))


def test_a_foreign_cookie_cannot_write_into_the_page():
    request = RequestFactory().get("/")
    request.COOKIES["theme"] = '"><script>'
    assert Page(render_to_string("ui/page.html", {"request": request})).all("html")[0] == {
        "lang": "en",
        "dir": "ltr",
    }
