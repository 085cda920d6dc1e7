"""Who asks for what. `{year}` and `{period}` are filled in when the office is loaded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.utils import timezone

from accounts.worktime_words import long_date
from reports.indicators.models import Period
from reports.models import ClassificationCode
from workflow.demo.scans import LetterText, scan
from workflow.letters import Sifat


@dataclass(frozen=True)
class Sender:
    """One requester and the letter it writes."""

    name: str
    address: str
    number: str
    subject: str
    purpose: str
    signer: str
    sifat: Sifat = Sifat.BIASA
    code: str = "000.7.2"
    srikandi: str = ""


# fmt: off
SENDERS: Final[dict[str, Sender]] = {
    "bappelitbangda-1": Sender("Bappelitbangda Kabupaten Luwu Timur", "Jalan Contoh Nomor 1, Malili", "000.7.2/118/BAPPELITBANGDA/{year}",
        "Permintaan data capaian kinerja {period}", "bahan evaluasi hasil Renja perangkat daerah", "Kepala Bappelitbangda,", Sifat.SEGERA),
    "bappelitbangda-2": Sender("Bappelitbangda Kabupaten Luwu Timur", "Jalan Contoh Nomor 1, Malili", "000.7.2/264/BAPPELITBANGDA/{year}",
        "Permintaan data capaian kinerja {period}", "bahan evaluasi hasil Renja perangkat daerah", "Kepala Bappelitbangda,", Sifat.SEGERA),
    "bappelitbangda": Sender("Bappelitbangda Kabupaten Luwu Timur", "Jalan Contoh Nomor 1, Malili", "000.7.2/431/BAPPELITBANGDA/{year}",
        "Permintaan data capaian kinerja {period}", "bahan evaluasi hasil Renja perangkat daerah", "Kepala Bappelitbangda,", Sifat.SEGERA,
        srikandi="SRK-{year}-004312"),
    "bps": Sender("Badan Pusat Statistik Kabupaten Luwu Timur", "Jalan Contoh Nomor 2, Malili", "B-311/73250/PK.320/{year}",
        "Permintaan data pendidikan dan kebudayaan {period}", "penyusunan publikasi Luwu Timur Dalam Angka", "Kepala BPS Kabupaten Luwu Timur,", code="400.3"),
    "organisasi": Sender("Bagian Organisasi Sekretariat Daerah Kabupaten Luwu Timur", "Jalan Contoh Nomor 3, Malili", "000.8.6/412/ORG/{year}",
        "Permintaan laporan capaian kinerja {period}", "penyusunan Laporan Kinerja Pemerintah Daerah", "Kepala Bagian Organisasi,", code="000.8"),
    "inspektorat": Sender("Inspektorat Daerah Kabupaten Luwu Timur", "Jalan Contoh Nomor 4, Malili", "700.1.2/207/ITDA/{year}",
        "Permintaan data kinerja {period} untuk reviu", "reviu kinerja perangkat daerah", "Inspektur Daerah,", Sifat.SEGERA, code="700"),
    "dprd": Sender("Sekretariat DPRD Kabupaten Luwu Timur", "Jalan Contoh Nomor 5, Malili", "100.2.3/589/DPRD/{year}",
        "Permintaan data bahan rapat dengar pendapat Komisi I, {period}", "rapat dengar pendapat Komisi I dengan Dinas", "Sekretaris DPRD,", Sifat.SANGAT_SEGERA, code="100"),
    "kominfo": Sender("Dinas Komunikasi, Informatika, Statistik dan Persandian", "Jalan Contoh Nomor 6, Malili", "500.12.2/176/KOMINFO/{year}",
        "Permintaan data sektoral pendidikan {period}", "pemutakhiran portal Satu Data Luwu Timur", "Kepala Dinas,", code="500"),
    "bpkad": Sender("Badan Pengelola Keuangan dan Aset Daerah", "Jalan Contoh Nomor 7, Malili", "900.1.15/342/BPKAD/{year}",
        "Permintaan data capaian kinerja dan realisasi {period}", "penyusunan laporan keuangan pemerintah daerah", "Kepala BPKAD,", code="900"),
    "bpmp": Sender("BPMP Provinsi Sulawesi Selatan", "Jalan Contoh Nomor 8, Makassar", "1187/C7.25/PR.07.03/{year}",
        "Permintaan data capaian standar pelayanan minimal {period}", "pemantauan standar pelayanan minimal pendidikan", "Kepala BPMP,", code="400.3"),
    "pemerintahan": Sender("Bagian Pemerintahan Sekretariat Daerah Kabupaten Luwu Timur", "Jalan Contoh Nomor 3, Malili", "100.1.7/255/PEM/{year}",
        "Permintaan data kinerja {period} untuk LPPD", "penyusunan Laporan Penyelenggaraan Pemerintahan Daerah", "Kepala Bagian Pemerintahan,", Sifat.SEGERA, code="100"),
    "lldikti": Sender("LLDIKTI Wilayah IX Provinsi Sulawesi Selatan", "Jalan Contoh Nomor 9, Makassar", "2204/LL9/PR.00/{year}",
        "Pemberitahuan pemutakhiran data perguruan tinggi {period}", "pemutakhiran pangkalan data perguruan tinggi", "Kepala LLDIKTI Wilayah IX,", code="400.3"),
}
# fmt: on


def letter_data(key: str, period: Period, *, received: datetime) -> dict[str, Any]:
    """What the register is given: the letter is dated two days before it is received, and asks for an answer in three weeks."""
    sender = SENDERS[key]
    written = timezone.localdate(received) - timedelta(days=2)
    written -= timedelta(days=max(written.weekday() - 4, 0))  # nobody writes on a Saturday or Sunday
    number, subject = _filled(sender.number, written, period), _filled(sender.subject, written, period)
    sheet = LetterText(
        kop=sender.name, address=sender.address, number=number, date=long_date(written), sifat=Sifat(sender.sifat).label,
        subject=subject,
        paragraphs=(
            f"Dalam rangka {sender.purpose}, kami mohon bantuan Saudara untuk menyampaikan data kinerja {period} "
            "beserta penjelasan atas target yang belum tercapai.",
            f"Data tersebut kami harapkan sudah kami terima paling lambat tanggal {long_date(_wanted(received))}.",
            "Demikian disampaikan, atas perhatian dan kerja sama Saudara diucapkan terima kasih.",
        ),
        signer=sender.signer,
    )  # fmt: skip
    return {
        "number": number, "date": written, "sender": sender.name, "subject": subject, "sifat": sender.sifat,
        "classification": ClassificationCode.objects.filter(code=sender.code).first(), "attachments": "1 berkas",
        "srikandi_number": _filled(sender.srikandi, written, period), "requested_by": _wanted(received), "period": period,
        "scan": scan(sheet, f"surat-{key}.pdf"), "is_sample": True,
    }  # fmt: skip


def _wanted(received: datetime) -> date:
    return timezone.localdate(received) + timedelta(days=21)


def _filled(text: str, written: date, period: Period) -> str:
    return text.format(year=written.year, period=period)
