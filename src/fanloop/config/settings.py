"""The one settings file. Everything comes from the environment; `docs/operators/settings.md` lists it."""

import contextlib
import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from fanloop.foundation.postgres.address import database

HOME = Path(os.environ.get("FANLOOP_HOME", ".fanloop")).absolute()
SOURCE = Path(__file__).resolve().parent.parent
DEBUG = os.environ.get("FANLOOP_DEBUG") == "1"
DEMO = os.environ.get("FANLOOP_DEMO", "")  # "story", "replay" or nothing


def _secret() -> str:
    """A key made once and kept in the home folder, readable by its owner alone.

    Two first starts at once agree: the key is linked into place whole, and only one link succeeds.
    """
    if given := os.environ.get("FANLOOP_SECRET_KEY"):
        return given
    path = HOME / "secret"
    if not path.exists():
        fresh = secrets.token_urlsafe(50)
        if not HOME.exists():
            return fresh
        part = HOME / f"secret.{os.getpid()}"
        part.touch(mode=0o600)
        part.write_text(fresh)
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(part)
        part.unlink()
    return path.read_text()


SECRET_KEY = _secret()
PUBLIC_URL = os.environ.get("FANLOOP_URL", "").rstrip("/")
IS_HTTPS = PUBLIC_URL.startswith("https://")
_PUBLIC_HOST = urlsplit(PUBLIC_URL).hostname
_OURSELVES = ["localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS = [host for host in os.environ.get("FANLOOP_HOSTS", "").split(",") if host] or (
    [_PUBLIC_HOST, *_OURSELVES] if _PUBLIC_HOST else ["*"]
)
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if PUBLIC_URL else []

NOUNS = [
    "fanloop.people.markets",
    "fanloop.people.fans",
    "fanloop.people.levels",
    "fanloop.people.team",
    "fanloop.people.terms",
    "fanloop.people.partners",
    "fanloop.people.webhooks",
    "fanloop.things.products",
    "fanloop.things.builds",
    "fanloop.things.devices",
    "fanloop.listening.moderation",
    "fanloop.listening.attention",
    "fanloop.listening.community",
    "fanloop.listening.conversations",
    "fanloop.listening.chat",
    "fanloop.listening.events",
    "fanloop.listening.voices",
    "fanloop.listening.answers",
    "fanloop.releasing.beta",
    "fanloop.releasing.releases",
    "fanloop.selling.payments",
    "fanloop.selling.stock",
    "fanloop.selling.orders",
    "fanloop.selling.campaigns",
    "fanloop.selling.challenges",
    "fanloop.selling.launches",
    "fanloop.making.demand",
    "fanloop.making.supply",
]
FACES = ["fanloop.site", "fanloop.desk", "fanloop.portal", "fanloop.api"]
PLUGINS = [
    "fanloop.plugins.oem",
    "fanloop.plugins.bom",
    "fanloop.plugins.pledges",
    "fanloop.plugins.mailbox",
    "fanloop.plugins.moving",
    "fanloop.plugins.repository",
    "fanloop.plugins.stripe_pay",
    "fanloop.plugins.bank",
]

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "procrastinate.contrib.django",
    "fanloop.foundation",
    "fanloop.ui",
    *NOUNS,
    *FACES,
    *PLUGINS,
    "fanloop.config",
]

MIDDLEWARE = [
    "fanloop.config.middleware.security_headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "fanloop.config.middleware.kept_reads",
    "fanloop.config.middleware.who_is_looking",
    "fanloop.config.middleware.note_the_visit",
    "fanloop.config.middleware.first_run",
]

ROOT_URLCONF = "fanloop.config.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Before the apps' own: the door's pages are ours, its flows are allauth's.
        "DIRS": [SOURCE / "site" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "fanloop.config.context.house",
                "fanloop.site.nav.ways",
                "fanloop.desk.nav.ways",
                "fanloop.portal.nav.ways",
            ],
        },
    },
]

_ADDRESS = database(HOME, os.environ.get("DATABASE_URL"))
PAGE_THREADS = int(os.environ.get("FANLOOP_THREADS", "4"))
DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        **_ADDRESS,
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "TEST": {
            "NAME": os.environ.get("FANLOOP_TEST_NAME"),
            "TEMPLATE": os.environ.get("FANLOOP_TEST_TEMPLATE"),
        },
    },
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "fans.Fan"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("handle", "email", "name")},
    },
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "fanloop.site.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "fanloop.site.accounts.JoinForm"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "handle"
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key", "signup": "20/m/ip"}
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Fanloop"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_HTTPS

SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = IS_HTTPS
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS else None
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", "简体中文")]
LOCALE_PATHS = [SOURCE / "locale"]
TIME_ZONE = os.environ.get("FANLOOP_TIME_ZONE", "UTC")
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH = ["fanloop.foundation.text.formats"]

STATIC_URL = "/static/"
MEDIA_ROOT = HOME / "files"
GATHERS_STATIC = "FANLOOP_STATIC_GATHERED" in os.environ and not DEBUG
STATIC_ROOT = HOME / "static" if GATHERS_STATIC else None
WHITENOISE_USE_FINDERS = not GATHERS_STATIC
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 0 if DEBUG else 3600
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}

EMAIL_HOST = os.environ.get("FANLOOP_MAIL_HOST", "")
EMAIL_PORT = int(os.environ.get("FANLOOP_MAIL_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("FANLOOP_MAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("FANLOOP_MAIL_PASSWORD", "")
EMAIL_USE_TLS = EMAIL_PORT == 587
DEFAULT_FROM_EMAIL = os.environ.get("FANLOOP_MAIL_FROM", "fanloop@localhost")
SEARCHES_A_MINUTE = int(os.environ.get("FANLOOP_SEARCHES_A_MINUTE", "30"))
SECURITY_CONTACT = os.environ.get("FANLOOP_SECURITY_CONTACT", "")
SECURITY_POLICY = os.environ.get("FANLOOP_SECURITY_POLICY", "")
MAY_BE_INDEXED = os.environ.get("FANLOOP_ROBOTS", "1") == "1"
MAIL_LEAVES_THE_HOUSE = bool(EMAIL_HOST)
MAIL_REPLY_TO = os.environ.get("FANLOOP_MAIL_REPLY_TO", "")
MAIL_IN_SECRET = os.environ.get("FANLOOP_MAIL_SECRET", "")
MARKETING_A_WEEK = int(os.environ.get("FANLOOP_MARKETING_A_WEEK", "2"))
MAIL_SERVER = os.environ.get("FANLOOP_MAIL_SERVER", "")
EMBED_ORIGINS = [
    one.strip().rstrip("/") for one in os.environ.get("FANLOOP_EMBED_ORIGINS", "").split(",") if one.strip()
]
REPOSITORIES_MAY_BE_LOCAL = os.environ.get("FANLOOP_REPOSITORIES_MAY_BE_LOCAL") == "1"
STRIPE_KEY = os.environ.get("FANLOOP_STRIPE_KEY", "")
STRIPE_HOOK_SECRET = os.environ.get("FANLOOP_STRIPE_HOOK_SECRET", "")
STRIPE_BASE = os.environ.get("FANLOOP_STRIPE_BASE", "")
MIRRORS = [one.strip().rstrip("/") for one in os.environ.get("FANLOOP_MIRRORS", "").split(",") if one.strip()]
WEBHOOKS_MAY_STAY_HOME = os.environ.get("FANLOOP_WEBHOOKS_MAY_STAY_HOME") == "1"

PROCRASTINATE_ON_APP_READY = None
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("FANLOOP_LOG", "WARNING")},
}
