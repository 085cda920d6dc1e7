"""What people really send: every refusal is a clear sentence beside its field, and nothing typed is lost."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from lxml import html as lxml_html
from pypdf import PdfWriter

from accounts.models import User
from reports.indicators.models import Indicator, Target
from tests.factories import Office
from tests.formulir import form_with
from tests.workflow.perjalanan import Journey, standard_format
from workflow.letters import Letter
from workflow.sop import Step

pytestmark = [pytest.mark.django_db, pytest.mark.sekali]

Klien = Callable[[User], Client]
MB = 1024 * 1024
TYPED = {
    "number": "000.8/77/ORG", "sender": "Bagian Organisasi Setda", "subject": "Permintaan “data” <kinerja> & capaian",
    "sifat": "segera", "attachments": "1 berkas", "srikandi_number": "SRK-9",
}  # fmt: skip


def pdf(ballast: int = 0) -> bytes:
    """A whole PDF, made heavy by an attachment that nothing compresses."""
    writer, out = PdfWriter(), BytesIO()
    writer.add_blank_page(595, 842)
    if ballast:
        writer.add_attachment("berat.bin", os.urandom(ballast))
    writer.write(out)
    return out.getvalue()


def shown(response: Any) -> str:
    return " ".join(lxml_html.fromstring(response.content).text_content().split())


def kept(response: Any) -> dict[str, str]:
    """What stands in the boxes of the page."""
    page = lxml_html.fromstring(response.content)
    boxes = {box.get("name"): box.get("value", "") for box in page.xpath("//input[@name]")}
    boxes |= {box.get("name"): box.text or "" for box in page.xpath("//textarea[@name]")}
    return boxes | {
        box.get("name"): next(
            (o.get("value") for o in box.iter("option") if o.get("selected") is not None), ""
        )
        for box in page.xpath("//select[@name]")
    }


def register(klien: Klien, office: Office, content: bytes, name: str = "surat.pdf", **changes: str) -> Any:
    client = klien(office.penerima_surat)
    day = (timezone.localdate() - timedelta(days=1)).isoformat()
    _, fields = form_with(client.get("/surat/baru/"), "Catat dan beri nomor agenda")
    data = {name: values[0] for name, values in fields.items()} | TYPED | {"date": day} | changes
    return client.post("/surat/baru/", data | {"scan": SimpleUploadedFile(name, content)})


# ── the scan ────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("content", "name", "cause", "cure"),
    [
        (b"PK\x03\x04" + b"x" * 500, "surat.docx", "bukan jenis yang diterima", "PDF, JPG, PNG"),
        (b"MZ" + b"x" * 500, "surat.pdf", "bukan jenis yang diterima", "PDF, JPG, PNG"),
        (b"<html>surat</html>", "surat.pdf", "bukan jenis yang diterima", "PDF, JPG, PNG"),
        (b"", "surat.pdf", "kosong (0 bita)", "Pindai atau simpan ulang"),
        (b"%PDF-1.7\n" + b"x" * 3000, "surat.pdf", "rusak atau terpotong", "Pindai atau simpan ulang"),
        (
            b"%PDF-1.7\nxref\ntrailer\n%%EOF\n",
            "surat.pdf",
            "rusak atau terpotong",
            "Pindai atau simpan ulang",
        ),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 200, "surat.png", "rusak", "Pindai ulang"),
    ],
    ids=["zip", "program", "html", "kosong", "pdf-terpotong", "pdf-tanpa-isi", "png-rusak"],
)
def test_a_scan_that_is_none_is_explained_and_the_letter_stays_typed(
    content: bytes, name: str, cause: str, cure: str, office: Office, klien: Klien
) -> None:
    response = register(klien, office, content, name)
    assert response.status_code == 422
    assert cause in shown(response)
    assert cure in shown(response)
    assert name in shown(response), "the sentence names the file"
    assert shown(response).startswith("Galat:"), "so does the title"
    values = kept(response)
    assert {field: values[field] for field in TYPED} == TYPED
    assert Letter.objects.count() == 0


def test_a_scan_of_thirty_megabytes_is_taken(office: Office, klien: Klien) -> None:
    assert register(klien, office, pdf(30 * MB)).status_code == 302
    assert Letter.objects.get().scan_size > 30 * MB


def test_a_scan_over_the_limit_is_told_the_limit(office: Office, klien: Klien) -> None:
    response = register(klien, office, pdf(36 * MB))
    assert response.status_code == 422
    assert "lebih besar dari 35 MB" in shown(response)
    assert "resolusi lebih rendah" in shown(response)


# ── the letter ──────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"date": (date.today() + timedelta(days=2)).isoformat()}, "belum terjadi"),
        ({"date": "31-02-2026"}, "tanggal"),
        ({"date": "kemarin"}, "tanggal"),
        ({"date": ""}, "belum diisi"),
        ({"number": ""}, "belum diisi"),
        ({"sender": "x" * 201}, "200"),
        ({"sifat": "gawat"}, ""),
        ({"year": "99999"}, ""),
        ({"year": "dua ribu"}, ""),
        ({"stretch": "triwulan-9"}, ""),
        ({"requested_by": "0000-00-00"}, "tanggal"),
        ({"classification": "987654"}, ""),
    ],
)
def test_a_letter_that_cannot_be_is_refused_with_a_sentence_and_keeps_its_scan(
    changes: dict[str, str], sentence: str, office: Office, klien: Klien
) -> None:
    response = register(klien, office, pdf(), **changes)
    assert response.status_code == 422
    assert sentence in shown(response)
    assert lxml_html.fromstring(response.content).xpath("//*[contains(@class, 'ringkasan-galat')]//a"), (
        "a link to the field"
    )
    values = kept(response)
    assert values["pindaian"], "the scan was accepted and waits for the second try"
    assert {field: values[field] for field in TYPED if field not in changes} == {
        field: value for field, value in TYPED.items() if field not in changes
    }
    assert Letter.objects.count() == 0
    day = (timezone.localdate() - timedelta(days=1)).isoformat()
    _, fields = form_with(response, "Catat dan beri nomor agenda")
    again = {name: found[0] for name, found in fields.items() if name != "scan"} | TYPED | {"date": day}
    quarter = {
        "year": str(timezone.localdate().year),
        "stretch": "triwulan-1",
        "requested_by": "",
        "classification": "",
    }
    repaired = again | {name: quarter[name] for name in changes if name in quarter}
    assert response.client.post("/surat/baru/", repaired).status_code == 302, (
        "put right without choosing the file again"
    )


# ── the figures ─────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def grid(office: Office, at: datetime) -> Any:
    """The submission of SD, target of its first indicator 0."""
    journey = Journey(office, at).to(Step.FORMAT)
    standard_format(office, journey.case.period)
    Indicator.objects.filter(code="SD-01").update(satuan="orang")
    Target.objects.filter(indicator__code="SD-01").update(value=0)
    journey.send_formats()
    return journey.submission("sd")


def type_in(
    klien: Klien, office: Office, grid: Any, typed: str, button: str = "Simpan dulu"
) -> tuple[Any, str]:
    """Types into the first row, something right into the second, and presses the button."""
    client = klien(office.staf_sd)
    first, second = grid.cells.order_by("order")
    action, fields = form_with(client.get(f"/isian/{grid.pk}/"), button)
    fields |= {f"nilai-{first.pk}": [typed], f"jawaban-{first.pk}": ["nilai"]}
    fields |= {f"nilai-{second.pk}": ["0,09"], f"jawaban-{second.pk}": ["nilai"]}
    return client.post(action, fields), f"nilai-{first.pk}"


@pytest.mark.parametrize(
    "typed",
    [
        "sembilan puluh",
        "97,8,1",
        "1.2.3",
        "97%%",
        "12 orang",
        "--5",
        "1e5",
        "NaN",
        "inf",
        "٩٧",
        "=1+1",
        "9" * 40,
        "0,123456789",
        "<b>7</b>",
    ],
)
def test_what_is_no_figure_is_shown_again_beside_a_sentence_and_the_other_row_is_kept(
    typed: str, office: Office, klien: Klien, grid: Any
) -> None:
    response, name = type_in(klien, office, grid, typed)
    assert response.status_code == 422
    assert kept(response)[name] == typed
    first, second = grid.cells.order_by("order")
    assert (first.value, second.value) == (None, Decimal("0.09"))
    page = lxml_html.fromstring(response.content)
    assert page.xpath(f"//a[@href='#nilai-{first.pk}']"), "the summary leads to the box"


@pytest.mark.parametrize(
    ("typed", "value"),
    [("97,81", "97.81"), ("97.81", "97.81"), (" 97,81 ", "97.81"), ("1.234,5", "1234.5"), ("1.234", "1234"), ("0", "0"), ("-2,5", "-2.5"), ("97,81%", "97.81")],
)  # fmt: skip
def test_comma_and_point_are_both_read(
    typed: str, value: str, office: Office, klien: Klien, grid: Any
) -> None:
    response, _ = type_in(klien, office, grid, typed)
    assert response.status_code == 302
    assert grid.cells.order_by("order")[0].value == Decimal(value)


def test_a_target_of_zero_is_said_to_be_incalculable_everywhere(
    office: Office, klien: Klien, grid: Any
) -> None:
    type_in(klien, office, grid, "3,5")
    assert "tidak dapat dihitung" in shown(klien(office.staf_sd).get(f"/isian/{grid.pk}/")).lower()
    type_in(klien, office, grid, "0")
    assert "100" in shown(klien(office.staf_sd).get(f"/isian/{grid.pk}/")), "0 of 0 is reached"


# ── people ──────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    "nip",
    ["19990231 200604 1 016", "198001122006041", "19800112 198804 1 016", "19800112 200604 3 016", "19800112 200604 1 000", "abc", "1980011220060410167"],
)  # fmt: skip
def test_an_impossible_nip_is_refused_in_the_admin_with_a_sentence_and_the_form_stays(
    nip: str, office: Office, klien: Klien
) -> None:
    admin = klien(office.admin)
    people = User.objects.count()
    path = "/pengelola/accounts/user/add/"
    page = lxml_html.fromstring(admin.get(path).content)
    form = next(form for form in page.forms if form.xpath(".//input[@name='nip']"))
    data = {name: value for name, value in form.form_values() if name != "csrfmiddlewaretoken"}
    data |= {
        "username": "orang-baru",
        "name": "Orang Baru, S.Pd.",
        "employment": "pns",
        "nip": nip,
        "golongan": "III/a",
    }
    data["password"] = "Sandi-Yang-Panjang-77"
    response = admin.post(path, data)
    assert response.status_code == 200
    assert User.objects.count() == people
    values = kept(response)
    assert values["nip"] == nip
    assert values["name"] == "Orang Baru, S.Pd."
    assert "NIP" in " ".join(
        lxml_html.fromstring(response.content).xpath("//ul[contains(@class, 'errorlist')]//text()")
    )
