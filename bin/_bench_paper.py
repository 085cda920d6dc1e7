"""bin/bench paper: printing against Chromium (P6) and against plain WeasyPrint (P7), signing against printing (P8).

What was printed stays in a folder that is named at the end: our PDF and Chromium's of the same HTML, side by side.
"""

from __future__ import annotations

import dataclasses
import json
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any, Final

from _bench_alat import computing, interleaved, line

LETTER_GOAL: Final = 0.3
REPORT_GOAL: Final = 0.75
SIGNING_GOAL: Final = 0.1
MEASURED: Final = "processor time, least of {runs} runs each; wall_ratio by the clock on the wall"
"""P7 and P8 compute in one process. P6 starts Chromium, so that only the clock can compare them."""
UNITS: Final = 10
ROWS: Final = 52
"""With ten units the report then has about fifty pages and ten charts."""


def bench_paper(runs: int) -> bool:
    """P6, P7 and P8, in this order."""
    from tests import factories

    office = factories.office()
    version = _long_version(office)
    folder = Path(tempfile.mkdtemp(prefix="sop-kertas-"))
    return all([_letter(version, runs, folder), _report(version, runs, folder), _signing(office, runs)])


def _letter(version: Any, runs: int, folder: Path) -> bool:
    """P6: two pages with kop, text and signature block; ours in a warm worker, as it runs, Chromium started for it."""
    from reports.paper_html import paper_page, version_context
    from reports.pdf import STYLESHEET, page_count, static_folder, to_pdf

    paragraph = (
        "<p>Sehubungan dengan surat Saudara, bersama ini kami sampaikan data kinerja yang diminta. </p>"
    )
    html = paper_page(version_context(version) | {"main": _safe(paragraph * 22), "appendix": ""})
    style = (static_folder() / STYLESHEET).read_text(encoding="utf-8")
    page = folder / "surat.html"
    page.write_text(html.replace("</head>", f"<style>{style}</style></head>"), encoding="utf-8")
    ours_at, theirs_at = folder / "surat-kita.pdf", folder / "surat-chromium.pdf"

    def ours() -> None:
        ours_at.write_bytes(to_pdf(html, identifier="surat"))

    def theirs() -> None:
        _chromium(page, theirs_at)

    mine, other = interleaved(runs, ours, theirs)
    pages = page_count(ours_at.read_bytes())
    assert pages == 2, f"the letter has {pages} pages"
    _show("surat", ours_at, theirs_at)
    ratio = mine / other
    return line(
        "paper", "P6 letter of 2 pages", mine, "s", ratio=ratio, against=f"Chromium's cold print, {other:.3f} s",
        goal=LETTER_GOAL, ok=ratio <= LETTER_GOAL,
    )  # fmt: skip


def _report(version: Any, runs: int, folder: Path) -> bool:
    """P7: from the stored version to the tagged PDF/A with its data enclosed; against WeasyPrint as one would call it."""
    from weasyprint import CSS, HTML

    from reports.paper_html import paper_page, version_context
    from reports.papers import version_pdf
    from reports.pdf import STYLESHEET, page_count, static_folder

    html = paper_page(version_context(version))
    style = (static_folder() / STYLESHEET).read_text(encoding="utf-8")
    ours_at, theirs_at = folder / "laporan-kita.pdf", folder / "laporan-chromium.pdf"

    def ours() -> None:
        ours_at.write_bytes(version_pdf(version.pk, lambda done, stage: None))

    def theirs() -> None:
        HTML(string=html).write_pdf(stylesheets=[CSS(string=style)])

    (mine, mine_clock), (other, other_clock) = computing(runs, ours, theirs)
    pages = page_count(ours_at.read_bytes())
    page = folder / "laporan.html"
    page.write_text(html.replace("</head>", f"<style>{style}</style></head>"), encoding="utf-8")
    _chromium(page, theirs_at)
    _show("laporan", ours_at, theirs_at)
    ratio = mine / other
    return line(
        "paper", f"P7 report of {pages} pages with {UNITS} charts, whole pipeline", mine, "s", ratio=ratio,
        against=f"plain write_pdf of the same HTML, {other:.3f} s", goal=REPORT_GOAL,
        ok=ratio <= REPORT_GOAL and 45 <= pages <= 60, measured=MEASURED.format(runs=runs),
        wall_ratio=round(mine_clock / other_clock, 3),
    )  # fmt: skip


def _signing(office: Any, runs: int) -> bool:
    """P8: a paper of ten pages; the key is opened once, as for a report and its letter."""
    from reports.paper_html import paper_page, version_context
    from reports.pdf import page_count, to_pdf
    from reports.signing import local
    from reports.signing.backends import Sheet
    from tests.reports import paper_data

    version = _long_version(office, rows=9)
    html = paper_page(version_context(version))
    certificate = paper_data.certificate(office.kadis, _now())
    with certificate.file.open("rb") as stream:
        signer = local.open_key(stream.read(), paper_data.PASSPHRASE)
    pdf = to_pdf(html, identifier="sepuluh")
    sheet = Sheet(pdf, reason="Penandatanganan", location="Malili")
    (signing, signing_clock), (rendering, rendering_clock) = computing(
        runs, lambda: local.sign(sheet, signer), lambda: to_pdf(html, identifier="sepuluh")
    )
    ratio = signing / rendering
    return line(
        "paper", f"P8 signing a paper of {page_count(pdf)} pages", signing, "s", ratio=ratio,
        against=f"rendering it, {rendering:.3f} s", goal=SIGNING_GOAL, ok=ratio <= SIGNING_GOAL,
        measured=MEASURED.format(runs=runs), wall_ratio=round(signing_clock / rendering_clock, 3),
    )  # fmt: skip


def _long_version(office: Any, *, rows: int = ROWS) -> Any:
    """A draft version about ten units with `rows` indicators each, drawn by the program's own tables and charts."""
    from reports.analysis.models import Analysis
    from reports.analysis.result import read, to_json
    from reports.drafting.models import DraftSection, Version
    from reports.drafting.rendering import draft_html
    from tests.reports import paper_data

    report = (
        Analysis.objects.first().report if Analysis.objects.exists() else paper_data.analysed(office, _now())
    )
    small = Analysis.objects.filter(report=report).earliest("number")
    result = read(small.data)
    pattern = result.units[0]
    units = tuple(
        dataclasses.replace(
            pattern, unit_id=9000 + number, name=f"Bidang Pembinaan {number}", short_name=f"B{number}",
            rows=tuple(
                dataclasses.replace(row, code=f"B{number}.{place}", name=f"Persentase satuan pendidikan ukuran {place}")
                for place, row in ((place, pattern.rows[place % len(pattern.rows)]) for place in range(rows))
            ),
        )
        for number in range(1, UNITS + 1)
    )  # fmt: skip
    result = dataclasses.replace(result, units=units)
    count = Analysis.objects.filter(report=report).count() + 1
    analysis = Analysis.objects.get(pk=small.pk)
    analysis.pk, analysis.number, analysis.data = None, count, to_json(result)
    analysis.sha256 = f"{count:064d}"
    analysis.save(force_insert=True)
    text = "<p>Realisasi sebesar 76,00 persen terhadap target 80,00 persen, sehingga capaiannya 95,00 persen.</p>"
    sections = [
        DraftSection(
            report=report, key=f"unit-{unit.unit_id}", order=order, level=1, heading=unit.name,
            text=text * (rows // 2), block=f"capaian:{unit.unit_id} grafik:{unit.unit_id}",
        )
        for order, unit in enumerate(units)
    ]  # fmt: skip
    return Version.objects.create(
        report=report, number=count, analysis=analysis, html=draft_html(sections, result), sha256=f"{count:064d}",
        created_at=_now(), created_by=office.staf_perencana, created_title="Staf Perencana",
    )  # fmt: skip


def _chromium(page: Path, target: Path) -> None:
    program = shutil.which("chromium") or shutil.which("google-chrome") or "chromium"
    subprocess.run(
        [program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-pdf-header-footer",
         f"--print-to-pdf={target}", page.as_uri()],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip


def _show(what: str, ours: Path, theirs: Path) -> None:
    print(
        json.dumps({"bench": "paper", "name": f"side by side: {what}", "files": [str(ours), str(theirs)]}),
        flush=True,
    )


def _safe(html: str) -> Any:
    from django.utils.safestring import mark_safe

    return mark_safe(html)


def _now() -> Any:
    from datetime import datetime

    from accounts.worktime import WITA

    return datetime(2026, 10, 12, 9, 0, tzinfo=WITA)
