"""The desk's page for bank statements: give a file, read what it would bring, then bring it in."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from fanloop.desk.acts import member_of, record
from fanloop.desk.guard import needs
from fanloop.foundation import clock, files
from fanloop.foundation.money import Money
from fanloop.plugins.bank import camt, tables
from fanloop.plugins.reading import Problems
from fanloop.selling.payments import actions
from fanloop.selling.payments.queries import bank
from fanloop.selling.payments.queries.bank import expected
from fanloop.selling.payments.rules.matching import match

LARGEST = 8 * 1024 * 1024
SHOWN = 200


class FileForm(forms.Form):
    """A file from the bank."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("CAMT.053 (XML) or CSV, up to 8 MB."),
        widget=forms.FileInput({"accept": ".xml,.csv,.txt"}),
        max_length=160,
    )

    def clean_file(self) -> Any:
        given = self.cleaned_data["file"]
        if given.size and given.size > LARGEST:
            raise forms.ValidationError(_("This file is larger than 8 MB. Ask the bank for a shorter time."))
        return given


class ColumnsForm(forms.Form):
    """Which column of a table says what."""

    def __init__(self, head: tuple[str, ...], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        choices = [(-1, "—"), *enumerate(head)]
        for role, words in _ROLES.items():
            self.fields[role] = forms.TypedChoiceField(
                label=words, choices=choices, coerce=int, required=role in tables.NEEDED
            )
        self.fields["default_currency"] = forms.CharField(
            label=gettext_lazy("Currency, where no column says it"), max_length=3, initial="EUR"
        )


_ROLES = {
    "booked": gettext_lazy("Day"),
    "amount": gettext_lazy("Amount"),
    "currency": gettext_lazy("Currency"),
    "words": gettext_lazy("Words of the payer"),
    "other": gettext_lazy("Who paid"),
    "entry": gettext_lazy("The bank's own number"),
    "account": gettext_lazy("Our account"),
}


@dataclass(frozen=True)
class Seen:
    """What a file would bring: its lines, what was not understood, and the columns where it is a table."""

    entries: list[actions.NewEntry]
    problems: Problems
    columns: tables.Columns | None


@require_safe
@needs("payments.record")
def upload(request: HttpRequest) -> HttpResponse:
    return render(request, "bank/upload.html", {"form": FileForm(), "rows": _kept()})


@require_POST
@needs("payments.record")
def preview(request: HttpRequest) -> HttpResponse:
    """Keep the file by its content and show what it would bring; nothing is booked."""
    if sha256 := request.POST.get("sha256", ""):
        return _shown(request, sha256, Path(request.POST.get("name", "")).name)
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "bank/upload.html", {"form": form, "rows": _kept()}, status=422)
    given = form.cleaned_data["file"]
    name = Path(given.name or "statement").name
    kept = files.keep(given.read(), name=name, content_type="application/octet-stream", at=clock.now())
    return _shown(request, kept.sha256, name)


@require_POST
@needs("payments.record")
@transaction.atomic
def store(request: HttpRequest) -> HttpResponse:
    sha256, name = request.POST.get("sha256", ""), Path(request.POST.get("name", "")).name
    seen = _seen(request, sha256, name)
    if not seen.entries:
        messages.error(request, _("Nothing in this file can be brought in."))
        return redirect("bank:statements")
    brought = actions.bring_statement(
        sha256=sha256, name=name, entries=seen.entries, by=member_of(request), at=clock.now()
    )
    record(
        request,
        "payments.statement",
        f"payments.statement:{brought.statement.id}",
        file=name,
        lines=brought.fresh,
    )
    new = ngettext("%(n)s new line", "%(n)s new lines", brought.fresh) % {"n": brought.fresh}
    found = ngettext("%(n)s found its payment", "%(n)s found their payments", brought.matched) % {
        "n": brought.matched
    }
    messages.success(request, f"{new}, {found}.")
    return redirect("desk:bank")


def _shown(request: HttpRequest, sha256: str, name: str) -> HttpResponse:
    seen = _seen(request, sha256, name)
    known = bank.known_entries([each.entry for each in seen.entries])
    waits = expected()
    rows = [
        (
            each,
            Money(each.minor, each.currency),
            each.entry in known,
            match(each.words, each.minor, each.currency, waits).payment,
        )
        for each in seen.entries[:SHOWN]
    ]
    form = None
    if seen.columns:
        given = {**seen.columns.places, "default_currency": _currency(request)}
        form = ColumnsForm(seen.columns.head, initial=given | _said(request))
    said = {
        "seen": seen,
        "rows": rows,
        "sha256": sha256,
        "name": name,
        "form": form,
        "fresh": len(seen.entries) - len(known),
    }
    return render(request, "bank/preview.html", said)


def _kept() -> list[tuple[bank.BankEntry, bank.BankMatch | None, Money]]:
    return [(row, said, Money(row.minor, row.currency)) for row, said in bank.entries(limit=20)]


def _seen(request: HttpRequest, sha256: str, name: str) -> Seen:
    problems = Problems()
    with _on_disk(sha256, name) as path:
        data = path.read_bytes()
        if camt.looks_like(data):
            return Seen(camt.read(data, name, problems), problems, None)
        found = tables.columns(path, problems)
        problems = Problems()
        places: Mapping[str, int] = {**found.places, **_said(request)}
        rows = tables.read(path, places, currency=_currency(request), account="", problems=problems)
        return Seen(rows, problems, tables.Columns(found.head, places))


def _said(request: HttpRequest) -> dict[str, int]:
    """The columns a person chose instead of those that were guessed."""
    given = {role: request.POST.get(role, "") for role in tables.ROLES}
    return {
        role: int(place) for role, place in given.items() if place.lstrip("-").isdecimal() and len(place) < 4
    }


def _currency(request: HttpRequest) -> str:
    return request.POST.get("default_currency", "").strip().upper()[:3] or "EUR"


@contextmanager
def _on_disk(sha256: str, name: str) -> Iterator[Path]:
    """The kept bytes under the name they came with. 404 for what was never kept."""
    if len(sha256) != 64 or not sha256.isalnum() or name in {"", ".", ".."}:
        raise Http404
    try:
        data = files.read(sha256)
    except FileNotFoundError:
        raise Http404 from None
    with tempfile.TemporaryDirectory(prefix="fanloop-bank-") as folder:
        path = Path(folder) / name
        path.write_bytes(data.getvalue())
        yield path
