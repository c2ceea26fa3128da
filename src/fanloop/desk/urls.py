"""Addresses of the maker's face, gathered from its modules; each module owns its own."""

from fanloop.desk import (
    campaigns,
    contribution,
    demand,
    home,
    levels,
    markets,
    notes,
    orders,
    partners,
    products,
    releases,
    spaces,
    supply,
    team,
    terms,
    voices,
    webhooks,
)

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
    *products.urlpatterns,
    *partners.urlpatterns,
    *markets.urlpatterns,
    *terms.urlpatterns,
    *contribution.urlpatterns,
    *levels.urlpatterns,
    *notes.urlpatterns,
    *spaces.urlpatterns,
    *webhooks.urlpatterns,
]
