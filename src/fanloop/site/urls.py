"""Addresses of the fans' face, gathered from its modules; each module owns its own."""

from fanloop.site import (
    accounts,
    attention,
    campaigns,
    community,
    demo,
    home,
    links_elsewhere,
    orders,
    people,
    posts,
    releases,
    search,
    talk,
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
    *posts.urlpatterns,
    *attention.urlpatterns,
    *talk.urlpatterns,
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
