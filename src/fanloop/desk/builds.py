"""Builds at the desk: hand one in, offer it, withdraw it, and carry what must be signed out of the house and back."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from fanloop.desk.acts import member_of, record, told, tried, viewer_of
from fanloop.desk.guard import needs
from fanloop.foundation import clock, files
from fanloop.foundation.refs import ref
from fanloop.foundation.text.translated import read
from fanloop.things.builds import actions, queries
from fanloop.things.builds.actions import NewFile
from fanloop.things.builds.queries import Build, BuildFile, Standing
from fanloop.things.builds.rules.names import SIGNED_AWAY
from fanloop.things.products import queries as products

BIGGEST_PAPER = 4 * 1024 * 1024


@dataclass(frozen=True)
class Row:
    """A build in the list: how it stands, its files with the addresses they are kept at."""

    build: Build
    line: str
    stands: Standing
    files: list[tuple[BuildFile, str]]
    is_signed: bool


class BuildForm(forms.Form):
    """A new build; its files come beside the form."""

    line = forms.TypedChoiceField(label=gettext_lazy("Product line"), coerce=int)
    number = forms.CharField(
        label=gettext_lazy("Number"), max_length=80, help_text=gettext_lazy("Its version, such as 2.4.0-rc2.")
    )
    origin = forms.CharField(
        label=gettext_lazy("Made from"), max_length=200, required=False,
        help_text=gettext_lazy("A commit or a tag, so that anybody can make it again."),
    )  # fmt: skip
    revisions = forms.CharField(
        label=gettext_lazy("Product revisions"), max_length=400, required=False,
        help_text=gettext_lazy("With commas between, such as DN2-A, DN2-B. Empty: it fits all of them."),
    )  # fmt: skip
    hashes = forms.CharField(
        label=gettext_lazy("Hashes"), required=False, max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "code"}),
        help_text=gettext_lazy("What sha256sum printed, a line a file. Every file is compared with it."),
    )  # fmt: skip

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["line"].choices = [(one.id, read(one.name)) for one in products.lines()]  # type: ignore[attr-defined]

    def clean_hashes(self) -> dict[str, str]:
        """Name → hash. A line that is none is refused: a wrong proof is worse than no proof."""
        found = {}
        for line in self.cleaned_data["hashes"].splitlines():
            digest, _space, name = line.strip().partition(" ")
            if not digest:
                continue
            if not name.strip(" *"):
                raise forms.ValidationError(_("This is no line of sha256sum: %(line)s") % {"line": line[:80]})
            found[name.strip(" *")] = digest
        return found


class WhyForm(forms.Form):
    why = forms.CharField(label=gettext_lazy("Why?"), max_length=2_000)


@needs("builds.add")
def builds(request: HttpRequest) -> HttpResponse:
    """All builds, and the form for one more."""
    form = BuildForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        added = tried(form, lambda: _add(request, form), actions.Refused)
        if added:
            messages.success(
                request, _("%(number)s is here, every file as it says.") % {"number": added.number}
            )
            return redirect("desk:build", added.id)
    page = {"form": form, "rows": _rows(queries.builds_of()), **_signing(request)}
    return render(request, "desk/builds/builds.html", page, status=422 if form.errors else 200)


def _add(request: HttpRequest, form: BuildForm) -> Build:
    said = form.cleaned_data
    line = products.line_by_id(said["line"])
    assert line is not None
    revisions = [one.strip() for one in said["revisions"].split(",") if one.strip()]
    given = [one for one in request.FILES.getlist("files") if isinstance(one, UploadedFile)]
    if strange := sorted(set(said["hashes"]) - {str(one.name) for one in given}):
        raise actions.Refused(
            _("A hash speaks of %(name)s, which is not among the files.") % {"name": strange[0]}
        )
    new = [
        NewFile(str(one.name), one, said["hashes"].get(str(one.name), ""), None, revisions) for one in given
    ]
    row = actions.add_build(
        line=line,
        number=said["number"].strip(),
        files=new,
        by=member_of(request),
        at=clock.now(),
        origin=said["origin"],
    )
    record(request, "builds.add", ref(row), number=row.number)
    return row


def _rows(found: list[Build]) -> list[Row]:
    ids = [one.id for one in found]
    held, stands, signed = queries.files_of(ids), queries.standings(ids), queries.signed(ids)
    return [
        Row(one, read(one.line.name), stands[one.id], [(each, files.url_path(each.kept)) for each in held[one.id]], one.id in signed)
        for one in found
    ]  # fmt: skip


def _signing(request: HttpRequest) -> dict[str, Any]:
    return {
        "roles": queries.roles(clock.now()), "is_demo_keys": queries.is_demo(),
        "may_offer": viewer_of(request).may("builds.offer"),
    }  # fmt: skip


def _build(build_id: int) -> Build:
    row = queries.build(build_id)
    if row is None:
        raise Http404
    return row


@needs("builds.add")
@require_safe
def build(request: HttpRequest, build_id: int) -> HttpResponse:
    row = _rows([_build(build_id)])[0]
    page = {"row": row, "build": row.build, "form": WhyForm(), **_signing(request)}
    return render(request, "desk/builds/build.html", page)


@needs("builds.offer")
@require_POST
def offer(request: HttpRequest, build_id: int) -> HttpResponse:
    row, why = _build(build_id), request.POST.get("why", "")[:2_000]

    def act() -> None:
        actions.offer(build=row, by=member_of(request), at=clock.now(), why=why)
        record(request, "builds.offer", ref(row))

    if told(request, act, actions.Refused):
        messages.success(request, _("%(number)s is offered.") % {"number": row.number})
    return redirect("desk:build", row.id)


@needs("builds.offer")
@require_POST
def withdraw(request: HttpRequest, build_id: int) -> HttpResponse:
    row, form = _build(build_id), WhyForm(request.POST)
    why = form.cleaned_data["why"] if form.is_valid() else ""

    def act() -> None:
        actions.withdraw(build=row, why=why, by=member_of(request), at=clock.now())
        record(request, "builds.withdraw", ref(row), why=why)

    if told(request, act, actions.Refused):
        messages.success(
            request, _("%(number)s is withdrawn. Its files are not handed out.") % {"number": row.number}
        )
    return redirect("desk:build", row.id)


@needs("builds.offer")
@require_safe
def export(request: HttpRequest, role: str) -> HttpResponse:  # noqa: ARG001 -- the guard has looked at it
    """What waits for signatures, as the file that `fanloop keys sign` takes."""
    row = queries.draft(role) if role in SIGNED_AWAY else None
    if row is None:
        raise Http404
    answer = HttpResponse(row.body.encode(), content_type="application/json")
    answer.headers["Content-Disposition"] = f'attachment; filename="{role}.json"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@needs("builds.offer")
@require_POST
def bring(request: HttpRequest) -> HttpResponse:
    """Take back what was signed away from here."""
    given = request.FILES.get("paper")
    if not isinstance(given, UploadedFile) or (given.size or 0) > BIGGEST_PAPER:
        messages.error(request, _("Choose the file that was signed."))
        return redirect("desk:builds")

    def act() -> None:
        done = actions.bring(text=given.read(), by=member_of(request), at=clock.latest())
        record(request, "builds.sign", "", role=done.role, version=done.version)
        messages.success(request, _brought(done))

    told(request, act, actions.Refused)
    return redirect("desk:builds")


def _brought(done: actions.Brought) -> str:
    words = {"role": done.role, "version": done.version, "missing": done.missing}
    if done.is_published:
        return _("%(role)s %(version)s is published.") % words
    if done.missing:
        return _("%(role)s %(version)s is kept. Still to sign: %(missing)s.") % words
    return _("%(role)s %(version)s is signed. It is published together with the other paper.") % words


urlpatterns = [
    path("builds", builds, name="builds"),
    path("builds/<int:build_id>", build, name="build"),
    path("builds/<int:build_id>/offer", offer, name="offer_build"),
    path("builds/<int:build_id>/withdraw", withdraw, name="withdraw_build"),
    path("builds/papers/<slug:role>.json", export, name="export_paper"),
    path("builds/papers", bring, name="bring_paper"),
]
