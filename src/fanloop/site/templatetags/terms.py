"""`{% load terms %}{% terms_notice %}`: under every form with which somebody gives words to the maker."""

from django import template

from fanloop.people.terms import queries

register = template.Library()


@register.inclusion_tag("site/terms/notice.html", takes_context=True)
def terms_notice(context: template.Context, once: bool = False, key: str = "") -> dict[str, object]:
    """The version in force, and whether this reader must still tick the box; `once`: nothing when they need not; `key`
    tells the boxes of several forms on one page apart.

    A box that was ticked before the form came back, to be looked at once more, stays so.
    """
    terms = queries.current()
    request = context.get("request")
    viewer = getattr(request, "viewer", None)
    fan_id = viewer.fan_id if viewer else None
    ask = bool(terms and fan_id and not queries.has_agreed(fan_id, terms.id))
    said = getattr(request, "POST", {}).get("agree_terms")
    ticked = terms is not None and said == str(terms.id)
    return {"terms": terms if ask or not once else None, "ask": ask, "ticked": ticked, "key": key}
