"""manage.py periksa_jejak [--arus NAMA]: is the audit trail unbroken?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import audit
from accounts.models import AuditEntry


class Command(BaseCommand):
    help = "Memeriksa rantai sidik jejak. Keluar dengan kode 1 bila ada yang putus."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--arus", help='Hanya arus ini, misalnya "kasus:12".')

    def handle(self, *args: Any, **options: Any) -> None:
        stream: str | None = options["arus"]
        problems = audit.verify(stream)
        for problem in problems:
            self.stderr.write(problem)
        if problems:
            raise CommandError(
                f"{len(problems)} kerusakan jejak ditemukan. Simpan salinan basis data dan laporkan."
            )
        entries = AuditEntry.objects.all() if stream is None else AuditEntry.objects.filter(stream=stream)
        self.stdout.write(f"Jejak utuh: {entries.count()} catatan diperiksa.")
