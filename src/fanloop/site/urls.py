"""Addresses of the fans' face, gathered from its modules; each module owns its own."""

from fanloop.site import (
    accounts,
    campaigns,
    community,
    demo,
    home,
    links_elsewhere,
    orders,
    people,
    releases,
    search,
    terms,
    tokens,
    trail,
    voices,
)

__all__ = ["app_name", "links_elsewhere", "urlpatterns"]

app_name = "site"
urlpatterns = [
    *home.urlpatterns,
    *voices.urlpatterns,
    *community.urlpatterns,
    *releases.urlpatterns,
    *campaigns.urlpatterns,
    *orders.urlpatterns,
    *people.urlpatterns,
    *tokens.urlpatterns,
    *terms.urlpatterns,
    *accounts.urlpatterns,
    *search.urlpatterns,
    *trail.urlpatterns,
    *demo.urlpatterns,
]
