"""Builds for fans and for their machines: what is offered, its hashes, and a repository any client of TUF updates from."""

import hashlib
from dataclasses import dataclass

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fanloop.foundation import clock
from fanloop.foundation.text.translated import read
from fanloop.foundation.viewer import Viewer
from fanloop.site.atom import root_of
from fanloop.site.links import page_of
from fanloop.site.ranges import handed_out
from fanloop.things.builds import queries
from fanloop.things.builds.queries import Build, BuildFile, Standing
from fanloop.things.builds.rules.names import TIMESTAMP, target_path
from fanloop.things.products import queries as products

_BINARY = "application/octet-stream"


@dataclass(frozen=True)
class ShownFile:
    """A file with the address it is fetched from; empty while nobody is offered it."""

    file: BuildFile
    href: str


@dataclass(frozen=True)
class ShownBuild:
    """A build as lists tell it. `is_signed`: machines believe it."""

    build: Build
    line: str
    stands: Standing
    files: list[ShownFile]
    is_signed: bool

    @property
    def size(self) -> int:
        return sum(one.file.size for one in self.files)


@dataclass(frozen=True)
class Trust:
    """The root that a client begins with: which one, where, and the hash of its bytes."""

    version: int
    href: str
    sha256: str


def shown(builds: list[Build]) -> list[ShownBuild]:
    """Builds with their files; four queries whatever their number."""
    ids = [one.id for one in builds]
    files, stands, signed = queries.files_of(ids), queries.standings(ids), queries.signed(ids)
    return [
        ShownBuild(one, read(one.line.name), stands[one.id], _files(one, files[one.id], stands[one.id]), one.id in signed)
        for one in builds
    ]  # fmt: skip


def _files(build: Build, files: list[BuildFile], stands: Standing) -> list[ShownFile]:
    return [ShownFile(one, _href(build, one) if stands.is_offered else "") for one in files]


def _href(build: Build, file: BuildFile) -> str:
    """The address TUF's clients form by themselves: the hash before the name."""
    prefixed = target_path(build.line.slug, build.number, f"{file.sha256}.{file.name}")
    return reverse("site:build_target", args=[prefixed])


def trust() -> Trust | None:
    root = queries.paper("root")
    if root is None:
        return None
    digest = hashlib.sha256(root.body.encode()).hexdigest()
    return Trust(root.version, reverse("site:build_metadata", args=[f"{root.version}.root.json"]), digest)


def _repository(request: HttpRequest) -> dict[str, object]:
    """What a machine needs to know, for both pages."""
    base = root_of(request) + reverse("site:builds")
    return {
        "trust": trust(), "roles": queries.roles(clock.now()), "is_demo_keys": queries.is_demo(), "base": base,
        "mirrors": settings.MIRRORS,
    }  # fmt: skip


@require_safe
def builds(request: HttpRequest) -> HttpResponse:
    found = shown(queries.builds_of(only_offered=True, or_paused=True))
    lines = [
        (read(line.name), [one for one in found if one.build.line_id == line.id]) for line in products.lines()
    ]
    page = {"lines": [pair for pair in lines if pair[1]], **_repository(request)}
    return render(request, "site/builds/builds.html", page)


@require_safe
def build(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """A build that is offered, or was; others only for those who may offer it."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    line = products.line(slug)
    row = queries.build_by_number(line.id, number) if line and "\0" not in number else None
    one = shown([row])[0] if row else None
    if one is None or (one.stands.offer is None and not viewer.may("builds.add")):
        raise Http404(_("There is no such build."))
    page = {"one": one, "build": one.build, **_repository(request)}
    return render(request, "site/builds/build.html", page)


@require_safe
def metadata(request: HttpRequest, name: str) -> HttpResponse:  # noqa: ARG001 -- the same for everybody
    """A signed paper, byte for byte. Numbered ones never change; the timestamp is asked for anew each time."""
    paper = queries.published(name)
    if paper is None:
        raise Http404
    answer = HttpResponse(paper.body.encode(), content_type="application/json")
    fresh = "no-cache" if paper.role == TIMESTAMP else "public, max-age=31536000, immutable"
    answer.headers["Cache-Control"] = fresh
    return answer


@require_safe
def target(request: HttpRequest, name: str) -> HttpResponseBase:
    """A file of an offered build by `line/number/sha256.name`; ranges let a broken download go on."""
    folder, _slash, prefixed = name.rpartition("/")
    sha256, _dot, plain = prefixed.partition(".")
    file = queries.offered_file(f"{folder}/{plain}", sha256)
    if file is None:
        raise Http404
    answer = handed_out(request, sha256=file.sha256, size=file.size, content_type=_BINARY)
    answer.headers["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return answer


@require_safe
def mirrors(request: HttpRequest) -> JsonResponse:
    """Every address that serves these files, ours first. None needs trust: what a mirror changes, clients refuse."""
    bases = [root_of(request) + reverse("site:builds"), *settings.MIRRORS]
    rows = [{"metadata": f"{base}/metadata/", "targets": f"{base}/targets/"} for base in bases]
    return JsonResponse({"mirrors": rows})


@page_of("builds.build")
def build_page(id_: int, viewer: Viewer) -> str:
    row = queries.build(id_)
    if row is None or (queries.standings([id_])[id_].offer is None and not viewer.may("builds.add")):
        return ""
    return reverse("site:build", args=[row.line.slug, row.number])


urlpatterns = [
    path("builds", builds, name="builds"),
    path("builds/mirrors.json", mirrors, name="build_mirrors"),
    path("builds/metadata/<str:name>", metadata, name="build_metadata"),
    path("builds/targets/<path:name>", target, name="build_target"),
    path("builds/<slug:slug>/<str:number>", build, name="build"),
]
