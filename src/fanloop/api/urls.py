from ninja import NinjaAPI

api = NinjaAPI(title="Fanloop", version="1", urls_namespace="api")
