"""Addresses of the fans' face, gathered from its modules; each module owns its own."""

from fanloop.site import (
    accounts,
    attention,
    campaigns,
    chat,
    community,
    conversations,
    demo,
    home,
    levels,
    links_elsewhere,
    live_parts,
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
    *posts.urlpatterns,
    *community.urlpatterns,
    *attention.urlpatterns,
    *talk.urlpatterns,
    *chat.urlpatterns,
    *conversations.urlpatterns,
    *live_parts.urlpatterns,
    *releases.urlpatterns,
    *campaigns.urlpatterns,
    *orders.urlpatterns,
    *people.urlpatterns,
    *tokens.urlpatterns,
    *terms.urlpatterns,
    *levels.urlpatterns,
    *accounts.urlpatterns,
    *search.urlpatterns,
    *trail.urlpatterns,
    *demo.urlpatterns,
]
