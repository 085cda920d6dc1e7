"""Settings: one file, values from the environment (deploy/contoh.env lists them all).

A bare checkout runs with none of them: SQLite, a filesystem broker and mail written to files, all in
the data folder. `PRODUKSI=1` is the profile behind HTTPS and refuses whatever is unsafe there.
"""

import os
from pathlib import Path
from typing import Any

import django_stubs_ext
import environ
from celery.schedules import schedule
from django.core.exceptions import ImproperlyConfigured

from sop_kinerja import local_files
from sop_kinerja.logs import logging_config

# Lets `admin.ModelAdmin[Unit]` and the like, which mypy --strict asks for, be written plainly.
django_stubs_ext.monkeypatch()

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent
DATA = local_files.make_folder(Path(env.str("SOP_DATA", default=str(BASE_DIR / "data"))).resolve())

PRODUCTION = env.bool("PRODUKSI", default=False)
DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)

if PRODUCTION and DEMO:
    raise ImproperlyConfigured(
        "DEMO=1 tidak boleh dipakai bersama PRODUKSI=1: akun contoh berkata sandi sama untuk semua. "
        "Hapus DEMO dari lingkungan, atau jalankan kantor contoh di pemasangan terpisah tanpa PRODUKSI."
    )
if PRODUCTION and DEBUG:
    raise ImproperlyConfigured(
        "DEBUG=1 tidak boleh dipakai bersama PRODUKSI=1: halaman galat akan memperlihatkan isi program. "
        "Hapus DEBUG dari lingkungan."
    )
if PRODUCTION and not env.str("SECRET_KEY", default=""):
    raise ImproperlyConfigured(
        "PRODUKSI=1 memerlukan SECRET_KEY. Buat satu kali dengan "
        "`python3 -c 'import secrets; print(secrets.token_urlsafe(64))'` lalu simpan di berkas .env."
    )

SECRET_KEY = env.str("SECRET_KEY", default="") or local_files.secret_key(DATA / "kunci-rahasia")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_LAMA", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if PRODUCTION else ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# The address printed in mails and QR codes; requests know their own host, the worker does not.
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")

# ── applications ────────────────────────────────────────────────────────────────────────────────
INSTALLED_APPS = [
    "sop_kinerja.apps.SopKinerjaConfig",
    "workflow",
    "reports",
    "accounts",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "guardian",
    "django_fsm",
    "django_htmx",
    "csp",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "sop_kinerja.middleware.sliding_session",
    "sop_kinerja.middleware.no_nul",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "sop_kinerja.middleware.private_pages",
]
ROOT_URLCONF = "sop_kinerja.urls"
WSGI_APPLICATION = "sop_kinerja.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "workflow.context.desk",
            ],
        },
    },
]

# ── language and time ───────────────────────────────────────────────────────────────────────────
LANGUAGE_CODE = "id"
TIME_ZONE = "Asia/Makassar"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

# ── storage ─────────────────────────────────────────────────────────────────────────────────────
DATABASE_URL = env.str("DATABASE_URL", default="")
DATABASES: dict[str, dict[str, Any]] = {}
if DATABASE_URL and not DATABASE_URL.startswith("sqlite:"):
    DATABASES["default"] = env.db_url("DATABASE_URL") | {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
else:
    DATABASES["default"] = {
        "ENGINE": "django.db.backends.sqlite3",
        # Cut by hand: a folder name with a space or % survives, which a parsed URL would not.
        "NAME": DATABASE_URL.removeprefix("sqlite:///") or str(DATA / "sop.sqlite3"),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            # Two writers that both begin by reading would otherwise meet "database is locked".
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }
# Shared by all processes on both stacks: rate limits and heartbeats must be seen by every one of them.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "tembolok"}}

MEDIA_ROOT = local_files.make_folder(DATA / "media")
STATIC_URL = "/static/"
STATIC_ROOT = local_files.make_folder(Path(env.str("SOP_STATIS", default=str(DATA / "statis"))))
STATICFILES_DIRS = [BASE_DIR / "static"] if (BASE_DIR / "static").is_dir() else []
# bin/run and the container image collect first; tests and runserver read the sources directly.
STATIC_COLLECTED = PRODUCTION or env.bool("SOP_STATIS_TERKUMPUL", default=False)
WHITENOISE_USE_FINDERS = not STATIC_COLLECTED
WHITENOISE_AUTOREFRESH = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if STATIC_COLLECTED
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
# A scan of 30 MB is accepted (files do not count here; a big grid of cells does).
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
UPLOAD_MAX_BYTES = 35 * 1024 * 1024

os.environ["FONTCONFIG_FILE"] = str(
    local_files.fontconfig_file(DATA / "fontconfig", BASE_DIR / "static" / "fonts")
)

# ── people and log-in ───────────────────────────────────────────────────────────────────────────
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "accounts.backends.NipOrUsernameBackend",
    "guardian.backends.ObjectPermissionBackend",
]
ANONYMOUS_USER_NAME = None
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = LOGOUT_REDIRECT_URL
ACCOUNT_SESSION_REMEMBER = False
# One proxy (Caddy) stands in front in production; without it the client's own header is not believed.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if PRODUCTION else 0
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "SOP Kinerja"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION

# ── sessions, cookies, headers ──────────────────────────────────────────────────────────────────
SESSION_COOKIE_AGE = 8 * 3600  # idle: sliding_session moves the end while somebody works
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "SAMEORIGIN"  # a report is read in a frame of the page it is signed on
SILENCED_SYSTEM_CHECKS = ["security.W019"]  # wants DENY, see above
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if PRODUCTION:
    SESSION_COOKIE_NAME = "__Host-sesi"
    CSRF_COOKIE_NAME = "__Host-csrf"
    LANGUAGE_COOKIE_SECURE = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^sehat/"]  # the container's own health check speaks plain HTTP
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "frame-src": ["'self'"],
        "object-src": ["'none'"],
        "frame-ancestors": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
    },
}

# ── mail ────────────────────────────────────────────────────────────────────────────────────────
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="SOP Kinerja <sop-kinerja@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_TIMEOUT = 20
# a report whose files together are larger goes out as a link only; mail servers refuse about 10 to 25 MB
EMAIL_ATTACHMENT_LIMIT = env.int("EMAIL_ATTACHMENT_LIMIT", default=7_000_000)
if env.str("EMAIL_URL", default=""):
    vars().update(env.email_url("EMAIL_URL"))
else:
    EMAIL_BACKEND = "accounts.mail.KeyedFileBackend"
    EMAIL_FILE_PATH = str(DATA / "surel")
# A worker that took an e-mail and died leaves it claimed; another may take it after this long.
OUTBOX_STALE_SECONDS = env.int("SUREL_KADALUWARSA_DETIK", default=120)
# So long a worker may take over the reminders it claimed; then another one looks at them again.
REMINDER_LEASE_SECONDS = env.int("PENGINGAT_KADALUWARSA_DETIK", default=120)
# The gateway's secrets stand in variables that begin with GERBANG_ and are read when a message leaves.
GATEWAY_CA_FILE = env.str("GERBANG_CA", default="")  # of a pemda's own CA

# ── BSrE Esign Client Service (empty address: not used) ─────────────────────────────────────────
TSA_URL = env.str(
    "TSA_URL", default=""
)  # RFC 3161 over HTTP; empty: signatures without a timestamp (PAdES B-B)
BSRE_URL = env.str("BSRE_URL", default="").rstrip("/")
BSRE_VERSION = env.int("BSRE_VERSI", default=2)
BSRE_USER = env.str("BSRE_PENGGUNA", default="")
BSRE_PASSWORD = env.str("BSRE_SANDI", default="")
BSRE_TIMEOUT = env.int("BSRE_BATAS_DETIK", default=45)
BSRE_CA_FILE = env.str("BSRE_CA", default="")  # of a pemda's own CA
if BSRE_VERSION not in (1, 2):
    raise ImproperlyConfigured("BSRE_VERSI hanya boleh 1 atau 2. Tanyakan versi API layanan pada Diskominfo.")
if PRODUCTION and BSRE_URL and not BSRE_URL.startswith("https://"):
    raise ImproperlyConfigured(
        "BSRE_URL harus memakai https:// bersama PRODUKSI=1: sandi tanda tangan pejabat dikirim ke alamat itu."
    )

# ── background work ─────────────────────────────────────────────────────────────────────────────
REDIS_URL = env.str("REDIS_URL", default="")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = TIME_ZONE
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_MAX_TASKS_PER_CHILD = 200
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SCHEDULER = "sop_kinerja.heartbeat:HeartbeatScheduler"
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA / "jadwal-beat")
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    # A dead Redis must not hold a web request: the outbox tick sends later what could not be sent now.
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
        "visibility_timeout": 900,
        "socket_connect_timeout": 2,
        "socket_timeout": 10,
        "max_retries": 1,
        "interval_start": 0,  # kombu waits 2 seconds before its one more try, in the request of whoever pressed a button
        "interval_step": 0.2,
        "interval_max": 0.2,
    }
    CELERY_TASK_PUBLISH_RETRY = False
else:
    broker = local_files.make_folder(DATA / "broker")
    CELERY_BROKER_URL = "filesystem://"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(local_files.make_folder(broker / "antrean")),
        "data_folder_out": str(broker / "antrean"),
        "control_folder": str(local_files.make_folder(broker / "kendali")),
        "polling_interval": 0.1,
    }
CELERY_BEAT_SCHEDULE = {
    name: {"task": task, "schedule": schedule(run_every=seconds), "options": {"expires": seconds}}
    for name, task, seconds in (
        ("denyut", "sop_kinerja.tasks.heartbeat", 15),
        ("pengingat", "workflow.tasks.tick", 20),
        ("pesan", "accounts.tasks.deliver", 20),
        ("ringkasan-pagi", "workflow.tasks.morning_brief", 60),
        ("cetak", "reports.tasks.render_waiting", 20),
        ("hasil-bsre", "reports.tasks.settle_attempts", 60),
        ("arsip", "workflow.tasks.keep_archive", 300),
        ("pejabat", "workflow.tasks.watch_posts", 60),
        ("rapikan", "reports.tasks.tidy", 6 * 60 * 60),
    )
}

# ── logs ────────────────────────────────────────────────────────────────────────────────────────
LOGGING = logging_config(json=PRODUCTION, level=env.str("LOG_LEVEL", default="INFO"))
