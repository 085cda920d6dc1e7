from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.errors import Refusal
from reports.letterhead import letterhead
from reports.management.passphrases import passphrase
from reports.signing import ca


class Command(BaseCommand):
    help = "Membuat CA kantor (tidak tersertifikasi) yang menerbitkan sertifikat tanda tangan pejabat. Sandi: SANDI_CA atau diketik."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--sandi-stdin", action="store_true", help="baca sandi CA dari masukan baku")

    def handle(self, *args: Any, **options: Any) -> None:
        secret = passphrase(
            from_stdin=options["sandi_stdin"], variable="SANDI_CA", prompt="Sandi CA kantor", twice=True
        )
        try:
            path = ca.create_ca(office=letterhead().office_name, passphrase=secret, at=timezone.now())
        except Refusal as refusal:
            raise CommandError(refusal.message) from None
        self.stdout.write(
            f"CA kantor dibuat: {path}. Simpan sandinya di tempat aman; tanpa sandi itu sertifikat baru tidak dapat diterbitkan."
        )
