"""Beta programmes: who is invited, what is tried and until when. Who tests is nobody's business but theirs."""

from datetime import datetime
from typing import Annotated, Any

from django.core.paginator import Paginator
from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from fanloop.api.answers import Leaf, PageNumber, Slug, leaf, may_answer
from fanloop.api.callers import ANYBODY
from fanloop.api.problems import not_found
from fanloop.foundation import clock
from fanloop.releasing.beta import queries
from fanloop.releasing.beta.queries import ProgrammeRow

router = Router(tags=["beta"], auth=ANYBODY)
SIZE = 30
Past = Annotated[bool, Query(description="Those that are closed.")]


class BetaPhase(Schema):
    """A stretch of a programme with an end."""

    kind: str
    title: str
    starts: datetime
    ends: datetime


class BetaCard(Schema):
    """A programme as it is listed. `level` is the trust level that applying needs, `closes` is null where it has no end."""

    ref: str
    slug: str
    title: str
    line: str
    opens: datetime
    closes: datetime | None
    level: int
    testers: int
    phase: BetaPhase | None


class BetaPage(Leaf):
    items: list[BetaCard]


class BetaFeature(Schema):
    """Something builds are tried for. `weight` is 1 to 3."""

    title: str
    words: str
    weight: int


class BetaActivity(Schema):
    """Something to do and tick off."""

    title: str
    words: str


class BetaWhole(BetaCard):
    words: str
    phases: list[BetaPhase]
    features: list[BetaFeature]
    activities: list[BetaActivity]
    devices: list[str] = Field(description="Article numbers of what builds run on.")
    terms_version: int = Field(description="The version testers sign today, 0 before the first.")


@router.get("/beta", response=may_answer(BetaPage), summary="Beta programmes")
def list_programmes(
    request: HttpRequest,
    page: PageNumber = 1,
    past: Past = False,
) -> dict[str, Any]:
    """Programmes that run or will, the next to open first; or those that are closed."""
    found = Paginator(queries.programmes(at=clock.now(), past=past), SIZE).get_page(page)
    return leaf(request, found, [_card(row) for row in found])


@router.get("/beta/{slug}", response=may_answer(BetaWhole, 404), summary="One beta programme")
def get_programme(request: HttpRequest, slug: Slug) -> BetaWhole:  # noqa: ARG001 -- the same for everybody
    """A programme with its phases, what is tried and what there is to do."""
    programme = queries.programme(slug)
    if programme is None:
        raise not_found()
    (row,) = queries.programme_rows([programme], at=clock.now())
    terms = queries.terms_in_force(programme.id)
    features = queries.features_of(programme.id)
    return BetaWhole(
        **_card(row).model_dump(),
        words=row.words,
        phases=[_phase(one) for one in queries.phases_of(programme.id)],
        features=[
            BetaFeature(title=one.title, words=one.words, weight=one.feature.weight) for one in features
        ],
        activities=[
            BetaActivity(title=one.title, words=one.words) for one in queries.activities_of(programme.id)
        ],
        devices=[one.sku for one in queries.devices_of(programme)],
        terms_version=terms.version if terms else 0,
    )


def _card(row: ProgrammeRow) -> BetaCard:
    programme = row.programme
    return BetaCard(
        ref=row.ref,
        slug=programme.slug,
        title=row.title,
        line=row.line,
        opens=programme.opens,
        closes=programme.closes,
        level=programme.level,
        testers=row.testers,
        phase=_phase(row.phase) if row.phase else None,
    )


def _phase(row: queries.PhaseRow) -> BetaPhase:
    return BetaPhase(kind=row.phase.kind, title=row.title, starts=row.phase.starts, ends=row.phase.ends)
