"""Addresses of the fans' face, gathered from its modules; each module owns its own."""

from fanloop.site import accounts, campaigns, community, demo, home, orders, people, releases, search, trail, voices

app_name = "site"
urlpatterns = [
    *home.urlpatterns,
    *voices.urlpatterns,
    *community.urlpatterns,
    *releases.urlpatterns,
    *campaigns.urlpatterns,
    *orders.urlpatterns,
    *people.urlpatterns,
    *accounts.urlpatterns,
    *search.urlpatterns,
    *trail.urlpatterns,
    *demo.urlpatterns,
]
