from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from sop_kinerja.health import CHECKS, state


class Command(BaseCommand):
    help = "Periksa bagian sistem seperti /sehat/siap; keluar dengan galat bila ada yang tidak sehat."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("bagian", nargs="*", choices=[*CHECKS, []], help="kosong: semua bagian")

    def handle(self, *args: Any, bagian: list[str], **options: Any) -> None:
        answer = state()
        bad = [name for name in bagian or CHECKS if not answer[name]]
        if bad:
            raise CommandError(f"Tidak sehat: {', '.join(bad)}.")
        self.stdout.write("Sehat.")
