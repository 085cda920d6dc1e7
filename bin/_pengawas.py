"""The supervisor behind bin/run: prepares the data folder, keeps web and worker running, ends them cleanly.

Standard library only. Where DATABASE_URL / REDIS_URL are set the same code runs on PostgreSQL / Redis.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import fcntl
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Final, NoReturn

ROOT: Final = Path(__file__).resolve().parent.parent
START_SECONDS: Final = 120.0
STOP_SECONDS: Final = 20.0
# What --reset removes: exactly the files that this program makes, so a wrong --data cannot cost somebody's folder.
OWN_FILES: Final = (
    "sop.sqlite3",
    "sop.sqlite3-wal",
    "sop.sqlite3-shm",
    "sandi-demo",
    "kunci-rahasia",
    ".statis",
)
OWN_FOLDERS: Final = ("media", "broker", "surel", "statis", "fontconfig", "ca")
LOGINS: Final = [
    "kadis",
    "sekretaris",
    "kasubag",
    "staf-perencana",
    "penerima-surat",
    "kabid-sd",
    "kasi-sd",
    "staf-sd",
    "admin",
]


def fail(sentence: str) -> NoReturn:
    print(sentence, file=sys.stderr)
    raise SystemExit(1)


def end_with_parent() -> None:
    """Ask Linux to end this child when the supervisor dies, even by SIGKILL."""
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)


@dataclass
class Child:
    """One long-running process, started again with growing pauses when it ends by itself."""

    name: str
    command: list[str]
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = 1.0
    next_start: float = field(default=0.0)

    def tend(self) -> None:
        now = time.monotonic()
        if self.process is not None and self.process.poll() is not None:
            self.sweep()
            self.pause = 1.0 if now - self.started > 60 else min(self.pause * 2, 30.0)
            print(
                f"{self.name} berhenti (kode {self.process.returncode}); dijalankan lagi {self.pause:.0f} dtk lagi.",
                file=sys.stderr,
            )
            self.process, self.next_start = None, now + self.pause
        if self.process is None and now >= self.next_start:
            self.started = now
            self.process = subprocess.Popen(
                self.command,
                env=self.environment,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C reaches the supervisor only; it ends the children in order
                preexec_fn=end_with_parent,
            )

    def signal(self, number: int) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(number)

    def sweep(self) -> None:
        """End what is left of the process group: a killed worker leaves its beat behind, and two beats nag twice."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/run", description="Jalankan SOP Kinerja.", add_help=False)
    parser.add_argument("-h", "--help", action="help", help="perlihatkan bantuan ini")
    parser.add_argument("--port", type=int, default=8000, metavar="N", help="port alamat web (baku 8000)")
    parser.add_argument("--data", type=Path, metavar="FOLDER", help="folder data (baku: data/ di repositori)")
    parser.add_argument("--no-demo", action="store_true", help="jangan isi kantor contoh")
    parser.add_argument("--reset", action="store_true", help="hapus isi folder data, mulai dari awal")
    return parser.parse_args()


def lock(data: Path) -> int:
    """Hold the data folder: two supervisors on one folder would run every reminder twice."""
    descriptor = os.open(data / ".berjalan", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        fail(f"Folder data {data} sedang dipakai bin/run lain. Hentikan dahulu, atau pilih --data lain.")
    return descriptor


def reset(data: Path) -> None:
    if os.environ.get("DATABASE_URL"):
        fail(
            "--reset hanya untuk basis data SQLite di folder data; kosongkan basis data DATABASE_URL sendiri."
        )
    for name in OWN_FILES:
        (data / name).unlink(missing_ok=True)
    for name in OWN_FOLDERS:
        shutil.rmtree(data / name, ignore_errors=True)
    for path in data.glob("jadwal-beat*"):
        path.unlink()
    print(f"Isi {data} dihapus; mulai dari awal.")


def demo_password(data: Path) -> str:
    """The password of the sample accounts: DEMO_PASSWORD, or made once and kept for the next start."""
    path = data / "sandi-demo"
    wanted = os.environ.get("DEMO_PASSWORD", "")
    if path.exists():
        kept = path.read_text().strip()
        if wanted and wanted != kept:
            print(
                "DEMO_PASSWORD diabaikan: kantor contoh sudah dimuat dengan kata sandi lain. "
                "Pakai --reset untuk memulai dari awal dengan kata sandi baru.",
                file=sys.stderr,
            )
        return kept
    chosen = wanted or f"contoh-{secrets.randbelow(10**6):06d}"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        stream.write(chosen + "\n")
    return chosen


def signing_passphrase(password: str) -> str:
    """What the sample certificates were issued with (workflow/management/commands/muat_demo.py says the same)."""
    return password if len(password) >= 8 else "sandi-ttd"


def children(environment: dict[str, str], port: int) -> list[Child]:
    web = [
        sys.executable,
        "-m",
        "gunicorn",
        "-c",
        str(ROOT / "deploy" / "gunicorn.conf.py"),
        "sop_kinerja.wsgi",
    ]
    celery = [
        sys.executable,
        "-W",
        "ignore::UserWarning:celery.platforms",
        "-m",
        "celery",
        "-q",
        "-A",
        "sop_kinerja",
    ]
    quiet = ["--without-gossip", "--without-mingle", "-l", "WARNING"]
    web_environment = environment | {"BIND": f"127.0.0.1:{port}"}
    if environment.get("REDIS_URL"):
        return [
            Child("Web", web, web_environment),
            Child("Pekerja", [*celery, "worker", "-P", "prefork", "-c", "2", *quiet], environment),
            Child("Penjadwal", [*celery, "beat", "-l", "WARNING", "--pidfile="], environment),
        ]
    return [
        Child("Web", web, web_environment),
        Child("Pekerja", [*celery, "worker", "-B", "-P", "solo", *quiet], environment),
    ]


def readiness(address: str) -> dict[str, bool] | None:
    """What /sehat/siap says; None while nobody answers."""
    try:
        with urllib.request.urlopen(f"{address}/sehat/siap", timeout=5) as answer:
            return dict(json.load(answer))
    except urllib.error.HTTPError as error:
        try:
            return dict(json.load(error))
        except ValueError:
            return None
    except (OSError, ValueError):
        return None


def stop(running: list[Child], hurry: Callable[[], bool]) -> None:
    for child in running:
        child.signal(signal.SIGTERM)
    end = time.monotonic() + STOP_SECONDS
    while any(child.process and child.process.poll() is None for child in running):
        if time.monotonic() > end or hurry():
            break
        time.sleep(0.05)
    for child in running:
        child.sweep()


def main() -> None:
    began = time.monotonic()
    options = arguments()
    data = (options.data or Path(os.environ.get("SOP_DATA") or ROOT / "data")).expanduser().resolve()
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        fail(f"Folder data {data} tidak dapat dibuat: {error.strerror}. Pilih folder lain dengan --data.")
    held = lock(data)
    if options.reset:
        reset(data)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", options.port))
        except (OSError, OverflowError):
            fail(
                f"Port {options.port} tidak dapat dipakai (mungkin sudah terpakai). Pilih port lain dengan --port N."
            )

    address = f"http://127.0.0.1:{options.port}"
    environment = os.environ | {"SOP_DATA": str(data), "SOP_STATIS_TERKUMPUL": "1", "PYTHONPATH": str(ROOT)}
    environment.setdefault("SITE_URL", address)
    environment.setdefault("DJANGO_SETTINGS_MODULE", "sop_kinerja.settings")
    demo = not options.no_demo and environment.get("PRODUKSI", "") in {"", "0"}
    password = ""
    if demo:
        password = demo_password(data)
        environment |= {"DEMO": "1", "DEMO_PASSWORD": password}

    signals: list[int] = []

    def note(number: int, frame: FrameType | None) -> None:
        signals.append(number)

    signal.signal(signal.SIGINT, note)
    signal.signal(signal.SIGTERM, note)

    prepare = [sys.executable, str(ROOT / "manage.py"), "siapkan", *(["--demo"] if demo else [])]
    prepared = subprocess.run(prepare, env=environment, cwd=ROOT, check=False, stdin=subprocess.DEVNULL)
    if signals:
        print("Dihentikan.")
        return
    if prepared.returncode:
        fail("Penyiapan basis data gagal; sebabnya tertulis di atas. Tidak ada yang dijalankan.")

    running = children(environment, options.port)
    announced = False
    state: dict[str, bool] | None = None
    late = time.monotonic() + START_SECONDS
    while not signals:
        for child in running:
            child.tend()
        if not announced:
            state = readiness(address)
            if state and state.get("siap"):
                announced = True
                print(f"\nSOP Kinerja siap di {address}  ({time.monotonic() - began:.1f} detik)")
                print(f"Data: {data}")
                if demo:
                    print(
                        f"Kantor contoh - masuk sebagai: {', '.join(LOGINS)}\nKata sandi semuanya: {password}\n"
                        f"Sandi tanda tangan kadis dan sekretaris: {signing_passphrase(password)}"
                    )
                print("Berhenti: Ctrl-C")
            elif time.monotonic() > late:
                late = float("inf")
                missing = [name for name, ok in (state or {}).items() if not ok and name != "siap"]
                print(
                    f"Belum siap setelah {START_SECONDS:.0f} detik; yang belum: {missing or 'web'}.",
                    file=sys.stderr,
                )
        time.sleep(0.2)
    print("\nMenghentikan …")
    stop(running, hurry=lambda: len(signals) > 1)
    os.close(held)
    print("Berhenti dengan bersih. Data tersimpan di", data)


if __name__ == "__main__":
    main()
