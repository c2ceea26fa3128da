from django.urls import path

from fanloop.plugins.mailbox import views

app_name = "mailbox"
urlpatterns = [
    path("mail/in", views.come_in, name="come_in"),
    path("desk/letters", views.arrivals, name="arrivals"),
    path("desk/letters/<int:arrival_id>", views.decide, name="decide"),
]
