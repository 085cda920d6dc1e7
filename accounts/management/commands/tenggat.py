"""`manage.py tenggat`: when is something due? Answers one question, or one per line of standard input."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.utils import timezone

from accounts.calendar import office_calendar, shipped_calendar
from accounts.models.calendar import Holiday, OfficeDay, OfficeProfile
from accounts.worktime import WITA, Calendar, Norm, due


class Command(BaseCommand):
    help = (
        "Cetak tenggat sebagai ISO 8601 dengan selisih zona (+08:00). "
        "Tanpa pilihan: baca baris ISO<TAB>norma dari masukan standar dan cetak satu tenggat per baris. "
        "Baris kosong dan baris yang salah dijawab baris kosong, sehingga baris keluaran "
        "ke-n selalu menjawab baris masukan ke-n; sebab baris salah ditulis ke galat standar dan perintah "
        "berakhir dengan kode 1."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--dari",
            metavar="ISO",
            help="Waktu mulai, misalnya 2026-10-12T15:30. Tanpa zona berarti WITA. Tanpa --dari: sekarang.",
        )
        parser.add_argument("--waktu", metavar="NORMA", help='Norma waktu, misalnya "1 jam" atau "2 hari".')

    def handle(self, *, dari: str | None, waktu: str | None, **options: Any) -> None:
        if waktu is not None:
            try:
                start = read_moment(dari) if dari is not None else timezone.now()
                self.stdout.write(due(start, Norm.parse(waktu), self._calendar()).isoformat())
            except ValueError as error:
                raise CommandError(str(error)) from error
        elif dari is not None:
            raise CommandError('--dari memerlukan --waktu. Tambahkan misalnya --waktu "2 hari".')
        else:
            self._answer_lines(sys.stdin)

    def _answer_lines(self, lines: Iterable[str]) -> None:
        calendar = self._calendar()
        bad = 0
        for number, line in enumerate(lines, start=1):
            try:
                self.stdout.write(answer(line, calendar) if line.strip() else "")
            except ValueError as error:
                bad += 1
                self.stdout.write("")
                self.stderr.write(f"Baris {number}: {error}")
        if bad:
            raise CommandError(f"{bad} baris tidak dapat dihitung.")

    def _calendar(self) -> Calendar:
        """The office's own calendar; the shipped one where the database is not migrated."""
        try:
            return office_calendar() if _is_migrated() else shipped_calendar()
        except DatabaseError as error:
            self.stderr.write(f"Basis data tidak terbaca ({error}); dihitung dengan kalender bawaan.")
            return shipped_calendar()


def answer(line: str, calendar: Calendar) -> str:
    """The due time for one line `ISO<TAB>norm`, as ISO 8601; ValueError says what is wrong with the line."""
    start, tab, norm = line.strip("\ufeff\r\n").partition("\t")
    if not tab:
        raise ValueError("tidak berbentuk ISO<TAB>norma. Pisahkan waktu mulai dan norma dengan satu tab.")
    return due(read_moment(start), Norm.parse(norm), calendar).isoformat()


def read_moment(text: str) -> datetime:
    """An ISO 8601 moment; a naive one is WITA. ValueError names the cure."""
    try:
        moment = datetime.fromisoformat(text.strip())
        return moment.astimezone(WITA) if moment.tzinfo else moment.replace(tzinfo=WITA)
    except (ValueError, OverflowError) as error:
        raise ValueError(
            f"Waktu “{text.strip()}” tidak dikenali. Tulis sebagai ISO 8601, misalnya 2026-10-12T15:30."
        ) from error


def _is_migrated() -> bool:
    """Are the calendar's tables there? Asking must not create an SQLite file as a side effect."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite" and not connection.is_in_memory_db() and not Path(name).exists():  # type: ignore[attr-defined]
        return False
    needed = {model._meta.db_table for model in (OfficeProfile, OfficeDay, Holiday)}
    return needed <= set(connection.introspection.table_names())
