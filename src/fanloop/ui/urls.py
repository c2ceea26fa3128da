"""The one page of the design system."""

from django.urls import path

from fanloop.ui.style_page import style_page

urlpatterns = [path("style", style_page, name="style")]
