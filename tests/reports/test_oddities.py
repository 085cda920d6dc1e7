"""Odd figures: a table of when each rule speaks and when it keeps silent, and what an answer holds for."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from accounts.errors import Refusal
from reports.analysis import services as analysis
from reports.analysis.models import OddityAnswer
from reports.analysis.oddities import odd_about
from reports.analysis.result import EvidenceLine, OddityLine, RowResult, TrendPoint
from reports.collection import services as collection_services
from tests.factories import Office
from tests.reports.data import accept_all, accept_oddities, answer, open_all

pytestmark = pytest.mark.sekali

PROOF = (EvidenceLine(1, "rekap.pdf", False),)
PLAIN = RowResult(
    cell_id=1, indicator_id=1, code="SD.1", name="APM", satuan="persen", direction="naik", decimals=2, target=Decimal(95),
    target_high=None, answer="nilai", value=Decimal("96.5"), reason="", note="", previous_value=Decimal("96.1"),
    previous_label="Triwulan II Tahun 2026", previous_answer="nilai", change=None, year_value=None, year_counted=1,
    year_expected=1, capaian=Decimal("101.6"), not_computable="", predikat="", is_low=False, evidence=PROOF,
    aggregation="terakhir",
)  # fmt: skip


def trend(*values: str, year: int = 2026) -> tuple[TrendPoint, ...]:
    return tuple(
        TrendPoint(year, place, f"Triwulan {place}", "nilai", Decimal(value))
        for place, value in enumerate(values, start=1)
    )


COUNT = replace(PLAIN, satuan="orang", decimals=0, target=Decimal(50), capaian=Decimal(90))


@pytest.mark.parametrize(
    ("row", "kinds"),
    [
        pytest.param(PLAIN, set(), id="an ordinary figure with evidence"),
        pytest.param(replace(PLAIN, answer="belum_tersedia", value=None, evidence=()), set(), id="no figure"),
        pytest.param(replace(PLAIN, evidence=()), {"tanpa_bukti"}, id="no evidence"),
        pytest.param(replace(PLAIN, answer="nihil", value=Decimal(0), capaian=Decimal(0), evidence=()), set(), id="nihil needs none"),
        pytest.param(replace(PLAIN, value=Decimal("9.65"), trend=trend("95", "96", "96.5", "97", "9.65")), {"pencilan"}, id="comma slipped"),
        pytest.param(replace(PLAIN, value=Decimal("9.65"), trend=trend("95", "96", "97", "9.65")), set(), id="three points are too few"),
        pytest.param(replace(PLAIN, capaian=Decimal(40), value=Decimal(38)), {"arah_terbalik"}, id="low, fine the other way"),
        pytest.param(replace(PLAIN, capaian=Decimal(51), value=Decimal(48)), set(), id="just above 50"),
        pytest.param(replace(PLAIN, direction="rentang", capaian=Decimal(40)), set(), id="a range has no direction"),
        pytest.param(replace(PLAIN, value=Decimal("104.2")), {"di_atas_seratus"}, id="104 percent"),
        pytest.param(replace(PLAIN, value=Decimal(100)), set(), id="exactly 100 percent"),
        pytest.param(replace(COUNT, value=Decimal(140)), set(), id="140 persons are no ratio"),
        pytest.param(replace(PLAIN, value=Decimal("96.10")), {"sama_persis"}, id="the same three digits"),
        pytest.param(replace(PLAIN, value=Decimal(96), previous_value=Decimal(96)), set(), id="two digits repeat by chance"),
        pytest.param(replace(COUNT, value=Decimal(-3), aggregation="jumlah"), {"kumulatif_turun"}, id="a negative addend"),
        pytest.param(replace(COUNT, value=Decimal(40), trend=trend("30", "45", "40")), {"kumulatif_turun"}, id="a count that falls"),
        pytest.param(replace(PLAIN, value=Decimal("95.5"), trend=trend("94", "96", "95.5")), set(), id="a rate may fall"),
        pytest.param(
            replace(COUNT, kind="anggaran", satuan="Rp", value=Decimal(60), target=None, capaian=None, target_year=Decimal(100),
                    year_value=Decimal(120)), {"di_atas_seratus"}, id="spent beyond the pagu"),
    ],
)  # fmt: skip
def test_a_rule_speaks_only_where_the_figure_is_odd(row: RowResult, kinds: set[str]) -> None:
    found = list(odd_about(row))
    assert {kind.value for kind, _ in found} == kinds
    assert all(sentence.endswith(".") for _, sentence in found)


def decide(line: OddityLine, decision: str, reason: str = "Sesuai sumber.") -> analysis.Decision:
    return analysis.Decision(line.cell_id, line.kind, line.figure, decision, reason)


def test_freezing_waits_until_every_oddity_is_answered(office: Office, at: datetime) -> None:
    collection = open_all(office, at)
    accept_all(collection, office, at)
    OddityAnswer.objects.all().delete()
    count = len(analysis.compute(collection.report).oddities)
    assert count
    with pytest.raises(Refusal, match=f"{count} kejanggalan belum dijawab"):
        analysis.freeze(report=collection.report, by=office.kasubag, at=at, title="Kasubag Perencanaan")
    accept_oddities(collection.report, office, at)
    frozen = analysis.freeze(report=collection.report, by=office.kasubag, at=at, title="Kasubag Perencanaan")
    assert all(line["reason"] for line in frozen.data["oddities"])


def test_a_figure_to_be_sent_back_keeps_the_result_from_freezing(office: Office, at: datetime) -> None:
    collection = open_all(office, at)
    accept_all(collection, office, at)
    line = next(one for one in analysis.compute(collection.report).oddities if one.unit == "SD")
    give = {
        "report": collection.report,
        "by": office.kasubag,
        "at": at + timedelta(hours=1),
        "title": "Kasubag Perencanaan",
    }
    assert analysis.answer_oddities(answers=[decide(line, "dikembalikan")], **give) == 1
    assert "dikembalikan masih di sini: SD" in " ".join(analysis.missing_for_freeze(collection.report))
    later = at + timedelta(hours=2)
    collection_services.reopen(
        report=collection.report, units=[office.sd], note="Periksa.", by=office.kasubag, at=later, title="K"
    )
    for act, person in (
        ("hand_over", office.staf_sd),
        ("check", office.kasi_sd),
        ("send", office.kabid_sd),
        ("accept", office.staf_perencana),
    ):
        getattr(collection_services, act)(submission=collection.sd, by=person, at=later)
    again = next(
        one
        for one in analysis.compute(collection.report).oddities
        if (one.cell_id, one.kind) == (line.cell_id, line.kind)
    )
    assert again.decision == ""  # it came back the same, so it is asked about anew


def test_an_answer_holds_for_one_figure_only(office: Office, at: datetime) -> None:
    collection = open_all(office, at)
    accept_all(collection, office, at)
    line = analysis.compute(collection.report).oddities[0]
    stale = replace(line, figure="1")
    with pytest.raises(Refusal, match="sudah berubah"):
        analysis.answer_oddities(
            report=collection.report, answers=[decide(stale, "diterima")], by=office.kasubag, at=at, title="K"
        )
    for decision, reason, word in (("diterima", "  ", "Tulis alasan"), ("entah", "x", "Pilih diterima")):
        with pytest.raises(Refusal, match=word):
            analysis.answer_oddities(
                report=collection.report,
                answers=[decide(line, decision, reason)],
                by=office.kasubag,
                at=at,
                title="K",
            )


def test_answering_twice_the_same_changes_nothing(office: Office, at: datetime) -> None:
    collection = open_all(office, at)
    accept_all(collection, office, at)
    before = list(OddityAnswer.objects.values())
    accept_oddities(collection.report, office, at + timedelta(hours=3))
    assert list(OddityAnswer.objects.values()) == before


def test_what_is_not_accepted_yet_is_not_judged(office: Office, at: datetime) -> None:
    collection = open_all(office, at)
    answer(collection, "SD.1", "12", office, at)
    assert analysis.compute(collection.report).oddities == ()
