"""Notes outside their page: JSON, Markdown and changelogs for other programs, and every revision for everybody."""

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fanloop.foundation.text import markdown
from fanloop.foundation.text.translated import read
from fanloop.people.fans import queries as fans
from fanloop.releasing.releases import queries
from fanloop.releasing.releases.queries import Held, TrainRow, notes
from fanloop.releasing.releases.rules import changelog
from fanloop.releasing.releases.rules import notes as rules
from fanloop.site.asking import page_number
from fanloop.site.atom import root_of
from fanloop.site.awards import Maker, makers_named
from fanloop.things.products import queries as products
from fanloop.things.products.queries import Line
from fanloop.ui.parts import Tab

SIZE, EACH = 10, 12
"""Trains on a page of a line's JSON, and the changes it tells of each."""
KINDS = {
    "new": lambda: pgettext("kind of change", "New"),
    "improved": lambda: pgettext("kind of change", "Improved"),
    "fixed": lambda: pgettext("kind of change", "Fixed"),
}
View = Callable[..., HttpResponse]


@contextmanager
def asked_language(request: HttpRequest) -> Iterator[str]:
    """`?lang=` where it is a language of the house, else the reader's own."""
    wanted = request.GET.get("lang", "").lower()
    with translation.override(wanted if wanted in dict(settings.LANGUAGES) else get_language()):
        yield get_language() or "en"


def public(view: View) -> View:
    """Anybody's page may read this, and nobody need fetch it twice: no cookie counts, an ETag does."""

    @require_safe
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with asked_language(request) as language:
            whole = view(request, *args, **kwargs)
            whole["Content-Language"] = language
        tag = f'"{hashlib.sha256(whole.content).hexdigest()[:32]}"'
        whole["ETag"], whole["Cache-Control"] = tag, "public, max-age=120"
        whole["Access-Control-Allow-Origin"] = "*"
        patch_vary_headers(whole, ["Accept-Language"])
        given = get_conditional_response(request, etag=tag, response=whole)
        return given if isinstance(given, HttpResponse) else whole

    return answered


def line_or_404(slug: str) -> Line:
    line = products.line(slug)
    if line is None:
        raise Http404(_("There is no such line."))
    return line


def _train_or_404(slug: str, number: str) -> tuple[Line, TrainRow]:
    line = products.line(slug)
    row = queries.train(number, line_id=line.id) if line and "\0" not in number else None
    if line is None or row is None:
        raise Http404(_("There is no such train."))
    return line, row


def as_answer(data: dict[str, Any]) -> HttpResponse:
    return HttpResponse(json.dumps(data, ensure_ascii=False), content_type="application/json; charset=utf-8")


@public
def train_json(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    line, row = _train_or_404(slug, number)
    return as_answer(as_json(line, row, root=root_of(request)))


@public
def train_markdown(request: HttpRequest, slug: str, number: str) -> HttpResponse:  # noqa: ARG001 -- language is active
    line, row = _train_or_404(slug, number)
    return HttpResponse(as_markdown(line, row), content_type="text/markdown; charset=utf-8")


@public
def line_changelog(request: HttpRequest, slug: str) -> HttpResponse:  # noqa: ARG001 -- language is active
    return HttpResponse(as_changelog(line_or_404(slug)), content_type="text/markdown; charset=utf-8")


@public
def line_json(request: HttpRequest, slug: str) -> HttpResponse:
    """What left lately, the latest first, in pages of ten."""
    line, page, root = line_or_404(slug), min(page_number(request), 10_000), root_of(request)
    rows = queries.trains_of(line.id, is_gone=True, offset=(page - 1) * SIZE, limit=SIZE + 1)
    further = f"{root}{reverse('site:line_json', args=[slug])}?page={page + 1}" if len(rows) > SIZE else None
    data = {
        "line": {"slug": line.slug, "name": read(line.name)}, "language": get_language() or "en",
        "page": f"{root}{reverse('site:fridays')}?line={line.slug}",
        "changelog": root + reverse("site:line_changelog", args=[slug]),
        "trains": latest(rows[:SIZE], root=root), "next": further,
    }  # fmt: skip
    return as_answer(data)


def latest(rows: list[TrainRow], *, root: str) -> list[dict[str, Any]]:
    """Trains with their first changes, in the language that is active; a few queries whatever their number."""
    changes = queries.changes_by_train([row.train.id for row in rows], each=EACH)
    off, held = (told([row.train.id for row in rows]) for told in (notes.withdrawn, notes.stopped))
    return [
        {
            **_head(row, root), "withdrawn": off.get(row.train.id), "stopped": held.get(row.train.id),
            "changes": [
                {"kind": one.kind, "kind_name": KINDS[one.kind](), "title": read(one.title), "words": read(one.words)}
                for one in changes.get(row.train.id, [])
            ],
            "more": max(0, row.aboard - EACH),
        }
        for row in rows
    ]  # fmt: skip


def _head(row: TrainRow, root: str) -> dict[str, Any]:
    where = [row.train.line.slug, row.train.number]
    return {
        "ref": f"releases.train:{row.train.id}", "number": row.train.number,
        "leaves_at": row.train.leaves_at.isoformat(), "left_at": row.left_at.isoformat() if row.left_at else None,
        "page": root + reverse("site:train", args=where), "json": root + reverse("site:train_json", args=where),
        "markdown": root + reverse("site:train_markdown", args=where),
    }  # fmt: skip


def as_json(line: Line, row: TrainRow, *, root: str) -> dict[str, Any]:
    """One train with its notes, changes and credits; who asked not to be named is counted."""
    held = queries.notes_of(row.train.id, limit=2_000)
    named = namable(fan_id for one in held for fan_id in (*one.asked, *one.helped))
    makers = makers_named(one.change.maker for one in held if one.change.maker)
    shown = notes.shown_note(row.train.id, language=get_language() or "en")
    return {
        **_head(row, root), "line": {"slug": line.slug, "name": read(line.name)},
        "withdrawn": notes.withdrawn([row.train.id]).get(row.train.id),
        "stopped": notes.stopped([row.train.id]).get(row.train.id),
        "notes": _note(shown) if shown else None, "changes": [_change(one, named, makers, root) for one in held],
        "left_behind": [{"title": read(place.change.title), "why": place.why_left} for place in queries.left_from(row.train.id)],
    }  # fmt: skip


def _note(shown: notes.Shown) -> dict[str, Any]:
    note = shown.note
    return {
        "markdown": rules.named(note.body, notes.credit_names(rules.fans_in(note.body))),
        "language": note.language, "languages": shown.languages, "revision": note.revision, "at": note.at.isoformat(),
        "by": note.by.name if note.by else None, "generated": note.generated,
    }  # fmt: skip


def namable(fan_ids: Iterable[int]) -> dict[int, str]:
    """Handles of those among them who are here and may be named."""
    ids = set(fan_ids)
    people = fans.fans_by_ids(ids - fans.unnamed(ids))
    return {fan.id: fan.handle for fan in people.values() if fan.is_active}


def _change(one: Held, named: dict[int, str], makers: dict[int, Maker], root: str) -> dict[str, Any]:
    change = one.change
    maker = makers.get(change.maker_id or 0)
    return {
        "ref": f"releases.change:{change.id}", "kind": change.kind, "title": read(change.title),
        "words": read(change.words), "guessed": change.guessed,
        "asked": [named[each] for each in one.asked if each in named], "asked_by": one.asked_by,
        "helped": [named[each] for each in one.lent if each in named],
        "made_by": maker.name if maker else change.maker_name,
        "makers": [named[each] for each in one.made if each in named],
        "page": root + reverse("site:change", args=[change.id]),
    }  # fmt: skip


def as_markdown(line: Line, row: TrainRow) -> str:
    """What people wrote, then the changes with their credits; for a train that has not left, what is aboard."""
    shown = notes.shown_note(row.train.id, language=get_language() or "en")
    if shown is not None and shown.note.generated:
        return rules.named(shown.note.body, notes.credit_names(rules.fans_in(shown.note.body)))
    written = (
        rules.named(shown.note.body, notes.credit_names(rules.fans_in(shown.note.body))) if shown else ""
    )
    listed = changelog.section(notes.release(row, language=get_language() or "en"))
    title = f"# {rules.escape(read(line.name))} {rules.escape(row.train.number)}"
    return "\n\n".join(part.strip() for part in (title, written, listed) if part.strip()) + "\n"


def as_changelog(line: Line) -> str:
    """A whole line by Keep a Changelog 1.1.0."""
    language = get_language() or "en"
    return changelog.written(notes.changelog(line.id, language=language), name=read(line.name))


@require_safe
def revisions(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """Everything the notes of a train have said: who wrote it, when and why, and what changed each time."""
    line, row = _train_or_404(slug, number)
    shown = notes.shown_note(row.train.id, language=request.GET.get("language") or get_language() or "en")
    if shown is None:
        raise Http404(_("This train has no notes."))
    here, language = request.path, shown.note.language
    known = dict(settings.LANGUAGES)
    page = {
        "line": line, "line_name": read(line.name), "train": row.train, "language": language,
        "revisions": notes.revisions_of(row.train.id, language=language),
        "tabs": [Tab(str(known.get(tag, tag)), f"{here}?language={tag}", tag == language) for tag in shown.languages],
    }  # fmt: skip
    return render(request, "site/releases/revisions.html", page)


def drawn(note: queries.Note) -> str:
    """A note as clean HTML, with the names of the day."""
    return drawn_all([note])[note.id]


def drawn_all(rows: Collection[queries.Note]) -> dict[int, str]:
    """Notes by id as clean HTML; names are asked for once."""
    names = notes.credit_names({fan_id for row in rows for fan_id in rules.fans_in(row.body)})
    return {row.id: markdown.html(rules.named(row.body, names)) for row in rows}


urlpatterns = [
    path("fridays/<slug:slug>.json", line_json, name="line_json"),
    path("fridays/<slug:slug>/CHANGELOG.md", line_changelog, name="line_changelog"),
    path("fridays/<slug:slug>/<path:number>.json", train_json, name="train_json"),
    path("fridays/<slug:slug>/<path:number>.md", train_markdown, name="train_markdown"),
    path("fridays/<slug:slug>/<path:number>/notes", revisions, name="notes"),
]
