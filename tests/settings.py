"""The project's own settings with a throw-away data folder and cheap password hashing."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

if "SOP_DATA" not in os.environ:
    os.environ["SOP_DATA"] = tempfile.mkdtemp(prefix="sop-uji-")
    atexit.register(shutil.rmtree, os.environ["SOP_DATA"], ignore_errors=True)
# Parallel test processes share nothing: each its own folder (database, broker) and its own Redis database.
# Subprocesses (workers, commands) inherit both, so this must change nothing when it runs again in them.
if part := os.environ.get("PYTEST_XDIST_WORKER"):
    folder = Path(os.environ["SOP_DATA"])
    os.environ["SOP_DATA"] = str(folder if folder.name == part else folder / part)
    if redis := os.environ.get("REDIS_URL"):
        os.environ["REDIS_URL"] = urlsplit(redis)._replace(path=f"/{int(part[2:]) + 1}").geturl()
os.environ.setdefault("LOG_LEVEL", "WARNING")
# Playwright keeps an event loop running in the test thread, which Django would take for async code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

from sop_kinerja.settings import *  # noqa: F403
from sop_kinerja.settings import DATA, DATABASES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: threads and worker processes then meet the locks that people meet.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA / f"uji-{os.getpid()}.sqlite3")}
