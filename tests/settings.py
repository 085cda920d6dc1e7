"""The project's own settings with a throw-away data folder and cheap password hashing."""

import os
import tempfile

# Subprocesses (workers, commands) inherit the same folder, and with it the same database and broker.
os.environ.setdefault("SOP_DATA", tempfile.mkdtemp(prefix="sop-uji-"))
os.environ.setdefault("LOG_LEVEL", "WARNING")

from sop_kinerja.settings import *  # noqa: E402, F403
from sop_kinerja.settings import DATA, DATABASES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: threads and worker processes then meet the locks that people meet.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA / f"uji-{os.getpid()}.sqlite3")}
