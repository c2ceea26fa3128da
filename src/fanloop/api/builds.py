"""Builds: what is offered, with hashes; and the door for build scripts."""

from datetime import datetime
from typing import Annotated, Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import File, Path, Router, Schema
from ninja.files import UploadedFile
from ninja.responses import Status
from pydantic import Field

from fanloop.api.answers import NO_NUL, WRITES, Leaf, PageNumber, Slug, leaf, may_answer
from fanloop.api.callers import ANYBODY, Caller, Token, caller_of
from fanloop.api.problems import ProblemError, not_found, wrong
from fanloop.api.writing import Key, once
from fanloop.foundation import clock
from fanloop.foundation.refs import ref
from fanloop.people.team import queries as team
from fanloop.things.builds import actions, queries
from fanloop.things.builds.actions import NewFile
from fanloop.things.builds.queries import Build, BuildFile, Standing
from fanloop.things.products import queries as products

router = Router(tags=["builds"], auth=ANYBODY)
SIZE = 30
Version = Annotated[str, Path(pattern=r"^[0-9A-Za-z][0-9A-Za-z.+_~-]{0,79}$")]
Sent = Annotated[list[UploadedFile], File()]
NONE: list[UploadedFile] = []
Revision = Annotated[str, Field(max_length=60, pattern=NO_NUL)]


class BuiltFile(Schema):
    """One file. `revisions` empty: it fits every revision of the product."""

    name: str
    size: int
    sha256: str
    revisions: list[str]


class BuildWhole(Schema):
    """One version. `offered` is null until a person hands it to everybody; `signed` says that machines believe it."""

    ref: str
    line: str
    number: str
    origin: str
    at: datetime
    offered: datetime | None
    withdrawn: str | None = Field(description="Why it is offered no more.")
    paused: str | None = Field(description="Why it is not handed out for a while.")
    signed: bool
    files: list[BuiltFile]


class BuildPage(Leaf):
    items: list[BuildWhole]


class NewBuildFile(Schema):
    """A file that comes in this request: what it must be. The house reckons the hash itself and compares."""

    name: Annotated[str, Field(max_length=120, pattern=NO_NUL, examples=["dawn.bin"])]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-fA-F]{64}$")]
    size: Annotated[int, Field(ge=1, le=2**62)] | None = None
    revisions: Annotated[list[Revision], Field(max_length=50)] = []


class NewBuild(Schema):
    """A version of a line, with all its files. Sent again, it is the build that is there."""

    line: Annotated[
        str, Field(max_length=80, pattern=NO_NUL, description="The line's address, such as dawn.")
    ]
    number: Annotated[str, Field(max_length=80, pattern=NO_NUL, examples=["2.4.0-rc2"])]
    origin: Annotated[str, Field(max_length=200, pattern=NO_NUL, description="A commit or a tag.")] = ""
    files: Annotated[list[NewBuildFile], Field(min_length=1, max_length=actions.MOST_FILES)]


@router.get("/builds", response=may_answer(BuildPage), summary="Builds")
def list_builds(request: HttpRequest, page: PageNumber = 1) -> dict[str, Any]:
    """What is offered now, the newest first."""
    found = Paginator(queries.builds_of(only_offered=True), SIZE).get_page(page)
    return leaf(request, found, _drawn(list(found)))


@router.get("/builds/{line}/{number}", response=may_answer(BuildWhole, 404), summary="One build")
def get_build(request: HttpRequest, line: Slug, number: Version) -> BuildWhole:  # noqa: ARG001 -- the same for everybody
    """A build that is offered, or was."""
    row = products.line(line)
    build = queries.build_by_number(row.id, number) if row else None
    if build is None or queries.standings([build.id])[build.id].offer is None:
        raise not_found()
    return _drawn([build])[0]


@router.post(
    "/builds", auth=Token("builds:write"), response=may_answer(BuildWhole, *WRITES, status=201), summary="Hand in a build"
)  # fmt: skip
def add_build(
    request: HttpRequest, response: HttpResponse, build: NewBuild, files: Sent = NONE, idempotency_key: Key = None
) -> Status[Any]:  # fmt: skip
    """A form of two kinds of parts: `build` in JSON, and each file it names as `files`. All of it is kept, or nothing."""
    told = once(request, idempotency_key, build, lambda: (201, _add(caller_of(request), build, files)))
    response["Location"] = f"{request.path}/{build.line}/{build.number}"
    return told


def _add(caller: Caller, new: NewBuild, files: list[UploadedFile]) -> BuildWhole:
    member = team.member_of(caller.fan.id)
    if member is None or not caller.viewer("builds:write").may("builds.add"):
        raise ProblemError("refused", _("Only the maker's people hand in builds."))
    line = products.line(new.line)
    if line is None:
        raise wrong("/build/line", _("There is no such line."))
    build = actions.add_build(
        line=line, number=new.number, files=_given(new, files), by=member, at=clock.now(), origin=new.origin
    )
    return _drawn([build])[0]


def _given(new: NewBuild, files: list[UploadedFile]) -> list[NewFile]:
    """Each declared file with its bytes. Raises ProblemError for one that did not come, or came unannounced."""
    came = {str(one.name): one for one in files}
    if strange := sorted(came.keys() - {one.name for one in new.files}):
        raise wrong("/files", _("%(name)s came, but the build does not name it.") % {"name": strange[0]})
    for place, one in enumerate(new.files):
        if one.name not in came:
            raise wrong(f"/build/files/{place}/name", _("%(name)s did not come.") % {"name": one.name})
    return [NewFile(one.name, came[one.name], one.sha256, one.size, one.revisions) for one in new.files]


def _drawn(found: list[Build]) -> list[BuildWhole]:
    ids = [one.id for one in found]
    files, stands, signed = queries.files_of(ids), queries.standings(ids), queries.signed(ids)
    return [_whole(one, stands[one.id], files[one.id], one.id in signed) for one in found]


def _whole(build: Build, stands: Standing, files: list[BuildFile], signed: bool) -> BuildWhole:
    return BuildWhole(
        ref=ref(build),
        line=build.line.slug,
        number=build.number,
        origin=build.origin,
        at=build.at,
        offered=stands.offer.at if stands.offer else None,
        withdrawn=stands.withdrawal.why if stands.withdrawal else None,
        paused=stands.pause.why if stands.pause else None,
        signed=signed,
        files=[
            BuiltFile(name=one.name, size=one.size, sha256=one.sha256, revisions=one.revisions)
            for one in files
        ],
    )
