from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.errors import Refusal
from accounts.models import User
from reports.letterhead import letterhead
from reports.management.passphrases import passphrase
from reports.signing import ca


class Command(BaseCommand):
    help = (
        "Menerbitkan sertifikat tanda tangan seorang pejabat. Sandi tanda tangan diketik pejabat itu sendiri; "
        "sandi CA dari SANDI_CA atau diketik. Sertifikat lama dicabut."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument(
            "--sandi-stdin", action="store_true", help="baca sandi tanda tangan dari masukan baku"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        person = User.objects.filter(username__iexact=options["username"], is_active=True).first()
        if person is None:
            raise CommandError(
                f"Tidak ada pegawai aktif dengan nama pengguna “{options['username']}”. Periksa ejaannya."
            )
        try:
            office_ca = ca.load_ca(
                passphrase(from_stdin=False, variable="SANDI_CA", prompt="Sandi CA kantor", twice=False)
            )
            own = passphrase(
                from_stdin=options["sandi_stdin"],
                variable="",
                prompt=f"Sandi tanda tangan {person.name}",
                twice=True,
            )
            row = ca.issue(
                person=person,
                passphrase=own,
                ca=office_ca,
                office=letterhead().office_name,
                by=None,
                at=timezone.now(),
            )
        except Refusal as refusal:
            raise CommandError(refusal.message) from None
        self.stdout.write(f"Sertifikat {row.subject} berlaku sampai {row.valid_to:%d-%m-%Y}.")
