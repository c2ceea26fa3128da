"""The campaign that an address of the desk names."""

from django.http import Http404

from fanloop.selling.campaigns import queries
from fanloop.selling.campaigns.queries import Campaign


def campaign_at(slug: str) -> Campaign:
    """The campaign of this slug. Raises Http404 when there is none."""
    found = queries.campaign(slug)
    if found is None:
        raise Http404
    return found
