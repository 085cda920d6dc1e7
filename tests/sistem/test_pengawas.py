"""The supervisor behind bin/run: up, restarted after a crash, ended cleanly, data kept."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

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
def start(data: Path, tmp_path: Path) -> Iterator[Start]:
    started: list[subprocess.Popen[str]] = []
    drop = {"DATABASE_URL", "REDIS_URL", "PYTEST_XDIST_WORKER", "DJANGO_SETTINGS_MODULE", "SOP_DATA"}
    environment = {key: value for key, value in os.environ.items() if key not in drop}

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
    start: Start, port: int, data: Path
) -> None:
    run = start("--port", str(port))
    wait_for(lambda: state(port).get("siap", False), seconds=120)
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/akun/login/", timeout=10) as page:
        assert page.status == 200

    worker = next(pid for pid in children(run.pid) if "celery" in command_line(pid))
    os.kill(worker, signal.SIGKILL)
    wait_for(lambda: any("celery" in command_line(p) and p != worker for p in children(run.pid)), seconds=30)

    def background() -> list[int]:
        return [pid for pid in relatives(data) if "celery" in command_line(pid)]

    wait_for(lambda: len(background()) == 2, seconds=30)  # one worker and its one beat
    wait_for(lambda: state(port).get("siap", False), seconds=30)
    assert len(background()) == 2
    run.send_signal(signal.SIGINT)
    output, _ = run.communicate(timeout=60)
    assert run.returncode == 0, output
    assert "Berhenti dengan bersih" in output
    assert relatives(data) == []
    assert (data / "sop.sqlite3").exists()


def test_a_port_in_use_is_named_before_anything_starts(start: Start, data: Path) -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        run = start("--port", str(busy.getsockname()[1]))
        output, _ = run.communicate(timeout=30)
    assert run.returncode == 1
    assert "--port N" in output
    assert not (data / "sop.sqlite3").exists()


def test_reset_removes_what_the_application_made_and_nothing_else(start: Start, data: Path) -> None:
    (data / "media").mkdir(parents=True)
    for name in ("sop.sqlite3", "media/berkas.pdf", "catatan-saya.txt"):
        (data / name).write_text("x")
    with socket.socket() as busy:  # the taken port ends the run right after the reset
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        start("--reset", "--port", str(busy.getsockname()[1])).communicate(timeout=30)
    assert sorted(path.name for path in data.iterdir()) == [".berjalan", "catatan-saya.txt"]
