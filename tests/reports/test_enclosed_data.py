"""The report's PDF carries the figures it was made from, and is the same file whenever it is rendered again."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from reports.exports.files import to_csv, to_json
from reports.exports.lines import export
from reports.paper_html import paper_page, version_context
from reports.pdf import Enclosure, to_pdf
from tests.factories import Office
from tests.reports import paper_data
from tests.reports.papers_made import PAPERS

pytestmark = [pytest.mark.django_db, pytest.mark.sekali]

REPORTS = ("draft-laporan", "laporan-untuk-ditandatangani", "laporan-bertanda-tangan")


def enclosed(pdf: bytes) -> dict[str, Any]:
    root = PdfReader(BytesIO(pdf)).trailer["/Root"]
    found = [one.get_object() for one in root["/AF"]]
    assert len(found) == len(root["/Names"]["/EmbeddedFiles"]["/Names"]) / 2
    return {str(one["/UF"]): one for one in found}


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_carries_its_figures_as_csv_and_json(name: str, office: Office, at: datetime) -> None:
    files = enclosed(PAPERS[name](office, at))
    assert {key: one["/AFRelationship"] for key, one in files.items()} == {
        "data-analisis.csv": "/Data",
        "data-analisis.json": "/Source",
    }
    assert {one["/EF"]["/F"]["/Subtype"] for one in files.values()} == {"/text/csv", "/application/json"}
    assert all(one["/Desc"].startswith("Data Laporan Data Kinerja") for one in files.values())


def test_the_enclosed_files_are_those_the_analysis_is_exported_as_without_what_stays_in_the_office(
    office: Office, at: datetime
) -> None:
    """A unit's remark on a figure is not for the requester; the reason of a missing figure is, the Lampiran prints it."""
    from reports.analysis.models import Analysis

    files = enclosed(PAPERS["draft-laporan"](office, at))
    found = export(Analysis.objects.get())
    table = files["data-analisis.csv"]["/EF"]["/F"].get_data()
    inside = files["data-analisis.json"]["/EF"]["/F"].get_data()
    assert table == to_csv(found, without=("keterangan",)) != to_csv(found)
    assert inside == to_json(found, without=("keterangan",)) != to_json(found)
    for content in (table, inside):
        assert b"keterangan" not in content
        assert b"alasan" in content
    assert json.loads(inside)["metadata"]["sidik_sha256"] == Analysis.objects.get().sha256


AGAIN = """
import hashlib, json, sys
from datetime import datetime
import django
django.setup()
from reports.pdf import Enclosure, to_pdf
given = json.load(sys.stdin)
files = [Enclosure(*one[:1], one[1].encode("latin-1"), *one[2:4], datetime.fromisoformat(one[4])) for one in given["files"]]
print(hashlib.sha256(to_pdf(given["html"], identifier="versi:x", enclosures=files)).hexdigest())
"""


def test_another_process_at_another_time_gives_the_same_bytes(office: Office, at: datetime) -> None:
    """In another time zone, with other hash seeds, on another day: what is printed again is the same file."""
    from reports.exports.enclosed import enclosures

    version = paper_data.submitted(office, at)
    html, files = paper_page(version_context(version)), enclosures(version.analysis)
    given = {
        "html": html,
        "files": [
            (one.name, one.content.decode("latin-1"), one.description, one.relationship, one.at.isoformat())
            for one in files
        ],
    }
    told = [
        subprocess.run(
            [sys.executable, "-c", AGAIN], input=json.dumps(given), capture_output=True, text=True, check=True,
            cwd=Path(__file__).parents[2],
            env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONHASHSEED": seed, "TZ": zone},
        ).stdout.strip()
        for seed, zone in (("1", "Asia/Makassar"), ("2", "America/Lima"))
    ]  # fmt: skip
    here = hashlib.sha256(to_pdf(html, identifier="versi:x", enclosures=files)).hexdigest()
    assert told == [here, here]


def test_another_figure_is_another_file(at: datetime) -> None:
    def pdf(content: bytes) -> bytes:
        one = Enclosure("data.csv", content, "Data", "Data", at)
        return to_pdf('<html lang="id"><title>x</title><p>y</p>', identifier="x", enclosures=[one])

    assert pdf(b"1") == pdf(b"1") != pdf(b"2")
