"""Addresses of the suppliers' face."""

from fanloop.portal import channels, orders

app_name = "portal"
urlpatterns = [*orders.urlpatterns, *channels.urlpatterns]
