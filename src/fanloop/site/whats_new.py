"""“What's new” on the maker's other pages: a script that draws a bell, a card or a list there, and a page for a frame.

Which releases a reader has seen is kept by the reader's browser alone; nothing of it comes here, and no cookie is set.
"""

from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_safe

from fanloop.foundation.text.days import day_words
from fanloop.foundation.text.translated import read
from fanloop.listening.voices.rules.framing import framing_origins
from fanloop.people.team import queries as team
from fanloop.releasing.releases import queries
from fanloop.site.atom import root_of
from fanloop.site.notes import as_answer, asked_language, latest, line_or_404, public
from fanloop.things.products import queries as products
from fanloop.things.products.queries import Line

SHOWN = 5
_SCRIPT = Path(__file__).parent / "static" / "site" / "js" / "whats-new.js"


@public
def news(request: HttpRequest, slug: str) -> HttpResponse:
    """The last trains of a line and the words the script draws them with."""
    line = line_or_404(slug)
    return as_answer({**_told(line, root_of(request)), "words": _words(line)})


def _told(line: Line, root: str) -> dict[str, Any]:
    rows = queries.trains_of(line.id, is_gone=True, limit=SHOWN)
    days = {row.train.number: day_words(row.left_at, "long") if row.left_at else "" for row in rows}
    trains = [{**one, "day": days[one["number"]]} for one in latest(rows, root=root)]
    return {
        "line": {"slug": line.slug, "name": read(line.name)}, "trains": trains,
        "all": f"{root}{reverse('site:fridays')}?line={line.slug}",
    }  # fmt: skip


def _words(line: Line) -> dict[str, Any]:
    return {
        "title": _("What’s new in %(line)s") % {"line": read(line.name)},
        "open": pgettext("button", "What’s new"), "close": pgettext("button", "Close"), "all": _("All releases"),
        "new": pgettext("mark on a release", "new"), "empty": _("Nothing has left yet."),
        "withdrawn": _("Withdrawn:"), "stopped": _("Stopped:"), "tab": _("(opens in a new tab)"),
        "unread": [ngettext("%(n)s new release", "%(n)s new releases", n) % {"n": n} for n in range(SHOWN + 1)],
    }  # fmt: skip


@require_safe
def script(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 -- the same for everybody
    """The script under an address that stays, for pages of others."""
    answer = HttpResponse(_source(), content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"], answer["Access-Control-Allow-Origin"] = "public, max-age=3600", "*"
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


@cache
def _source() -> bytes:
    return _SCRIPT.read_bytes()


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The same as a page for a frame, for places where no script of ours may run. `?line=`, `?lang=`, `?theme=`."""
    line = line_or_404(request.GET["line"]) if request.GET.get("line") else next(iter(products.lines()), None)
    theme = request.GET.get("theme", "")
    with asked_language(request) as language:
        shown = {
            "maker": team.maker(), "theme": theme if theme in {"light", "dark"} else "",
            **({**_told(line, root_of(request)), "words": _words(line)} if line else {}),
        }  # fmt: skip
        answer = HttpResponse(render_to_string("site/embed/whats_new.html", shown))
        answer["Content-Language"] = language
    answer.framed_by = " ".join(["'self'", *framing_origins(settings.EMBED_ORIGINS)])  # type: ignore[attr-defined]
    answer["Cache-Control"] = "public, max-age=120"
    return answer


urlpatterns = [
    path("embed/whats-new", page, name="whats_new"),
    path("embed/whats-new.js", script, name="whats_new_script"),
    path("embed/whats-new/<slug:slug>.json", news, name="whats_new_json"),
]
