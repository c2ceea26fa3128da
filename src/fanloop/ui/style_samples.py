"""The lamp world of the living style page: Northwindow and its lamp Dawn 2, on Thursday 26 November 2026.

Content, not interface: these words stand for what fans and makers write, so they are not translated.
"""

import math
from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.core.paginator import Page, Paginator

from fanloop.foundation.money import Money
from fanloop.ui import charts, parts

NOW = datetime(2026, 11, 26, 13, 20, tzinfo=UTC)
LEAVES = datetime(2026, 11, 27, 16, 0, tzinfo=UTC)

VOICE_TRAIL = [
    parts.Station("Voiced", "Mon 9 Nov", "#trail"),
    parts.Station("Answered", "in 6 min", "#trail"),
    parts.Station("Promised", "Tue 10 Nov", "#trail"),
    parts.Station("Built", "Wed 18 Nov, 26.48", "#trail"),
    parts.Station("Tested 31 of 50", "29 say it works", "#trail", "now"),
    parts.Station("Ships", "Fri 27 Nov, 17:00", "#trail", "next"),
    parts.Station("Confirmed by you", "Tue 1 Dec", "#trail", "next"),
]
BROKEN_TRAIL = [
    parts.Station("Voiced", "Tue 3 Mar"),
    parts.Station("Answered", "in 31 min"),
    parts.Station("Promised", "for May", state="broken"),
    parts.Station("Redesigned", "not needed", state="skipped"),
    parts.Station("Promised again", "for December", state="now"),
    parts.Station("Ships", "Fri 4 Dec", state="next"),
]
FRIDAY = parts.FridayLine(
    train="26.48",
    leaves=LEAVES,
    stops=[
        parts.Stop("26.47 left with 6", "Fri 20 Nov, 17:00"),
        parts.Stop("412 reports back", "Tue 24 Nov"),
        parts.Stop("31 of 50 have tested", "Beta wave 2, since Wed"),
        parts.Stop("We are here", "Thu 26 Nov, 14:20", "here"),
        parts.Stop("26.48 leaves", "Fri 27 Nov, 17:00", "leaves"),
        parts.Stop("You tell us how it was", "Tue 1 Dec", "ahead"),
    ],
    aboard=[
        parts.Tile(name, "#friday") for name in ("Real sunrise", "Quiet dial", "Two lamps as one", "Suomi")
    ],
    left_behind=[
        parts.Tile(
            "Dim below 1 %", "#friday", "4 of 31 testers see it flicker, so it waits for Friday 4 Dec."
        )
    ],
)


def rings() -> list[parts.Ring]:
    """Sixty voices of a day: most answered soon, one late, eight waiting."""
    done = [parts.Ring(2 + (at * 7 + at // 3) % 10, "done") for at in range(51)]
    waiting = [parts.Ring(left) for left in (2, 5, 7, 9, 11, 12, 14, 15)]
    return [*done[:23], parts.Ring(15, "late"), *done[23:], *waiting]


VOTES = [
    (parts.Vote(214, "Wake me with the real sunrise", "#vote"), "Aboard Friday’s train, in test"),
    (
        parts.Vote(131, "A clamp, so it can leave the table", "#vote", pressed=True),
        "You voted. Wen asks: how thick is it?",
    ),
    (parts.Vote(1087, "Show me how much daylight my room gets"), "Sign in to vote"),
]
RIVER = parts.River(
    [
        parts.Stream(
            "voices",
            [
                parts.Spring("Brighter, but not harder", "#river", "nightnurse"),
                parts.Spring("I cannot read the small print", "#river", "tomo.reads"),
                parts.Spring("My desk is a cave in winter", "#river", "attic.room"),
                *(parts.Spring(f"Voice {number}", "#river") for number in range(1180, 1190)),
            ],
            count=1846,
            hidden=12,
        ),
        parts.Stream(
            "needs",
            [parts.Spring("A brighter head", "#river", "611 voices"), parts.Spring("A clamp", "#river")],
        ),
        parts.Stream("campaign", [parts.Spring("Dawn 2", "#river", "open until Fri 18 Dec")]),
        parts.Stream("orders", [], count=1204),
        parts.Stream("forecast", [parts.Spring("1,960 lamps", "#river", "8 in 10: 1,640 to 2,340")]),
        parts.Stream(
            "purchase lines",
            [
                parts.Spring("LED engine 9 W, 1,600 pieces", "#river", "Supplier 4, week 4", here=True),
                parts.Spring("Foot, oak", "#river"),
            ],
        ),
        parts.Stream("supplier", [], hidden=1),
    ]
)
MOMENTS = [
    parts.Moment("Promised by supplier 4", NOW - timedelta(hours=3), "1,600 in week 4", tone="kept"),
    parts.Moment(
        "Order sent", NOW - timedelta(days=2), "by Ilse, because 928 are short in week 3", "#timeline"
    ),
    parts.Moment("Two weeks late", NOW - timedelta(days=9), "The magnet ring was sold out", tone="risk"),
    parts.Moment("Planned", NOW - timedelta(days=17)),
]
STATS = [
    parts.Stat("Answered within 15 minutes", "98 %", how="51 of 52 today", past=[81, 84, 90, 88, 93, 95, 98]),
    parts.Stat(
        "From voice to Friday",
        "18",
        "days",
        "half within 11, 8 in 10 within 32",
        [44, 40, 31, 28, 22, 19, 18],
    ),
    parts.Stat("Promises kept", "94 %", how="47 of 50 this quarter", past=[88, 90, 91, 90, 93, 92, 94]),
    parts.Stat("Said it helped", "92 %", how="of 392 fans, 89 to 95 %", past=[85, 91, 89, 90, 94, 90, 92]),
]
SLICES = [
    parts.Slice("Parts", 6280),
    parts.Slice("Assembly and test", 1460),
    parts.Slice("Box and freight", 990),
    parts.Slice("Updates for five years", 620),
    parts.Slice("Repairs under warranty", 430),
    parts.Slice("Design and tooling", 544),
    parts.Slice("Northwindow keeps", 516, "4.8 %, cap 5 %", ours=True),
    parts.Slice("VAT, 19 %", 2060),
]
WANTED = [parts.BarRow("Dawn 1", 148), parts.BarRow("Dawn 2, ordered", 52), parts.BarRow("No lamp yet", 14)]
FACTS = {
    "Level": "3, tester",
    "Speaks": "Deutsch, English",
    "Credit": "2 ideas shipped, 9 reports confirmed",
    "With us": "since Mar 2024",
}


def forecast() -> charts.LineChart:
    """Orders of Dawn 2 day by day, the forecast until the campaign closes, and three earlier forecasts."""
    facts = [0.0, 212, 318, 390, 441, 486, 531, 598, 652, 700, 742, 778, 812, 871, 938, 1006, 1089, 1204]
    days = [datetime(2026, 11, 9, tzinfo=UTC) + timedelta(days=at) for at in range(40)]
    ahead = range(len(days) - len(facts) + 1)
    mid = [1204 + 756 * (at / 22) ** 1.08 for at in ahead]
    spread = [math.sqrt(at / 22) for at in ahead]

    def band(low: float, high: float) -> charts.Band:
        return charts.Band(
            [max(1204, m - low * s) for m, s in zip(mid, spread, strict=True)],
            [m + high * s for m, s in zip(mid, spread, strict=True)],
        )

    ghosts = [
        charts.Ghost(
            start,
            [facts[start] + (end - facts[start]) * (at / (39 - start)) ** 0.82 for at in range(40 - start)],
        )
        for start, end in ((4, 1490), (8, 1610), (12, 1720))
    ]
    return charts.LineChart(
        title="Orders of Dawn 2 and the forecast until Friday 18 December",
        desc="Most likely 1,960. 8 in 10 such forecasts end between 1,640 and 2,340. So far we guessed too low: see the dotted lines.",
        steps=[f"{day:%a} {day.day} {day:%b}" for day in days],
        facts=facts,
        mid=mid,
        half=band(140, 150),
        most=band(320, 380),
        ghosts=ghosts,
        pledge=1500,
        fact_label="ordered",
        mid_label="most likely",
        pledge_label="parts promised",
        ghost_label="past forecasts",
        unit="lamps",
    )


BARS = charts.BarChart(
    title="Lamps by foot",
    desc="Oak leads. The thin line is where 8 in 10 such forecasts end.",
    unit="lamps",
    bars=[
        charts.Bar("Oak", 1080, 905, 1285),
        charts.Bar("Ash, black", 588, 470, 690),
        charts.Bar("Aluminium", 292, 215, 390, tone="kept"),
    ],
)
INTERVALS = charts.IntervalChart(
    title="How right we were",
    desc="The dot is what came true: three of four lie in the band.",
    unit="lamps",
    rows=[
        charts.Interval("Dawn 1, first", 640, (560, 720), (480, 840), 705),
        charts.Interval("Dawn 1, second", 910, (840, 990), (760, 1080), 1190),
        charts.Interval("Spare shades", 300, (250, 360), (190, 440), 310),
        charts.Interval("Dawn 2", 1960, (1820, 2110), (1640, 2340)),
    ],
)


class LampForm(forms.Form):
    """Every kind of field once."""

    name = forms.CharField(
        label="What shall we call it?", help_text="As it will stand in the notes.", max_length=80
    )
    mail = forms.EmailField(label="Your e-mail")
    words = forms.CharField(
        label="What happened?", widget=forms.Textarea(attrs={"class": "words", "rows": 3})
    )
    foot = forms.ChoiceField(
        label="Which foot?", choices=[("oak", "Oak"), ("ash", "Ash, black")], widget=forms.RadioSelect
    )
    rooms = forms.MultipleChoiceField(
        label="Where does it stand?",
        choices=[("desk", "Desk"), ("bed", "Bed"), ("shop", "Workshop")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    size = forms.ChoiceField(label="Size", choices=[("s", "Small, 320 mm"), ("l", "Large, 412 mm")])
    picture = forms.FileField(label="A picture", required=False, help_text="JPEG or PNG, 10 MB at most.")
    credit = forms.BooleanField(
        label="Name me in the notes", help_text="You can change this later.", required=False
    )


def forms_shown() -> dict[str, forms.Form]:
    """The form untouched, and after it was sent with two mistakes."""
    wrong = {
        "name": "Dawn with a clamp",
        "mail": "nobody",
        "words": "",
        "foot": "oak",
        "rooms": ["desk"],
        "size": "l",
        "credit": "on",
    }
    return {"fresh": LampForm(auto_id="fresh_%s"), "wrong": LampForm(wrong, auto_id="wrong_%s")}


def pages() -> Page[int]:
    """Page 6 of many."""
    return Paginator(range(318), 20).page(6)


def samples() -> dict[str, Any]:
    """Everything the style page draws."""
    return {
        "now": NOW,
        "trail": VOICE_TRAIL,
        "broken_trail": BROKEN_TRAIL,
        "friday": FRIDAY,
        "rings": rings(),
        "votes": VOTES,
        "wide_vote": parts.Vote(214, "Wake me with the real sunrise", "#vote"),
        "river": RIVER,
        "moments": MOMENTS,
        "stats": STATS,
        "slices": SLICES,
        "wanted": WANTED,
        "facts": FACTS,
        "forecast": forecast(),
        "bars": BARS,
        "intervals": INTERVALS,
        "forms": forms_shown(),
        "page": pages(),
        "amounts": [
            Money(12900, "EUR"),
            Money(-516, "EUR"),
            Money(98000, "CNY"),
            Money(1500, "JPY"),
            Money(4250, "CHF"),
        ],
        "moment": NOW - timedelta(minutes=6),
        "leaves": LEAVES,
        "letter": {
            "subject": "Your idea left on Friday’s train",
            "to": "mira.k",
            "at": NOW,
            "language": "en",
            "text": "Real sunrise is on your lamp now.\nThank you for the black window.\n\nJonna, Northwindow",
        },
    }
