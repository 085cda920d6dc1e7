"""A real Celery worker on the test database, for tests that want to see it work, or die."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from django.db import connection

ROOT = Path(__file__).resolve().parent.parent


def database_url() -> str:
    """The test database as another process reaches it."""
    given = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{given['NAME']}"
    login = quote(given["USER"]) + (f":{quote(given['PASSWORD'])}" if given["PASSWORD"] else "")
    return f"postgres://{login}@{given['HOST']}:{given['PORT']}/{given['NAME']}"


class Worker:
    """One worker process; `kill` is SIGKILL of it and all its children, as a power cut would."""

    def __init__(self, *, beat: bool = False) -> None:
        self.beat = beat
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> "Worker":
        command = [sys.executable, "-m", "celery", "-A", "sop_kinerja", "worker", "-l", "WARNING"]
        command += ["-P", "solo", "--without-gossip", "--without-mingle", *(["-B"] if self.beat else [])]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | {"DATABASE_URL": database_url()}, start_new_session=True
        )
        return self

    def kill(self) -> None:
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def stop(self) -> None:
        if self.process is None:
            return
        self.process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=15)
        self.kill()


def wait_for(happened: Callable[[], bool], *, seconds: float = 60) -> None:
    """Wait until `happened()`; fails the test when it does not happen in time."""
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, f"tidak terjadi dalam {seconds:.0f} detik"
        time.sleep(0.1)
