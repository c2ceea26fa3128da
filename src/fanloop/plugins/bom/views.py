"""The desk's page for a bill of materials: give a file, read what it would bring, then bring it in."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
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

from fanloop.desk.guard import needs
from fanloop.foundation import clock, files
from fanloop.people.team import actions as team
from fanloop.plugins.bom import importer

LARGEST = 8 * 1024 * 1024
SHOWN = 300


class FileForm(forms.Form):
    """A file with a parts list."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("CSV from KiCad or a table of parents and children, up to 8 MB."),
        widget=forms.FileInput({"accept": ".csv,.tsv,.txt"}),
        max_length=160,
    )

    def clean_file(self) -> Any:
        given = self.cleaned_data["file"]
        if given.size and given.size > LARGEST:
            raise forms.ValidationError(_("This file is larger than 8 MB. The command line takes any size."))
        return given


@require_safe
@needs("imports.run")
def upload(request: HttpRequest) -> HttpResponse:
    return render(request, "bom/upload.html", {"form": FileForm()})


@require_POST
@needs("imports.run")
def preview(request: HttpRequest) -> HttpResponse:
    """Keep the file by its content and show what it would bring; nothing is stored among the parts."""
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "bom/upload.html", {"form": form}, status=422)
    given = form.cleaned_data["file"]
    name = Path(given.name or "bill.csv").name
    kept = files.keep(given.read(), name=name, content_type="text/csv", at=clock.now())
    with _on_disk(kept.sha256, name) as path:
        seen = importer.preview(path)
    lines = seen.lines[:SHOWN]
    return render(
        request, "bom/preview.html", {"seen": seen, "lines": lines, "sha256": kept.sha256, "name": name}
    )


@require_POST
@needs("imports.run")
@transaction.atomic
def store(request: HttpRequest) -> HttpResponse:
    sha256, name = request.POST.get("sha256", ""), Path(request.POST.get("name", "")).name
    now = clock.now()
    with _on_disk(sha256, name or "bill.csv") as path:
        summary = importer.import_bom(path, strict="strict" in request.POST, at=now)
    detail = {"file": summary.file, "sha256": sha256, **summary.counts}
    team.record_act(request.viewer, act="imports.bom", detail=detail, at=now)  # type: ignore[attr-defined]
    said = ngettext("%(n)s new part", "%(n)s new parts", summary.parts) % {"n": summary.parts}
    lines = ngettext("%(n)s new line", "%(n)s new lines", summary.lines) % {"n": summary.lines}
    messages.success(request, f"{summary.file}: {said}, {lines}.")
    for problem in summary.problems:
        if problem.line == 0:
            messages.error(request, str(problem))
    return redirect("bom:upload")


@contextmanager
def _on_disk(sha256: str, name: str) -> Iterator[Path]:
    """The kept bytes under the name they came with, for a reader of paths. 404 for what was never kept."""
    if len(sha256) != 64 or not sha256.isalnum() or name in {"", ".", ".."}:
        raise Http404
    try:
        data = files.read(sha256)
    except FileNotFoundError:
        raise Http404 from None
    with tempfile.TemporaryDirectory(prefix="fanloop-bom-") as folder:
        path = Path(folder) / name
        path.write_bytes(data.getvalue())
        yield path
