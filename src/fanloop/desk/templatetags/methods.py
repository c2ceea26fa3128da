"""`{% load methods %}`: how a forecast was made, said in the reader's language; the row keeps the rule's own words."""

import re

from django import template
from django.utils.translation import gettext as _

register = template.Library()

_PACE = re.compile(
    r"(?P<alone>no orders yet: )?pace of (?P<count>[\d,]+) finished campaigns \((?P<source>.+)\)(?: alone)?"
)

_LEARNED = re.compile(r"learned from the end of (?P<count>[\d,]+) finished campaigns")


@register.filter
def method_words(method: str) -> str:
    """What `making.demand` writes beside a forecast. A method of older days is shown as it was written."""
    closed = {
        "closed: orders placed": _("closed: orders placed"),
        "closed: orders placed less cancellations": _("closed: orders placed less cancellations"),
    }
    if method in closed:
        return closed[method]
    learned = _LEARNED.fullmatch(method)
    if learned:
        return _("learned from the end of %(count)s finished campaigns") % {"count": learned["count"]}
    found = _PACE.fullmatch(method)
    if found is None:
        return method
    source = _("own campaigns") if found["source"] == "own campaigns" else found["source"]
    told = _("pace of %(count)s finished campaigns (%(source)s)") % {
        "count": found["count"],
        "source": source,
    }
    return _("no orders yet: %(told)s alone") % {"told": told} if found["alone"] else told
