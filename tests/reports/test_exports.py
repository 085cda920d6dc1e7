"""A frozen analysis as CSV, JSON and Excel: the same figures, and nothing a spreadsheet would execute."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import User
from reports.analysis.models import Analysis, AverageRule
from reports.analysis.services import freeze
from reports.collection.models import Cell
from reports.exports.lines import export
from reports.indicators.models import Indicator
from tests.factories import Office
from tests.reports import data

pytestmark = [pytest.mark.django_db, pytest.mark.sekali]

Klien = Callable[[User], Client]


@pytest.fixture
def frozen(office: Office, at: datetime) -> Analysis:
    form = data.make_format(office)
    Indicator.objects.filter(code="SD.1").update(name='=HYPERLINK("http://x")')
    collection = data.open_all(office, at, form=form)
    data.accept_all(collection, office, at)
    Cell.objects.filter(code="SD.1").update(
        source="Dapodik", plan=[{"level": "program", "code": "1.01.02", "name": "Pengelolaan Pendidikan"}]
    )
    return freeze(report=collection.report, by=office.kasubag, at=at, title="Kasubag Perencanaan")


def fetched(client: Client, frozen: Analysis, kind: str) -> bytes:
    response = client.get(reverse("analisis-unduh", args=[frozen.pk, kind]))
    assert response.status_code == 200
    assert response["Content-Disposition"].endswith(f'.{kind}"')
    return bytes(response.content)


def by_code(lines: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {line["kode"].lstrip("'"): line for line in lines}


def test_the_json_carries_every_figure_with_its_metadata(
    frozen: Analysis, office: Office, klien: Klien
) -> None:
    whole = json.loads(fetched(klien(office.kasubag), frozen, "json"))
    lines = by_code(whole["data"])
    assert lines["SD.1"] == {
        "kode": "SD.1", "indikator": '=HYPERLINK("http://x")', "jenis": "kinerja", "satuan": "persen",
        "arah": "makin tinggi makin baik", "nomenklatur_kode": "1.01.02", "nomenklatur": "Pengelolaan Pendidikan",
        "unit": office.sd.name, "periode": "Triwulan III Tahun 2026", "target": "80.0000", "target_batas_atas": None,
        "realisasi": "76.0000", "jawaban": "Nilai", "alasan": "", "keterangan": "", "capaian_persen": "95.00",
        "predikat": "Sangat Tinggi", "tidak_dapat_dihitung": "", "realisasi_tahun_berjalan": "76.0000",
        "sumber": "Dapodik", "sidik_analisis": frozen.sha256, "realisasi_sebutan": "", "target_tahun": None,
        "capaian_tahun_persen": None, "bobot": None,
    }  # fmt: skip
    assert (lines["SD.3"]["jawaban"], Decimal(lines["SD.3"]["realisasi"])) == ("Nihil", 0)
    assert (lines["SMP.2"]["jawaban"], lines["SMP.2"]["realisasi"]) == ("Belum tersedia", None)
    assert lines["SMP.1"]["target_batas_atas"] == "20.0000"
    assert lines["PAUD.1"]["jawaban"] == "Belum dijawab"
    about = whole["metadata"]
    assert (about["sidik_sha256"], about["analisis_ke"]) == (frozen.sha256, 1)
    assert about["ditimbang_menurut_bobot"] is False
    assert (about["periode_mulai"], about["periode_selesai"]) == ("2026-07-01", "2026-09-30")


def test_the_csv_opens_in_an_indonesian_excel_and_executes_nothing(
    frozen: Analysis, office: Office, klien: Klien
) -> None:
    content = fetched(klien(office.kasubag), frozen, "csv")
    assert content.startswith(b"\xef\xbb\xbfkode;indikator;")
    lines = by_code(list(csv.DictReader(StringIO(content.decode("utf-8-sig")), delimiter=";")))
    assert lines["SD.1"]["indikator"] == '\'=HYPERLINK("http://x")'
    assert (lines["SD.2"]["realisasi"], lines["SD.2"]["capaian_persen"]) == ("0,4400", "90,00")
    assert lines["SMP.2"]["alasan"] == "Rapor Pendidikan terbit 2 November."


def test_the_workbook_holds_numbers_texts_and_no_formula(
    frozen: Analysis, office: Office, klien: Klien
) -> None:
    book: Any = load_workbook(BytesIO(fetched(klien(office.kasubag), frozen, "xlsx")))
    head, *rows = list(book["Data"].iter_rows(values_only=True))
    lines = by_code([dict(zip(head, row, strict=True)) for row in rows])
    assert (lines["SD.1"]["realisasi"], lines["SD.1"]["capaian_persen"]) == (76, 95)
    assert lines["SD.1"]["indikator"] == '=HYPERLINK("http://x")'
    cells = [cell for page in book for line in page.iter_rows() for cell in line]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert dict(book["Metadata"].iter_rows(values_only=True))["sidik_sha256"] == frozen.sha256


def test_only_who_reads_the_report_before_it_is_signed_may_download(
    frozen: Analysis, office: Office, klien: Klien
) -> None:
    path = reverse("analisis-unduh", args=[frozen.pk, "json"])
    for role, code in (("kadis", 200), ("staf_perencana", 200), ("kabid_sd", 404), ("admin", 404)):
        assert klien(getattr(office, role)).get(path).status_code == code, role
    assert klien(office.kadis).get(path.replace("json", "exe")).status_code == 404


def test_a_download_takes_a_constant_number_of_queries(
    frozen: Analysis, office: Office, klien: Klien, django_assert_max_num_queries: Any
) -> None:
    client = klien(office.kasubag)
    with django_assert_max_num_queries(10):
        fetched(client, frozen, "json")


def test_a_sign_no_excel_file_may_hold_does_not_break_the_download(
    office: Office, at: datetime, klien: Klien
) -> None:
    collection = data.open_all(office, at, form=data.make_format(office))
    data.accept_all(collection, office, at)
    Cell.objects.filter(code="SD.1").update(note="baris\x0bberikut\x01")
    made = freeze(report=collection.report, by=office.kasubag, at=at, title="Kasubag Perencanaan")
    page: Any = load_workbook(BytesIO(fetched(klien(office.kasubag), made, "xlsx")))["Data"]
    heads = [cell.value for cell in page[1]]
    notes = {row[heads.index("kode")]: row[heads.index("keterangan")] for row in page.values}
    assert notes["SD.1"] == "barisberikut"


def test_what_the_analysis_froze_is_exported_whatever_the_cells_say_now(
    frozen: Analysis, office: Office, klien: Klien
) -> None:
    Cell.objects.filter(code="SD.1").update(source="Lain", plan=[], kind="anggaran")
    line = by_code(json.loads(fetched(klien(office.kasubag), frozen, "json"))["data"])["SD.1"]
    assert (line["jenis"], line["sumber"], line["nomenklatur_kode"]) == ("kinerja", "Dapodik", "1.01.02")


def test_weights_words_and_the_target_of_the_year_travel_along(
    office: Office, at: datetime, klien: Klien
) -> None:
    collection = data.open_all(office, at, form=data.make_format(office))
    data.accept_all(collection, office, at)
    Cell.objects.filter(code="SD.1").update(
        weight=Decimal(3), target_year=Decimal(80), scale=[["A", "80"], ["BB", "76"]]
    )
    AverageRule.objects.update_or_create(defaults={"use_weights": True})
    made = freeze(report=collection.report, by=office.kasubag, at=at, title="Kasubag Perencanaan")
    whole = json.loads(fetched(klien(office.kasubag), made, "json"))
    line = by_code(whole["data"])["SD.1"]
    assert (line["realisasi_sebutan"], Decimal(line["bobot"]), line["capaian_tahun_persen"]) == (
        "BB",
        3,
        "95.00",
    )
    assert whole["metadata"]["ditimbang_menurut_bobot"] is True


def test_an_analysis_of_schema_1_takes_what_it_lacks_from_its_cells(frozen: Analysis) -> None:
    frozen.data["schema"] = 1
    for unit in frozen.data["units"]:
        for row in unit["rows"]:
            for name in ("kind", "plan", "source"):
                del row[name]
    line = next(line for line in export(frozen).lines if line.kode == "SD.1")
    assert (line.jenis, line.sumber, line.nomenklatur_kode) == ("kinerja", "Dapodik", "1.01.02")
