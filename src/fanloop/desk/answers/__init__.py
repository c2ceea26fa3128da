"""The answer desk: the wall, what is done there, and what leads set."""

from fanloop.desk.answers import acts, hours, prepared, wall

urlpatterns = [*wall.urlpatterns, *acts.urlpatterns, *hours.urlpatterns, *prepared.urlpatterns]
