"""The frozen analysis as files inside the report's PDF: whoever holds the paper can count again, without asking the office.

The report leaves the office and so do these files. The reason why a figure is missing goes with them, because the Lampiran prints it
too; a unit's own remark on a figure was written for the office and stays here (UU 27/2022 PDP: no more than the purpose asks).
"""

from __future__ import annotations

from reports.analysis.models import Analysis
from reports.exports.files import to_csv, to_json
from reports.exports.lines import export
from reports.pdf import Enclosure

CSV_NAME, JSON_NAME = "data-analisis.csv", "data-analisis.json"
KEPT_INSIDE = ("keterangan",)
"""Columns of the export that do not leave the office."""


def enclosures(analysis: Analysis) -> tuple[Enclosure, ...]:
    """JSON is what the paper was made from (Source), CSV the same figures for a spreadsheet (Data)."""
    found = export(analysis)
    about = f"{found.title}, analisis ke-{found.number}"
    return (
        Enclosure(
            CSV_NAME,
            to_csv(found, without=KEPT_INSIDE),
            f"Data {about}, untuk lembar kerja",
            "Data",
            analysis.frozen_at,
        ),
        Enclosure(
            JSON_NAME,
            to_json(found, without=KEPT_INSIDE),
            f"Data {about}, untuk program",
            "Source",
            analysis.frozen_at,
        ),
    )
