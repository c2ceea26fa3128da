"""The source of a change for fans: get it, hand in a patch or a translation, say that a commit is yours."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fanloop.foundation import clock, limits
from fanloop.foundation.text.translated import read
from fanloop.foundation.viewer import Viewer
from fanloop.listening.moderation.actions import screened
from fanloop.listening.moderation.rules.refusals import Refused as GateRefused
from fanloop.listening.voices import queries as voices
from fanloop.plugins.repository import actions, git, queries
from fanloop.plugins.repository.forms import PatchForm, TranslationForm
from fanloop.plugins.repository.queries import Commit, Contribution, Handed
from fanloop.plugins.repository.rules import patches
from fanloop.releasing.releases import queries as releases
from fanloop.releasing.releases.queries import Change
from fanloop.site.asking import fan_of, members_only
from fanloop.site.screening import tell_if_held, typed_seconds
from fanloop.site.terms import NotAgreed, agree

REFUSALS = (actions.Refused, GateRefused, NotAgreed)
TARBALLS_A_MINUTE = 6
MISFITS = {
    "missing": gettext_lazy("is not in the source"),
    "exists": gettext_lazy("is in the source already"),
    "differs": gettext_lazy("reads differently there"),
}
STATES = {
    "waits": ("loop", gettext_lazy("waits for somebody to read it")),
    "accepted": ("kept", gettext_lazy("accepted")),
    "declined": ("risk", gettext_lazy("not taken")),
    "merged": ("kept", gettext_lazy("in the source")),
}
KINDS = {
    "patch": gettext_lazy("Patch"),
    "translation": gettext_lazy("Translation"),
    "claim": gettext_lazy("“This is mine”"),
}


@dataclass(frozen=True)
class ShownCommit:
    """A commit as fans see it: whose it is, where it can be browsed, and whether it may be claimed."""

    row: Commit
    title: str
    by: str
    web: str
    is_claimable: bool


def shown(one: Handed) -> dict[str, Any]:
    """A contribution for a list."""
    tone, stands = STATES[one.state]
    row = one.row
    misfits = [(path, MISFITS[reason], hunk) for path, reason, hunk in row.misfits]
    return {
        "one": one,
        "row": row,
        "kind": KINDS[row.kind],
        "tone": tone,
        "stands": stands,
        "misfits": misfits,
    }


@require_safe
def change(request: HttpRequest, change_id: int) -> HttpResponse:
    """Everything about the source of a change."""
    return _page(request, _change(change_id))


def _page(
    request: HttpRequest,
    row: Change,
    *,
    patch: PatchForm | None = None,
    translation: TranslationForm | None = None,
) -> HttpResponse:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    source = queries.source_of(row.line_id)
    may_get = source is not None and queries.may_get(source, viewer)
    needs = voices.needs_by_ids(releases.needs_behind([row.id])[row.id])
    context = {
        "change": row, "title": read(row.title), "source": source, "may_get": may_get, "line_name": read(row.line.name),
        "commits": [_shown(one) for one in queries.commits_of(row.id)] if may_get else [],
        "needs": [(found.need.id, found.title) for found in needs.values()],
        "handed": [shown(one) for one in queries.handed_for(row.id, viewer)],
        "form": patch or PatchForm(prefix="p"), "translation": translation or TranslationForm(change=row, prefix="t"),
        "told": [(tag, said, row.words.get(tag, "")) for tag, said in row.title.items()],
    }  # fmt: skip
    return render(request, "repository/change.html", context, status=422 if patch or translation else 200)


def _shown(row: Commit) -> ShownCommit:
    by = f"@{row.fan.handle}" if row.fan and not row.member and row.fan.is_active else row.author_name
    title = row.message.splitlines()[0] if row.message.strip() else row.sha[:10]
    claimable = queries.has_unknown_author(row)
    return ShownCommit(row, title, row.member.name if row.member else by, queries.web_of(row), claimable)


@require_POST
@members_only
def hand_in_patch(request: HttpRequest, change_id: int) -> HttpResponse:
    row = _change(change_id)
    _refuse_closed(row, request)
    form = PatchForm(request.POST, request.FILES, prefix="p")
    if form.is_valid():
        said, at = form.cleaned_data, clock.now()

        def write() -> Contribution:
            return actions.hand_in_patch(
                line=row.line, change=row, fan=fan_of(request), text=patches.text_of(said["data"]), title=said["title"],
                words=said["words"], request_url=said["request_url"], at=at,
            )  # fmt: skip

        if made := _tried(
            request, form, write, act="patch", text="\n".join((said["title"], said["words"])).strip()
        ):
            return _kept(request, made)
    return _page(request, row, patch=form)


@require_POST
@members_only
def translate(request: HttpRequest, change_id: int) -> HttpResponse:
    row = _change(change_id)
    form = TranslationForm(request.POST, change=row, prefix="t")
    if form.is_valid():
        said, at = form.cleaned_data, clock.now()

        def write() -> Contribution:
            return actions.hand_in_translation(change=row, fan=fan_of(request), at=at, **said)

        if made := _tried(request, form, write, act="translation", text=f"{said['title']}\n{said['words']}"):
            return _kept(request, made)
    return _page(request, row, translation=form)


@require_POST
@members_only
def claim(request: HttpRequest, change_id: int, sha: str) -> HttpResponse:
    row = _change(change_id)
    commit = queries.commit_of(change_id, sha)
    if commit is None:
        raise Http404
    try:
        agree(request)
        made = actions.claim_commit(commit=commit, change=row, fan=fan_of(request), at=clock.now())
    except REFUSALS as problem:
        messages.error(request, str(problem))
        return redirect("source:change", change_id)
    return _kept(request, made)


def _tried(
    request: HttpRequest,
    form: PatchForm | TranslationForm,
    write: Callable[[], Contribution],
    *,
    act: str,
    text: str,
) -> Contribution | None:
    """Through the terms and the gate; a refusal stands on the form, which keeps the words."""
    try:
        with transaction.atomic():
            agree(request)
            made, screening = screened(
                by=fan_of(request), text=text, act=act, typed_seconds=typed_seconds(request),
                language=get_language() or "en", at=clock.now(), write=write,
            )  # fmt: skip
    except patches.NotAPatch as problem:
        form.add_error(None, queries.why_not(problem))
        return None
    except REFUSALS as problem:
        form.add_error(None, str(problem))
        return None
    tell_if_held(request, screening)
    return made


def _kept(request: HttpRequest, made: Contribution) -> HttpResponse:
    messages.success(request, _("Thank you. Somebody who builds it reads it and tells you."))
    return redirect("source:contribution", made.id)


@require_safe
def contribution(request: HttpRequest, contribution_id: int) -> HttpResponse:
    """One patch, translation or claim, with what became of it."""
    row = queries.contribution(contribution_id)
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    if row is None or not queries.may_read(row, viewer):
        raise Http404(_("There is no such contribution."))
    one = queries.handed([row])[0]
    became = releases.changes_by_ids([one.merging.change_id]) if one.merging else []
    told = shown(one)
    said = {**told, "shown_as": told, "change": row.change, "change_title": read(row.change.title) if row.change else "",
            "became": [(found.id, read(found.title)) for found in became], "line_name": read(row.line.name)}  # fmt: skip
    return render(request, "repository/contribution.html", said)


@require_safe
def patch(request: HttpRequest, change_id: int, sha: str) -> HttpResponse:
    """A commit as `git am` takes it."""
    commit, found = _commit(request, change_id, sha)
    answer = HttpResponse(git.patch_of(found), content_type="text/x-patch; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{_file(commit)}.patch"'
    return answer


@require_safe
def tarball(request: HttpRequest, change_id: int, sha: str) -> HttpResponse:
    """All the source as it was with this commit. Packing costs, so one address may ask a few times a minute."""
    commit, _found = _commit(request, change_id, sha)
    who = request.META.get("REMOTE_ADDR", "")
    if limits.spend(f"source:{who}", most=TARBALLS_A_MINUTE, seconds=60, at=clock.now()):
        return HttpResponse(_("Please wait a minute."), status=429, content_type="text/plain; charset=utf-8")
    try:
        data = git.tarball(queries.mirror_of(commit.repository_id), sha, prefix=_file(commit))
    except git.TooLarge:
        said = _("It is larger than 64 MB. Clone the repository instead.")
        return HttpResponse(said, status=413, content_type="text/plain; charset=utf-8")
    answer = HttpResponse(data, content_type="application/gzip")
    answer["Content-Disposition"] = f'attachment; filename="{_file(commit)}.tar.gz"'
    return answer


def _commit(request: HttpRequest, change_id: int, sha: str) -> tuple[Commit, git.Found]:
    row = queries.commit_of(change_id, sha)
    if row is None or not queries.may_get(row.repository, request.viewer):  # type: ignore[attr-defined]
        raise Http404(_("There is no such commit."))
    try:
        return row, git.commit(queries.mirror_of(row.repository_id), sha)
    except (git.GitError, OSError):
        raise Http404(_("The source is being fetched. Try again in a while.")) from None


def _file(row: Commit) -> str:
    return f"{slugify(row.repository.name) or 'source'}-{row.sha[:10]}"


def _change(change_id: int) -> Change:
    found = releases.change_by_id(change_id) if change_id < 2**63 else None
    if found is None:
        raise Http404(_("There is no such change."))
    return found


def _refuse_closed(row: Change, request: HttpRequest) -> None:
    source = queries.source_of(row.line_id)
    if source is None or not queries.may_get(source, request.viewer):  # type: ignore[attr-defined]
        raise Http404(_("The source of this line is not open."))
