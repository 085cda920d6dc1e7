import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from sop_kinerja import heartbeat


class Command(BaseCommand):
    help = "Siapkan pemasangan sebelum dijalankan: tabel, berkas statis dan (bila diminta) kantor contoh."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--demo", action="store_true", help="isi kantor contoh bila belum ada seorang pun"
        )

    def handle(self, *args: Any, demo: bool, **options: Any) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        # Signs of life of the run before must not make this one look ready.
        cache.delete_many([heartbeat.WORKER, heartbeat.BEAT])
        if settings.STATIC_COLLECTED:
            self.collect_static()
        if demo and not get_user_model().objects.exists():
            call_command("muat_demo", stdout=self.stdout, stderr=self.stderr)

    def collect_static(self) -> None:
        """Collect and compress again only when a source file changed: compressing takes seconds."""
        stamp: Path = settings.DATA / ".statis"
        digest = hashlib.sha256()
        for path in sorted((settings.BASE_DIR / "static").rglob("*")):
            if path.is_file():
                about = path.stat()
                digest.update(f"{path}\t{about.st_size}\t{about.st_mtime_ns}\n".encode())
        now = digest.hexdigest()
        if not stamp.exists() or stamp.read_text() != now or not settings.STATIC_ROOT.is_dir():
            call_command("collectstatic", interactive=False, clear=True, verbosity=0)
            stamp.write_text(now)
