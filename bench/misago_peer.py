"""The peer: Misago from PyPI in an environment of its own, filled with the same crowd and served by the same server.

Run by its own interpreter, never by ours: `python misago_peer.py fill CROWD.json` and `python misago_peer.py serve`.
Settings follow Misago's own development project with debugging and its toolbar off. Where its database is, how many
threads draw pages and how long a page is are told by the environment. The embedded PostgreSQL has no contrib
extensions: the one column of type hstore (people's own profile fields, empty here and shown on no page that is measured) is JSON.
"""

import json
import os
import sys
from datetime import datetime, timedelta

import django.contrib.postgres.fields
from django.contrib.postgres.operations import CreateExtension
from django.db.models import JSONField

django.contrib.postgres.fields.HStoreField = type("HStoreField", (JSONField,), {})
CreateExtension.database_forwards = lambda *_args: None

import devproject.settings as given

for name in dir(given):
    if name.isupper():
        globals()[name] = getattr(given, name)

DEBUG = False
SECRET_KEY = "only for a bench that lives an hour"
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql", "NAME": os.environ["PEER_DATABASE"], "USER": os.environ["PEER_USER"],
        "HOST": os.environ["PEER_HOST"], "CONN_MAX_AGE": 600,
    }
}  # fmt: skip
INSTALLED_APPS = [app for app in given.INSTALLED_APPS if app != "debug_toolbar"]
MIDDLEWARE = [each for each in given.MIDDLEWARE if "debug_toolbar" not in each]
CELERY_TASK_ALWAYS_EAGER = True
MEDIA_ROOT, STATIC_ROOT = os.environ["PEER_FOLDER"] + "/media", os.environ["PEER_FOLDER"] + "/static"
LOGGING_CONFIG = None
PER_PAGE = {
    "threads_per_page": os.environ.get("PEER_TOPICS", "30"),
    "posts_per_page": os.environ.get("PEER_REPLIES", "100"),
}


def fill(path: str) -> dict[str, object]:
    """The crowd's people, topics and replies by Misago's own models, and sessions of readers who are signed in."""
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    from misago.cache.versions import invalidate_all_caches
    from misago.conf.models import Setting

    for name, value in PER_PAGE.items():
        Setting.objects.filter(setting=name).update(dry_value=value)
    with open(path, encoding="utf-8") as source:
        crowd = json.load(source)
    users = people(crowd["people"])
    category, last = talk(crowd["topics"], users)
    invalidate_all_caches()
    return {"cookies": sessions(users[: crowd["sessions"]]), "list": category, "topic": last}


def people(count: int) -> list[object]:
    from django.contrib.auth import get_user_model
    from misago.acl.models import Role
    from misago.users.models import Rank

    user_model, rank = get_user_model(), Rank.objects.get_default()
    roles = list(Role.objects.filter(special_role="authenticated"))
    rows = [
        user_model(
            username=f"reader{n}", slug=f"reader{n}", email=f"r{n}@example.org", email_hash=f"{n:032x}", rank=rank, password="!",
            acl_key="member", avatars=[{"size": 100, "url": "/a.png"}, {"size": 200, "url": "/a.png"}, {"size": 400, "url": "/a.png"}],
        )
        for n in range(count)
    ]  # fmt: skip
    user_model.objects.bulk_create(rows, batch_size=1000)
    found = list(user_model.objects.filter(username__startswith="reader").order_by("id"))
    link = user_model.roles.through
    link.objects.bulk_create(
        [link(user_id=user.id, role_id=role.id) for user in found for role in roles], batch_size=5000
    )
    for user in found[:300]:
        user.refresh_from_db()
        user.update_acl_key()
        user.save(update_fields=["acl_key"])
    return found


def talk(topics: list[dict[str, object]], users: list[object]) -> tuple[str, str]:
    from misago.categories.models import Category
    from misago.threads.checksums import update_post_checksum
    from misago.threads.models import Post, Thread

    category = Category.objects.all_categories().filter(level__gt=0).first()
    address = ""
    for said in topics:
        at, starter = datetime.fromisoformat(said["at"]), users[said["author"]]
        last_at = at + timedelta(minutes=3 * len(said["replies"]))
        last = users[said["replies"][-1][0]] if said["replies"] else starter
        thread = Thread.objects.create(
            category=category, title=said["title"][:250], slug="a-topic", replies=len(said["replies"]), started_on=at,
            last_post_on=last_at, starter=starter, starter_name=starter.username, starter_slug=starter.slug, last_poster=last,
            last_poster_name=last.username, last_poster_slug=last.slug,
        )  # fmt: skip
        words = [(said["author"], said["body"], at)] + [
            (author, text, at + timedelta(minutes=3 * (place + 1)))
            for place, (author, text) in enumerate(said["replies"])
        ]
        posts = Post.objects.bulk_create(
            [
                Post(
                    category=category, thread=thread, poster=users[author], poster_name=users[author].username, original=text,
                    parsed=drawn(text), checksum="", posted_on=moment, updated_on=moment,
                )
                for author, text, moment in words
            ]
        )  # fmt: skip
        for post in posts:
            update_post_checksum(post)
        Post.objects.bulk_update(posts, ["checksum"], batch_size=500)
        Thread.objects.filter(id=thread.id).update(first_post=posts[0], last_post=posts[-1])
        address = f"/t/a-topic/{thread.id}/"
    category.synchronize()
    category.save()
    return category.get_absolute_url(), address


def drawn(text: str) -> str:
    """What Misago's own parser stores for such words: paragraphs and bold."""
    parts = [f"<p>{part.replace('**', '')}</p>" for part in text.split("\n\n")]
    return "\n".join(parts)


def sessions(users: list[object]) -> list[str]:
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    keys = []
    for user in users:
        user.refresh_from_db()
        store = import_module(settings.SESSION_ENGINE).SessionStore()
        store[SESSION_KEY] = str(user.pk)
        store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        store[HASH_SESSION_KEY] = user.get_session_auth_hash()
        store.save()
        keys.append(f"{settings.SESSION_COOKIE_NAME}={store.session_key}")
    return keys


def serve() -> None:
    import uvicorn
    from a2wsgi import WSGIMiddleware
    from django.core.wsgi import get_wsgi_application

    threads = int(os.environ.get("PEER_THREADS", "4"))
    uvicorn.run(
        WSGIMiddleware(get_wsgi_application(), workers=threads), host="127.0.0.1", port=int(os.environ["PEER_PORT"]),
        log_level="warning", access_log=False,
    )  # fmt: skip


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "misago_peer"
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    import django

    django.setup()
    if sys.argv[1] == "fill":
        print(json.dumps(fill(sys.argv[2])))
    else:
        serve()
