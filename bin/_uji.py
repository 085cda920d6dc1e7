"""The test run behind bin/test: static checks, then the suite on SQLite, then on PostgreSQL + Redis + Chromium.

It starts its own PostgreSQL and Redis in a temporary folder on free ports and removes them at the end.
With pytest arguments it runs only that selection, on both stacks, without the static checks.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import FrameType
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
PYTHON: Final = sys.executable
NO_TESTS: Final = 5  # pytest's exit code when a selection is empty, e.g. browser tests on SQLite


def run(command: Sequence[str], environment: dict[str, str]) -> int:
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_listening(port: int, server: subprocess.Popen[bytes], name: str, log: Path) -> None:
    for _ in range(300):
        if server.poll() is not None:
            break
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit(f"{name} tidak mau berjalan:\n{log.read_text(errors='replace')[-2000:]}")


def postgres_program(name: str) -> str:
    """Debian keeps the server's programs out of PATH, one folder a version; the newest wins."""
    found = sorted(
        Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda p: float(p.parent.parent.name)
    )
    path = str(found[-1]) if found else shutil.which(name)
    if not path:
        raise SystemExit("PostgreSQL tidak ditemukan. Pasang dahulu: sudo apt-get install -y postgresql")
    return path


@contextlib.contextmanager
def ended(server: subprocess.Popen[bytes], number: int) -> Iterator[None]:
    try:
        yield
    finally:
        server.send_signal(number)
        try:
            server.wait(timeout=20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


@contextlib.contextmanager
def postgresql(folder: Path) -> Iterator[str]:
    """A private PostgreSQL that forgets durability; yields its URL. PostgreSQL refuses root: then as `postgres`."""
    folder.mkdir()
    prefix: list[str] = []
    if os.geteuid() == 0:
        user = pwd.getpwnam("postgres")
        os.chown(folder, user.pw_uid, user.pw_gid)
        prefix = ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--init-groups"]
    port, log = free_port(), folder.parent / "postgresql.log"
    initdb = [*prefix, postgres_program("initdb"), "-D", str(folder / "db"), "-U", "sop", "-A", "trust"]
    subprocess.run(
        [*initdb, "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"],
        check=True,
        cwd="/",
        stdout=subprocess.DEVNULL,
    )
    options = {
        "listen_addresses": "127.0.0.1",
        "port": port,
        "unix_socket_directories": folder,
        "max_connections": 300,
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
    }
    command = [*prefix, postgres_program("postgres"), "-D", str(folder / "db")]
    for name, value in options.items():
        command += ["-c", f"{name}={value}"]
    with log.open("wb") as stream:
        server = subprocess.Popen(command, cwd="/", stdout=stream, stderr=stream, start_new_session=True)
        with ended(server, signal.SIGINT):
            wait_until_listening(port, server, "PostgreSQL", log)
            yield f"postgres://sop@127.0.0.1:{port}/postgres"


@contextlib.contextmanager
def redis(folder: Path) -> Iterator[str]:
    folder.mkdir()
    program = shutil.which("redis-server")
    if not program:
        raise SystemExit("Redis tidak ditemukan. Pasang dahulu: sudo apt-get install -y redis-server")
    port, log = free_port(), folder.parent / "redis.log"
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    with log.open("wb") as stream:
        server = subprocess.Popen(
            [*command, "--dir", str(folder)], stdout=stream, stderr=stream, start_new_session=True
        )
        with ended(server, signal.SIGTERM):
            wait_until_listening(port, server, "Redis", log)
            yield f"redis://127.0.0.1:{port}/0"


def static_checks(environment: dict[str, str], scratch: Path) -> list[str]:
    """Names of the checks that failed."""
    production = environment | {
        "PRODUKSI": "1",
        "SECRET_KEY": "hanya-untuk-memeriksa-pengaturan-" + "x9" * 20,
        "ALLOWED_HOSTS": "sop.contoh.go.id",
        "SITE_URL": "https://sop.contoh.go.id",
        "SOP_DATA": str(scratch / "periksa"),
    }
    plain = environment | {"SOP_DATA": str(scratch / "periksa")}
    manage = [PYTHON, "manage.py"]
    importlinter = "from importlinter.cli import lint_imports_command as c; c()"
    checks: list[tuple[str, list[str], dict[str, str]]] = [
        ("ruff check", [PYTHON, "-m", "ruff", "check", "--output-format", "concise", "."], plain),
        ("ruff format", [PYTHON, "-m", "ruff", "format", "--check", "."], plain),
        ("mypy --strict", [PYTHON, "-m", "mypy"], plain),
        ("import-linter", [PYTHON, "-c", importlinter], plain),
        ("check --deploy", [*manage, "check", "--deploy", "--fail-level", "WARNING"], production),
        ("makemigrations --check", [*manage, "makemigrations", "--check", "--dry-run"], plain),
    ]
    failed = []
    for name, command, given in checks:
        print(f"── {name}", flush=True)
        if run(command, given):
            failed.append(name)
    return failed


def marker_expression(arguments: list[str], rule: str) -> list[str]:
    """The caller's own -m narrowed by this stack's rule."""
    rest, own, position = [], "", 0
    while position < len(arguments):
        word = arguments[position]
        if word == "-m" and position + 1 < len(arguments):
            own, position = arguments[position + 1], position + 2
            continue
        rest.append(word)
        position += 1
    both = " and ".join(f"({part})" for part in (own, rule) if part)
    return [*rest, "-m", both] if both else rest


def pytest(arguments: list[str], rule: str, environment: dict[str, str]) -> int:
    """Run one stack, two processes wide unless the caller chose or wants to look inside."""
    words = marker_expression(arguments, rule)
    chosen = any(word.startswith(("-n", "--pdb", "--collect-only", "--co")) for word in arguments)
    spread = [] if chosen else ["-n", "2", "--dist", "loadgroup"]
    code = run([PYTHON, "-m", "pytest", *spread, *words], environment)
    return 0 if code == NO_TESTS and arguments else code


def interrupted(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def main() -> int:
    arguments = sys.argv[1:]
    long = "--panjang" in arguments
    arguments = [word for word in arguments if word != "--panjang"]
    signal.signal(signal.SIGTERM, interrupted)
    not_long = "" if long else " and not panjang"
    results: list[tuple[str, str, float]] = []
    # Private settings of the caller must not leak into the tests; /tmp keeps socket paths short.
    environment = {
        k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "REDIS_URL", "PRODUKSI", "DEMO"}
    }
    environment["PYTHONPATH"] = str(ROOT)
    environment["HYPOTHESIS_PROFILE"] = (
        "panjang" if long else environment.get("HYPOTHESIS_PROFILE", "default")
    )
    if long:
        environment["UJI_PANJANG"] = "1"
    scratch = Path(tempfile.mkdtemp(prefix="sop-uji-"))
    scratch.chmod(0o711)  # the user `postgres` passes through to its own folder

    def note(name: str, since: float, problem: str) -> None:
        results.append((name, problem, time.monotonic() - since))

    try:
        if not arguments:
            since = time.monotonic()
            failed = static_checks(environment, scratch)
            note("pemeriksaan statis", since, ", ".join(failed))
        since = time.monotonic()
        print("\n══ SQLite", flush=True)
        code = pytest(
            arguments,
            "not postgres and not browser" + not_long,
            environment | {"SOP_DATA": str(scratch / "sqlite")},
        )
        note("SQLite", since, f"pytest {code}" if code else "")
        since = time.monotonic()
        print("\n══ PostgreSQL + Redis + Chromium", flush=True)
        with postgresql(scratch / "pg") as database, redis(scratch / "redis") as broker:
            code = pytest(
                arguments,
                "" if long else "not panjang" if arguments else "not panjang and not sekali",
                environment
                | {"SOP_DATA": str(scratch / "pg-data"), "DATABASE_URL": database, "REDIS_URL": broker},
            )
        note("PostgreSQL + Redis", since, f"pytest {code}" if code else "")
    except KeyboardInterrupt:
        print("\nDihentikan.", file=sys.stderr)
        return 130
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    print()
    for name, problem, seconds in results:
        print(f"{'GAGAL' if problem else 'lulus':5}  {name:20} {seconds:6.1f} dtk  {problem}")
    return 1 if any(problem for _, problem, _ in results) else 0


if __name__ == "__main__":
    raise SystemExit(main())
