"""Addresses of the maker's face, gathered from its modules."""

from fanloop.desk import campaigns, demand, home, orders, releases, supply, team, voices

app_name = "desk"
urlpatterns = [
    *home.urlpatterns,
    *voices.urlpatterns,
    *releases.urlpatterns,
    *orders.urlpatterns,
    *campaigns.urlpatterns,
    *demand.urlpatterns,
    *supply.urlpatterns,
    *team.urlpatterns,
]
