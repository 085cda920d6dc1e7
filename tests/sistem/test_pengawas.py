"""The supervisor behind bin/run: up, restarted after a crash, ended cleanly, data kept."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest

from tests.worker import wait_for

ROOT = Path(__file__).resolve().parent.parent.parent
Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "folder data dengan spasi"


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def servers() -> Iterator[dict[str, str]]:
    """DATABASE_URL and REDIS_URL of the stack under test, with a database of its own; nothing on SQLite."""
    given = os.environ.get("DATABASE_URL", "")
    if not given.startswith("postgres"):
        yield {}
        return
    name = f"pengawas_{os.getpid()}"
    with contextlib.closing(psycopg2.connect(given)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}"')
            yield {
                "DATABASE_URL": urlsplit(given)._replace(path=f"/{name}").geturl(),
                "REDIS_URL": os.environ["REDIS_URL"],
            }
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def start(data: Path, tmp_path: Path, servers: dict[str, str]) -> Iterator[Start]:
    started: list[subprocess.Popen[str]] = []
    drop = {
        *("DATABASE_URL", "REDIS_URL", "SOP_DATA", "DJANGO_SETTINGS_MODULE"),
        *("PYTEST_XDIST_WORKER", "DJANGO_ALLOW_ASYNC_UNSAFE"),
    }
    environment = {key: value for key, value in os.environ.items() if key not in drop} | servers

    def run(*words: str) -> subprocess.Popen[str]:
        command = [
            sys.executable,
            str(ROOT / "bin" / "_pengawas.py"),
            "--data",
            str(data),
            "--no-demo",
            *words,
        ]
        process = subprocess.Popen(
            command,
            env=environment,
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        return process

    yield run
    for process in started:
        if process.poll() is None:
            process.terminate()
            process.communicate(timeout=30)


def state(port: int) -> dict[str, bool]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/sehat/siap", timeout=5) as answer:
            return dict(json.load(answer))
    except urllib.error.HTTPError as error:
        return dict(json.load(error))
    except OSError:
        return {}


def children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in tasks]


def relatives(data: Path) -> list[int]:
    """Every process that works on this data folder, orphans too."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            if f"SOP_DATA={data}\0".encode() in (path / "environ").read_bytes():
                found.append(int(path.name))
        except OSError:
            continue
    return found


def command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except FileNotFoundError:
        return ""


@pytest.mark.pekerja
def test_up_then_healed_after_a_crash_then_down_without_leftovers(
    start: Start, port: int, data: Path, servers: dict[str, str]
) -> None:
    run = start("--port", str(port))
    wait_for(lambda: state(port).get("siap", False), seconds=120)
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/akun/login/", timeout=10) as page:
        assert page.status == 200

    worker = next(pid for pid in children(run.pid) if "worker" in command_line(pid))
    os.kill(worker, signal.SIGKILL)
    wait_for(lambda: any("worker" in command_line(p) and p != worker for p in children(run.pid)), seconds=30)

    def background() -> list[int]:
        return [pid for pid in relatives(data) if "celery" in command_line(pid)]

    def settled() -> bool:
        """The right number, and it stays so: a process that is just starting forks for a moment."""
        for _ in range(10):
            if len(background()) != expected:
                return False
            time.sleep(0.1)
        return True

    # Embedded: one worker and its one beat. On Redis: a worker with two children, and a beat of its own.
    expected = 4 if servers else 2
    wait_for(settled, seconds=60)
    wait_for(lambda: state(port).get("siap", False), seconds=60)
    run.send_signal(signal.SIGINT)
    output, _ = run.communicate(timeout=60)
    assert run.returncode == 0, output
    assert "Berhenti dengan bersih" in output
    assert relatives(data) == []
    assert (data / "sop.sqlite3").exists() is not bool(servers)


def test_a_port_in_use_is_named_before_anything_starts(start: Start, data: Path) -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        run = start("--port", str(busy.getsockname()[1]))
        output, _ = run.communicate(timeout=30)
    assert run.returncode == 1
    assert "--port N" in output
    assert not (data / "sop.sqlite3").exists()


def test_reset_removes_what_the_application_made_and_nothing_else(
    start: Start, data: Path, servers: dict[str, str]
) -> None:
    if servers:
        output, _ = start("--reset").communicate(timeout=30)
        assert "--reset hanya untuk basis data SQLite" in output
        return
    (data / "media").mkdir(parents=True)
    for name in ("sop.sqlite3", "media/berkas.pdf", "catatan-saya.txt"):
        (data / name).write_text("x")
    with socket.socket() as busy:  # the taken port ends the run right after the reset
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        start("--reset", "--port", str(busy.getsockname()[1])).communicate(timeout=30)
    assert sorted(path.name for path in data.iterdir()) == [".berjalan", "catatan-saya.txt"]
