"""What a new office starts with: one kop, two number series, the classification codes seen so far (domain.md section 2.6)."""

from __future__ import annotations

from typing import Any

UNCHECKED = "Belum dicocokkan dengan Permendagri 83/2022."
SEEN = "Terlihat pada surat dinas; cocokkan dengan Permendagri 83/2022."

CODES: tuple[tuple[str, str, str], ...] = (
    ("000", "Umum", UNCHECKED),
    ("000.7.2", "Perencanaan", UNCHECKED),
    ("000.8", "Organisasi dan tata laksana", SEEN),
    ("100", "Pemerintahan", UNCHECKED),
    ("100.3.4.2", "Surat edaran", UNCHECKED),
    ("200", "Politik", UNCHECKED),
    ("300", "Keamanan dan ketertiban", UNCHECKED),
    ("400", "Kesejahteraan rakyat", UNCHECKED),
    ("400.3", "Pendidikan", ""),
    ("400.8", "Keagamaan", SEEN),
    ("500", "Perekonomian", UNCHECKED),
    ("600", "Pekerjaan umum dan lingkungan hidup", UNCHECKED),
    ("700", "Pengawasan", UNCHECKED),
    ("800", "Kepegawaian", UNCHECKED),
    ("800.1", "Sumber daya manusia", UNCHECKED),
    ("900", "Keuangan", UNCHECKED),
)


def ensure_defaults(apps: Any) -> None:
    """Make what is missing, change nothing that is there. `apps` is a migration's registry or django.apps.apps."""
    code = apps.get_model("reports", "ClassificationCode")
    for number, name, note in CODES:
        code.objects.get_or_create(code=number, defaults={"name": name, "note": note})
    series = apps.get_model("reports", "NumberSeries")
    education = code.objects.get(code="400.3")
    series.objects.get_or_create(
        purpose="laporan",
        defaults={
            "mode": "otomatis",
            "start": 1,
            "classification": education,
            "unit_code": "DIKBUD",
            "digits": 3,
        },
    )
    series.objects.get_or_create(purpose="agenda", defaults={"mode": "otomatis", "start": 1, "digits": 4})
    kop = apps.get_model("reports", "Letterhead")
    if not kop.objects.filter(is_active=True).exists():
        kop.objects.create(address="Malili, Kabupaten Luwu Timur")
