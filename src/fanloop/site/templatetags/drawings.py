"""`{% load drawings %}`: a line drawing of a thing that is sold, for `{% include thing|drawing %}`.

The house's own story brings its drawings along; whatever has none is drawn as a parcel.
"""

from django import template

from fanloop.selling.campaigns.queries import Campaign
from fanloop.things.products.queries import Line, Variant

register = template.Library()

OF_CAMPAIGN = {"dawn-2-first-five": "five", "old-beam": "foot", "porch": "porch", "reading-arm": "arm"}
OF_VARIANT = {
    "DN1-CLAMP": "clamp",
    "DN1-OPAL": "diffuser",
    "DN1-24V": "supply",
    "DN2-PORCH": "porch",
    "DN2-ARM": "arm",
}
OF_LINE = {"dawn": "lamp"}
PICTURES = {"dawn-2": "site/drawings/dawn-2.html"}


@register.filter
def drawing(thing: Campaign | Variant) -> str:
    """The template that draws it."""
    own = OF_CAMPAIGN.get(thing.slug) if isinstance(thing, Campaign) else OF_VARIANT.get(thing.sku)
    line: Line = thing.line
    return f"site/drawings/{own or OF_LINE.get(line.slug, 'parcel')}.html"


@register.filter
def drawn(thing: Campaign | Variant) -> bool:
    """Whether it has a drawing of its own or of its line; a parcel says little about a thing."""
    return not drawing(thing).endswith("/parcel.html")


@register.filter
def picture(campaign: Campaign) -> str:
    """The large drawing at the head of its page: one with its measures where there is one."""
    return PICTURES.get(campaign.slug) or drawing(campaign)
