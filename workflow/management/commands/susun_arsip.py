"""Write the searchable text of the archive anew."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from workflow.archive import keeping


class Command(BaseCommand):
    help = "Susun ulang teks pencarian arsip dari surat dan laporan bertanda tangan."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--pindaian", action="store_true", help="Baca ulang juga teks di dalam pindaian surat."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        count = keeping.rebuild(at=timezone.now(), scans=options["pindaian"])
        self.stdout.write(f"Teks pencarian {count} kasus disusun ulang.")
