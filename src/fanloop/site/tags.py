"""The page of a hashtag: challenges that ask for it, pictures that carry it, and topics in which it is said."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fanloop.foundation import clock
from fanloop.foundation.search import finding
from fanloop.foundation.search.finding import Hit
from fanloop.foundation.viewer import Viewer
from fanloop.listening.community.queries import TOPIC
from fanloop.listening.moderation.queries import hidden_now
from fanloop.selling.challenges import queries
from fanloop.selling.challenges.rules.tags import tag_of, tags_in
from fanloop.site.asking import page_number
from fanloop.site.challenges import viewer_of, vote_of

TOPICS = 10


@require_safe
def tag(request: HttpRequest, word: str) -> HttpResponse:
    """One page for a tag, however it was written; what nobody has said has none."""
    folded, viewer = tag_of(word), viewer_of(request)
    if folded and folded != word:
        return redirect("site:tag", folded)
    asked = [row for row in queries.challenges(clock.now()) if row.challenge.tag == folded]
    wall = queries.tagged(folded, viewer=viewer, page=page_number(request))
    topics = said_in(folded, viewer) if folded else []
    if not (asked or wall.rows or topics):
        raise Http404(_("Nobody has said this tag."))
    page = {
        "tag": folded, "asking": asked, "wall": [(each, vote_of(each, viewer, is_open=False)) for each in wall.rows], "page": wall.page, "topics": topics,
        "near": queries.tags_near(folded),
    }  # fmt: skip
    return render(request, "site/challenges/tag.html", page)


def said_in(tag: str, viewer: Viewer) -> list[Hit]:
    """Topics with the tag itself, not only with its word."""
    hits = finding.find(f'"{tag}"', viewer=viewer, kinds=[TOPIC], limit=4 * TOPICS)
    hidden = hidden_now(hit.ref for hit in hits)
    plain = str.maketrans("", "", "⟦⟧")
    return [
        hit
        for hit in hits
        if hit.ref not in hidden and tag in tags_in(f"{hit.title} {hit.excerpt}".translate(plain))
    ][:TOPICS]


urlpatterns = [path("tags/<str:word>", tag, name="tag")]
