"""Tuesday at the desk: every report of a train to read, with what it says of each change, and all of them as CSV."""

import csv
from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fanloop.desk.guard import needs
from fanloop.foundation.text.cells import plain
from fanloop.foundation.text.translated import read
from fanloop.releasing.releases import queries
from fanloop.releasing.releases.queries import Held, ReportRow, Train
from fanloop.releasing.releases.rules.reports import BOXES
from fanloop.ui.parts import Tab

READ, STREAMED = 30, 500


class _Echo:
    """A file that hands back what is written, so that a table of any length streams."""

    def write(self, value: str) -> str:
        return value


@needs("releases.board")
@require_safe
def latest(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 -- a view
    """The reports of the train that left last."""
    row = queries.last_train()
    return redirect("desk:reports", row.train.id) if row else redirect("desk:trains")


@needs("releases.board")
@require_safe
def reports(request: HttpRequest, train_id: int) -> HttpResponse:
    train, language = _train(train_id), request.GET.get("language", "")
    found = queries.sums(train.id)
    count = queries.count_reports(train.id, language=language)
    page = Paginator(range(count), READ).get_page(request.GET.get("page"))
    rows = queries.reports_of(train.id, language=language, offset=max(0, page.start_index() - 1), limit=READ)
    held = queries.notes_of(train.id, brief=True)
    context = {
        "train": train, "line_name": read(train.line.name), "sums": found, "page": page,
        "rows": [(row, _answers(row, held)) for row in rows], "failed": [(read(one.change.title), one) for one in queries.reopened_by(train.id)],
        "tabs": _tabs(train, found, language), "language": language, "trains": _trains(train),
    }  # fmt: skip
    return render(request, "desk/reports/reports.html", context)


def _answers(row: ReportRow, held: list[Held]) -> list[tuple[str, str]]:
    """What a report says of each change it speaks of: title and answer."""
    return [
        (read(one.change.title), row.verdicts[one.change.id]) for one in held if one.change.id in row.verdicts
    ]


def _tabs(train: Train, found: queries.Sums, language: str) -> list[Tab]:
    here = reverse("desk:reports", args=[train.id])
    every = Tab(_("All"), here, not language, found.reports)
    return [
        every,
        *(
            Tab(one.key, f"{here}?language={one.key}", language == one.key, one.reports)
            for one in found.languages
        ),
    ]


def _trains(train: Train) -> list[Tab]:
    """The last trains of the line, to go on to the week before."""
    rows = queries.trains_of(train.line_id, is_gone=True, limit=6)
    return [
        Tab(row.train.number, reverse("desk:reports", args=[row.train.id]), row.train.id == train.id)
        for row in rows
    ]


@needs("releases.board")
@require_safe
def reports_csv(request: HttpRequest, train_id: int) -> HttpResponse:  # noqa: ARG001 -- a view
    train = _train(train_id)
    response = StreamingHttpResponse(_lines(train), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="reports-{train.id}.csv"'
    return response  # type: ignore[return-value]  # Django serves both


def _lines(train: Train) -> Iterator[str]:
    writer, held = csv.writer(_Echo()), queries.notes_of(train.id, brief=True)
    changes = [f"releases.change:{one.change.id} {read(one.change.title)}" for one in held]
    yield writer.writerow(
        ["report", "at", "edited_at", "fan", "language", "device", *BOXES, *map(plain, changes)]
    )
    offset = 0
    while rows := queries.reports_of(train.id, offset=offset, limit=STREAMED):
        yield from (writer.writerow([plain(cell) for cell in _cells(row, held)]) for row in rows)
        offset += STREAMED


def _cells(row: ReportRow, held: list[Held]) -> list[Any]:
    told = row.report
    edited = told.edited_at.isoformat() if told.edited_at else ""
    said = [getattr(told, box) for box in BOXES]
    answers = [row.verdicts.get(one.change.id, "") for one in held]
    return [
        f"releases.report:{told.id}",
        told.at.isoformat(),
        edited,
        row.by,
        told.language,
        row.device,
        *said,
        *answers,
    ]


def _train(train_id: int) -> Train:
    row = queries.train_by_id(train_id)
    if row is None:
        raise Http404
    return row


urlpatterns = [
    path("reports", latest, name="latest_reports"),
    path("trains/<int:train_id>/reports", reports, name="reports"),
    path("trains/<int:train_id>/reports.csv", reports_csv, name="reports_csv"),
]
