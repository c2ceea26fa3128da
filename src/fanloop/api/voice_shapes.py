"""The shapes of what people say and of the needs it becomes."""

from datetime import datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field

from fanloop.api.answers import NO_NUL, Leaf

Slugged = Annotated[str, Field(pattern=r"^[-a-zA-Z0-9_]{1,50}$")]


class StatusName(Schema):
    """How a need stands: a name the maker chose, and which of six kinds it means."""

    slug: str
    kind: str = Field(description="open, planned, building, shipped, declined or duplicate.")
    name: str


class Step(Schema):
    """One decision about a need: who, why and when."""

    status: StatusName
    because: str
    by: str
    at: datetime


class NeedCard(Schema):
    """What many voices mean. `voted` is null unless the token may vote, `status` until somebody has decided anything."""

    ref: str = Field(examples=["voices.need:17"])
    slug: str
    title: str
    words: str
    line: str
    area: str
    people: int = Field(description="Distinct people behind it, by voice, backing or vote.")
    votes: int
    voices: int
    score: float
    at: datetime
    answered_after_minutes: int | None
    promised_at: datetime | None
    outcome: str = Field(description="Empty while it is open, else shipped or declined.")
    mark: str = Field(description="guessed, where a rule and no person made it.")
    status: StatusName | None
    voted: bool | None


class NeedPage(Leaf):
    items: list[NeedCard]


class Station(Schema):
    """One station a need has reached: voiced, answered, promised, shipped or declined."""

    kind: str
    at: datetime
    ref: str
    by: str
    words: str


class NeedWhole(NeedCard):
    stations: list[Station]
    history: list[Step] = Field(description="Every decision about it, the newest first.")


class Reason(Schema):
    """Why somebody votes; shown beside the vote."""

    why: Annotated[str, Field(max_length=500, pattern=NO_NUL)] = ""


class Device(Schema):
    """On which device: a product line by slug, a variant in words, and what runs on it."""

    line: Slugged | None = Field(None, description="Slug of a product line.")
    variant: Annotated[str, Field(max_length=120, pattern=NO_NUL)] = ""
    build: Annotated[str, Field(max_length=60, pattern=NO_NUL)] = ""


class Detail(Device):
    """What a bug says besides its words."""

    steps: Annotated[str, Field(max_length=4_000, pattern=NO_NUL)] = ""
    expected: Annotated[str, Field(max_length=2_000, pattern=NO_NUL)] = ""
    got: Annotated[str, Field(max_length=2_000, pattern=NO_NUL)] = ""


class NewMeToo(Device):
    """The same, in one's own words and on one's own device."""

    words: Annotated[str, Field(max_length=2_000, pattern=NO_NUL)] = ""


class MeToo(Schema):
    """Who said the same, on which device."""

    by: str
    words: str
    device: str
    at: datetime


class MeToos(Schema):
    voice: str
    items: list[MeToo]


class Ballot(Schema):
    """Where a need and the fan's votes stand after voting."""

    need: str
    voted: bool
    votes: int
    votes_left: int


class NewVoice(Schema):
    """An idea, a bug, a question or praise. Without a title the first sentence becomes it."""

    kind: Literal["idea", "bug", "question", "praise"]
    words: Annotated[str, Field(min_length=1, max_length=10_000, pattern=NO_NUL)]
    title: Annotated[str, Field(max_length=300, pattern=NO_NUL)] = ""
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[a-z0-9]{2,8})?$")] = "en"
    line: Slugged | None = Field(None, description="Slug of a product line.")
    area: Slugged | None = Field(None, description="Slug of an area of that line.")
    detail: Detail | None = Field(
        None, description="Of bugs and questions: device, build, steps, expected and got."
    )


class Voice(Schema):
    """One voice as it is read. `need` is the slug of the need it counts in, null until somebody gathers it."""

    ref: str
    href: str
    kind: str
    title: str
    words: str
    by: str
    at: datetime
    backings: int
    detail: Detail | None
    answer: str | None
    answered_after_minutes: int | None
    need: str | None
