"""The table in sop.py is the office's own SOP, word for word, and the edition in force is a copy of it."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from accounts.errors import Refusal
from accounts.roles import Pelaksana
from tests.factories import Office
from workflow.editions import EditionRow, SopEdition, current_edition
from workflow.revising import draft_revision, put_in_force
from workflow.sop import IDENTITY, LANES, RETURN_TARGETS, TABLE, Action, Row, Step

pytestmark = pytest.mark.sekali

SOP_TEXT = (Path(__file__).parents[2] / "docs" / "sop-pengumpulan-data-kinerja.txt").read_text(
    encoding="utf-8"
)


def _lines_of_the_paper() -> dict[int, list[str]]:
    """The nine lines of the flowchart table, each as its non-empty cells."""
    found: dict[int, list[str]] = {}
    for line in SOP_TEXT.splitlines():
        if match := re.match(
            r"(\d)\.\s*(?:\t)?(Menerima|Menyampaikan|Mengumpulkan|Menganalisis|Membuat|Mengoreksi|Penggandaan)",
            line,
        ):
            text = line[2:]
            found[int(match[1])] = [cell.strip() for cell in text.split("\t") if cell.strip()]
    return found


def test_the_paper_has_nine_steps_and_so_has_the_table() -> None:
    assert sorted(_lines_of_the_paper()) == [1, 2, 3, 4, 5, 6, 7, 8, 9]
    assert [row.step.number for row in TABLE] == [1, 2, 3, 4, 5, 6, 7, 8, 9]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.step.value)
def test_every_cell_of_the_table_stands_on_the_paper_word_for_word(row: Row) -> None:
    cells = [cell for cell in (row.uraian, row.kelengkapan, row.waktu, row.output, row.keterangan) if cell]
    assert _lines_of_the_paper()[row.step.number] == cells


def test_the_oddities_of_the_paper_are_kept() -> None:
    table = {row.step: row for row in TABLE}
    assert table[Step.FORMAT].output == "Laporan data kinerja bidang dan sub bagian"
    assert "ke bidang" in table[Step.PENGUMPULAN].uraian
    assert "jikumpulkan" in table[Step.PENGUMPULAN].keterangan
    assert table[Step.ANALISIS].waktu == "2 Hari"


def test_the_identity_block_stands_on_the_paper() -> None:
    for words in (
        IDENTITY.nomor,
        IDENTITY.nama,
        IDENTITY.nama_pengesah,
        IDENTITY.pangkat_pengesah,
        IDENTITY.nip_pengesah,
        IDENTITY.peringatan,
    ):
        assert words in SOP_TEXT
    for block in (IDENTITY.dasar_hukum, IDENTITY.kualifikasi, IDENTITY.keterkaitan, IDENTITY.peralatan):
        for line in block.splitlines():
            assert line in SOP_TEXT


def test_the_six_lanes_are_the_columns_of_the_paper() -> None:
    header = next(
        line for line in SOP_TEXT.splitlines() if line.strip().startswith("Kepala Dinas\tSekretaris")
    )
    assert [cell.strip() for cell in header.split("\t") if cell.strip()][:6] == list(LANES)


def test_the_standard_time_is_seven_days_and_five_hours() -> None:
    amounts = [row.waktu.lower().split() for row in TABLE]
    assert sum(int(n) for n, unit in amounts if unit == "hari") == 7
    assert sum(int(n) for n, unit in amounts if unit == "jam") == 5


def test_every_action_is_a_method_of_the_state_machine_and_has_a_handler() -> None:
    from workflow.case import ReportRequest
    from workflow.steps import HANDLERS

    assert set(HANDLERS) == set(Action)
    for action in Action:
        assert hasattr(getattr(ReportRequest, action.value), "_django_fsm")


@pytest.mark.django_db
def test_a_new_office_has_the_edition_of_6_january_2025_in_force() -> None:
    edition = current_edition()
    assert edition.nomor == "400.3/ 301 /DIKBUD/2025"
    assert edition.tgl_pengesahan.isoformat() == "2025-01-06"
    assert [(row.number, row.pelaksana, row.waktu) for row in edition.table.values()] == [
        (1, "kepala_dinas", "1 jam"), (2, "kasubag_perencanaan", "1 hari"), (3, "staf_perencana", "2 hari"),
        (4, "kasubag_perencanaan", "2 Hari"), (5, "staf_perencana", "2 Hari"), (6, "kasubag_perencanaan", "1 Jam"),
        (7, "sekretaris", "1 Jam"), (8, "kepala_dinas", "1 Jam"), (9, "staf_perencana", "1 Jam"),
    ]  # fmt: skip


@pytest.mark.django_db
def test_a_revision_begins_as_a_copy_and_replaces_the_edition_only_when_put_in_force(
    office: Office, at: datetime
) -> None:
    before = current_edition()
    draft = draft_revision(by=office.admin, at=at)
    EditionRow.objects.filter(edition=draft, step=Step.DISPOSISI).update(waktu="2 jam")
    assert current_edition() == before
    put_in_force(edition=draft, by=office.admin, at=at)
    assert str(current_edition().row(Step.DISPOSISI).norm) == "2 jam"
    before.refresh_from_db()
    assert before.state == SopEdition.State.DIGANTI


@pytest.mark.django_db
def test_an_edition_without_all_nine_steps_is_not_put_in_force(office: Office, at: datetime) -> None:
    draft = draft_revision(by=office.admin, at=at)
    EditionRow.objects.filter(edition=draft, step=Step.ANALISIS).delete()
    with pytest.raises(Refusal, match="Langkah 4 belum ada"):
        put_in_force(edition=draft, by=office.admin, at=at)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("step", "target", "fine"),
    [
        ("paraf_kasubag", "draft", True),
        ("paraf_sekretaris", "paraf_kasubag", True),
        ("tanda_tangan", "paraf_sekretaris", True),
        ("paraf_sekretaris", "analisis", False),
        ("tanda_tangan", "disposisi", False),
        ("paraf_kasubag", "", False),
        ("analisis", "draft", False),
    ],
)  # fmt: skip
def test_tidak_leads_only_where_the_code_permits(step: str, target: str, fine: bool) -> None:
    row = EditionRow(
        edition=current_edition(),
        step=step,
        uraian="x",
        pelaksana=Pelaksana.SEKRETARIS,
        waktu="1 jam",
        jika_ditolak=target,
    )
    if fine:
        row.clean()
    else:
        with pytest.raises(ValidationError):
            row.clean()


def test_a_decision_returns_to_the_writer_by_default() -> None:
    assert {targets[0] for targets in RETURN_TARGETS.values()} == {Step.DRAFT}
