"""How Redress is run. Every value that an operator may set is read from the environment here, and listed in the README.

Nothing in this module starts a server: `manage.py`, the supervisor and the tests call `config.embedded.ensure()` first,
which exports DATABASE_URL and REDIS_URL when they are missing.
"""

import os
import sys
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config import delivery, embedded, secret_files, translations
from config.database import database_settings
from config.environment import flag, integer, lines, listing, text

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(text("REDRESS_VAR", str(BASE_DIR / "var")))

# Production is the default; `make run` turns the demonstration on, which relaxes only what loopback without TLS needs.
DEMONSTRATION = flag("REDRESS_DEMONSTRATION", default=False)
DEBUG = False

_secrets = secret_files.load(VAR_DIR)
SECRET_KEY = _secrets.django
KEY_RING_SOURCE = _secrets.key_ring

ALLOWED_HOSTS = listing("REDRESS_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = listing("REDRESS_ORIGINS", default=[])
# How many proxies that we run stand in front; 0 means the peer's own address is believed and X-Forwarded-For is not.
TRUSTED_PROXY_COUNT = integer("REDRESS_TRUSTED_PROXIES", default=0)

_urls = embedded.expected_urls(VAR_DIR)
DATABASE_URL = os.environ.get("DATABASE_URL") or _urls.database
REDIS_URL = os.environ.get("REDIS_URL") or _urls.redis
DATABASES = {"default": database_settings(DATABASE_URL, pool_size=integer("REDRESS_DATABASE_POOL", default=4))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "rest_framework",
    "drf_spectacular",
    "config.apps.RunConfig",
    "claims",
    "intake",
]

MIDDLEWARE = [
    "config.middleware.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "config.middleware.ContentSecurityPolicyMiddleware",
    "config.middleware.PrivacyHeadersMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    # Before anything that reads the body, after what adds the security headers.
    "config.middleware.BodyLimitMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# Language and time: the actions are Korean, so deadlines are counted on a Korean calendar.
LANGUAGE_CODE = "ko"
LANGUAGES = [("ko", _("Korean")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
translations.compile_catalogues()  # here, for a process reads each catalogue once, at its first text
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Seoul"

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
# Named by content once they were collected; straight from the applications before that (tests, a bare manage.py).
_collected = (STATIC_ROOT / "staticfiles.json").exists() or "collectstatic" in sys.argv
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "whitenoise.storage.CompressedManifestStaticFilesStorage"
            if _collected
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}
WHITENOISE_USE_FINDERS = not _collected

# Personal data must not be cached anywhere, so no cache backend is shared: limits talk to Valkey directly.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}

# People: staff only. Claimants have no account; they hold a receipt.
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "counsel:login"

# Cookies and transport. Loopback demonstrations have no TLS; everything else must.
_tls = not DEMONSTRATION
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = _tls
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 30 * 60  # staff are logged out after half an hour without a request
SESSION_SAVE_EVERY_REQUEST = False
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_NAME = "redress_session"
CSRF_COOKIE_NAME = "redress_csrf"
CSRF_FAILURE_VIEW = "intake.errors.csrf_failure"
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if _tls else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _tls
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXY_COUNT else None
SECURE_REDIRECT_EXEMPT = [r"^health/"]
# Not "no-referrer": browsers would send `Origin: null` with our own forms, and the CSRF check would refuse them all.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# Input limits: a filing is a few kilobytes; anything far above is not a claim.
BODY_LIMIT = integer("REDRESS_BODY_LIMIT", default=64 * 1024)
DATA_UPLOAD_MAX_MEMORY_SIZE = BODY_LIMIT
DATA_UPLOAD_MAX_NUMBER_FIELDS = 300
# A paper that counsel puts beside a notice, in bytes. A body may be larger than BODY_LIMIT only where a file is asked
# for and only from staff; it may be larger than the file so that one too large is told in the form, not by an error.
DOCUMENT_LIMIT = 10 * 1024 * 1024
UPLOAD_BODY_LIMIT = 3 * DOCUMENT_LIMIT
FILE_UPLOAD_HANDLERS = ["config.uploads.LimitedUploadHandler"]

# The abuse score (rule 18): how many days what it counts by is kept, and a file of more throw-away mail domains.
ABUSE_SIGNAL_DAYS = integer("REDRESS_ABUSE_SIGNAL_DAYS", default=180)
THROW_AWAY_DOMAINS = lines("REDRESS_THROW_AWAY_DOMAINS_FILE")

# Public doors, per network address: (burst, refill per second). Mobile carriers put thousands behind one address.
THROTTLES = {
    "filing": (integer("REDRESS_FILING_BURST", default=600), integer("REDRESS_FILING_PER_MINUTE", default=600) / 60),
    "status": (integer("REDRESS_STATUS_BURST", default=60), integer("REDRESS_STATUS_PER_MINUTE", default=60) / 60),
    "login": (10, 1 / 30),
    # One-time codes: for one claim, to one e-mail address or phone, and from one network address.
    "code_claim": (3, 1 / 300),
    "code_contact": (5, 1 / 300),
    "code_network": (30, 1 / 20),
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["claims.api.parsers.StrictJSONParser"],
    "EXCEPTION_HANDLER": "claims.api.problems.problem_response",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "UNAUTHENTICATED_USER": None,
}

CELERY = {
    "broker_url": REDIS_URL.replace("unix://", "redis+socket://", 1),
    "task_ignore_result": True,
    "task_serializer": "json",
    "accept_content": ["json"],
    "worker_prefetch_multiplier": 1,
    "task_acks_late": True,
    "task_reject_on_worker_lost": True,
    "task_time_limit": 110,
    "task_soft_time_limit": 100,
    "worker_soft_shutdown_timeout": 10,
    "worker_hijack_root_logger": False,
    "worker_redirect_stdouts": False,
    "broker_connection_retry_on_startup": True,
    "broker_transport_options": {"visibility_timeout": 600, "socket_timeout": 5, "socket_connect_timeout": 2},
    "timezone": TIME_ZONE,
}

# The work queue (claims.services.work). A lease outlives Celery's hard time limit, so work cannot outlive its lease.
WORK_LEASE_SECONDS = integer("REDRESS_LEASE_SECONDS", default=180)
WORK_BATCH = integer("REDRESS_WORK_BATCH", default=200)
WORK_MAX_ATTEMPTS = 5
# Claims that one transaction looks at when a whole incident is judged again: short enough not to keep others waiting.
REJUDGE_CHUNK = integer("REDRESS_REJUDGE_CHUNK", default=5_000)

# Messages to claimants. Some minutes pass before a request for information, so that several changes make one message.
REQUEST_DELAY_MINUTES = integer("REDRESS_REQUEST_DELAY_MINUTES", default=10)
# Without a mail server mails are files, to be read by whoever tries the system out.
EMAIL_URL = text("REDRESS_EMAIL_URL", "")
_mail = delivery.mail_settings(EMAIL_URL, VAR_DIR / "mail")
EMAIL_BACKEND = _mail.backend
EMAIL_FILE_PATH = _mail.file_path
EMAIL_HOST = _mail.host
EMAIL_PORT = _mail.port
EMAIL_HOST_USER = _mail.user
EMAIL_HOST_PASSWORD = _mail.password
EMAIL_USE_SSL = _mail.use_ssl
EMAIL_USE_TLS = _mail.use_tls
EMAIL_TIMEOUT = _mail.timeout
DEFAULT_FROM_EMAIL = SERVER_EMAIL = text("REDRESS_EMAIL_FROM", "Redress <no-reply@localhost>")
# What messages call the site.
PUBLIC_URL = text(
    "REDRESS_PUBLIC_URL",
    f"http://localhost:{text('PORT', '8000')}" if DEMONSTRATION else f"https://{ALLOWED_HOSTS[0]}",
).rstrip("/")
# Where text messages are handed over, as JSON by HTTPS; without it phones are not offered.
SMS_GATEWAY_URL = delivery.https_or_this_machine("REDRESS_SMS_GATEWAY_URL", text("REDRESS_SMS_GATEWAY_URL", ""))
SMS_GATEWAY_TOKEN = text("REDRESS_SMS_GATEWAY_TOKEN", "")
# Dotted path of the class that verifies identities (docs/providers.md); without it that is not offered.
IDENTITY_PROVIDER = text("REDRESS_IDENTITY_PROVIDER", "")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "config.logs.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": text("REDRESS_LOG_LEVEL", "INFO")},
    "loggers": {
        # Django's own request logger writes paths and tracebacks with local values; ours says what is safe to say.
        "django.request": {"level": "CRITICAL"},
        "django.security": {"level": "CRITICAL"},
        "celery": {"level": "WARNING"},
        "kombu": {"level": "WARNING"},
    },
}

SPECTACULAR_SETTINGS = {
    "TITLE": _("Redress API"),
    "DESCRIPTION": _("File a claim and look up where it stands. The same service stands behind the pages."),
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
}
SILENCED_SYSTEM_CHECKS: list[str] = []
