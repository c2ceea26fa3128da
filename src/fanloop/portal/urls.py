"""Addresses of the suppliers' face."""

from fanloop.portal import orders

app_name = "portal"
urlpatterns = [*orders.urlpatterns]
