"""Engineers for fans: what they made that left, their awards, and what fans said to them. No figure of work done."""

from itertools import groupby

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fanloop.foundation.text.translated import read
from fanloop.people.fans import queries as fans
from fanloop.people.team import queries as team
from fanloop.people.team.queries import Member
from fanloop.releasing.releases import queries
from fanloop.site.awards import makers_named, said, train_name
from fanloop.ui.parts import Crumb

CHANGES, WORDS = 40, 60


@require_safe
def makers(request: HttpRequest) -> HttpResponse:
    """Everybody who builds here, in the order they came."""
    members = team.members()
    named = makers_named(members)
    rows = [named[member.id] for member in members if named[member.id].href]
    return render(request, "site/thanks/makers.html", {"rows": rows})


@require_safe
def maker(request: HttpRequest, handle: str) -> HttpResponse:
    member = _member_or_404(handle)
    page = Paginator(queries.changes_made(member.id), CHANGES).get_page(request.GET.get("page"))
    rows = [(read(change.title), change.id, train, left_at) for change, train, left_at in page]
    weeks = [(train, train_name(train), left_at, [(title, number) for title, number, _train, _at in found])
             for (train, left_at), found in groupby(rows, key=lambda row: (row[2], row[3]))]  # fmt: skip
    told = {
        "member": member, "handle": handle, "page": page, "weeks": weeks,
        "awards": [(award, train_name(award.train)) for award in queries.awards_of(member.id)],
        "words": said(queries.thanks(member_id=member.id, limit=WORDS)),
        "crumbs": [Crumb(_("Who builds it"), reverse("site:makers")), Crumb(member.name)],
    }  # fmt: skip
    return render(request, "site/thanks/maker.html", told)


def _member_or_404(handle: str) -> Member:
    """Somebody of the team, also a former one: the awards stay. Who asked not to be named has no page."""
    fan = fans.fan_by_handle(handle)
    member = team.member_ever(fan.id) if fan else None
    if fan is None or member is None or fans.unnamed([fan.id]):
        raise Http404(_("Nobody here builds under the name %(handle)s.") % {"handle": handle})
    return member


urlpatterns = [
    path("makers", makers, name="makers"),
    path("makers/<str:handle>", maker, name="maker"),
]
