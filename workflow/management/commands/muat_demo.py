from __future__ import annotations

import os
import secrets
import time
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from accounts.models import User
from accounts.worktime import WITA
from reports.signing.ca import SHORTEST
from workflow.case import ReportRequest
from workflow.demo.load import load

SHORT_PASSWORD = "sandi-ttd"
"""The signing passphrase where DEMO_PASSWORD is too short to protect a key; bin/_pengawas.py prints the same."""


class Command(BaseCommand):
    help = (
        "Isi basis data kosong dengan kantor contoh: orang, indikator, dua periode lalu dan satu kasus di tiap langkah. "
        "Kata sandi semua akun: DEMO_PASSWORD, atau dibuat dan disimpan di berkas sandi-demo pada folder data."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--saat", metavar="ISO", help="saat kasus contoh menunggu (baku: sekarang)")

    def handle(self, *args: Any, saat: str | None, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError(
                "Kantor contoh tidak dimuat dengan PRODUKSI=1. Pakai pemasangan terpisah tanpa PRODUKSI."
            )
        if User.objects.exists():
            if ReportRequest.objects.filter(is_sample=True).exists():
                self.stdout.write("Kantor contoh sudah ada; tidak ada yang diubah.")
                return
            raise CommandError(
                "Basis data ini sudah berisi pegawai, jadi kantor contoh tidak dimuat. Pakai folder data lain: bin/run --data FOLDER."
            )
        given = os.environ.get("DEMO_PASSWORD", "")
        password = given or kept_password(Path(settings.DATA) / "sandi-demo")
        passphrase = signing_passphrase(password)
        began = time.monotonic()
        done = load(password=password, passphrase=passphrase, at=_moment(saat))
        self.stdout.write(
            f"Kantor contoh dimuat: {done.people} orang, {done.cases} kasus, {done.documents} PDF "
            f"({time.monotonic() - began:.1f} detik)."
        )
        if not given:
            self.stdout.write(f"Kata sandi semua akun: {password}. Sandi tanda tangan: {passphrase}.")


def signing_passphrase(password: str) -> str:
    """The passphrase of the sample certificates: the password itself where it is long enough for a key."""
    return password if len(password) >= SHORTEST else SHORT_PASSWORD


def kept_password(path: Path) -> str:
    """What an earlier load kept, or a new one kept for the next; readable by its owner only."""
    if path.exists():
        return path.read_text().strip()
    password = f"contoh-{secrets.randbelow(10**6):06d}"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        stream.write(password + "\n")
    return password


def _moment(text: str | None) -> datetime:
    if text is None:
        return timezone.now()
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None:
        raise CommandError("Isi --saat dengan waktu ISO, misalnya 2026-11-23T10:00+08:00.")
    return moment if moment.tzinfo else moment.replace(tzinfo=WITA)
