app_name = "bom"
urlpatterns: list[object] = []
