"""Step 4 on the sample collection: what is computed, how it is frozen, and that a frozen result never changes."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from accounts.errors import Refusal
from reports.analysis import result as results
from reports.analysis import services as analysis
from reports.analysis.explain import average_steps, row_steps
from reports.analysis.formulas import rounded
from reports.analysis.models import AverageRule, PredicateBand
from reports.collection import services as collection_services
from reports.collection.models import Submission, SubmissionState
from reports.indicators.models import Indicator, PeriodKind, RenstraTarget
from reports.indicators.periods import period
from tests.factories import Office
from tests.reports.data import (
    Collection,
    accept_all,
    accept_oddities,
    answer,
    make_format,
    make_report,
    open_all,
    send_sd,
)

pytestmark = pytest.mark.sekali


@pytest.fixture
def accepted(office: Office, at: datetime) -> Collection:
    collection = open_all(office, at)
    accept_all(collection, office, at)
    return collection


def row(result: results.Result, code: str) -> results.RowResult:
    return next(row for unit in result.units for row in unit.rows if row.code == code)


def test_each_row_has_its_capaian_and_predikat(accepted: Collection) -> None:
    result = analysis.compute(accepted.report)
    # SD.1 76/80; SD.2 (2 x 0.40 - 0.44)/0.40; SD.3 nihil counts as 0 of 50; SMP.1 17 lies in 15-20
    expected = {
        "SD.1": ("95.00", "Sangat Tinggi"),
        "SD.2": ("90.00", "Tinggi"),
        "SD.3": ("0.00", "Sangat Rendah"),
        "SMP.1": ("100.00", "Sangat Tinggi"),
    }
    for code, (value, name) in expected.items():
        found = row(result, code)
        assert found.capaian is not None
        assert (rounded(found.capaian), found.predikat) == (Decimal(value), name)
    assert row(result, "SD.3").is_low
    assert row(result, "SMP.2").capaian is None


def test_an_average_never_stands_without_its_coverage(accepted: Collection) -> None:
    result = analysis.compute(accepted.report)
    averages = {unit.short_name: unit.average for unit in result.units}
    assert rounded(averages["SD"].value or Decimal(0)) == Decimal("61.67")  # (95 + 90 + 0) / 3
    assert (averages["SD"].coverage, averages["SD"].is_complete) == ("3 dari 3 indikator", True)
    assert averages["SMP"].value == 100
    assert averages["SMP"].coverage == "1 dari 2 indikator"
    assert averages["PAUD dan PNF"].value is None
    assert rounded(result.average.value or Decimal(0)) == Decimal("71.25")  # (95 + 90 + 0 + 100) / 4
    assert result.average.coverage == "4 dari 6 indikator"


def test_what_does_not_apply_is_not_expected(office: Office, at: datetime) -> None:
    collection = open_all(office, at)
    answer(collection, "SD.1", "80", office, at)
    answer(collection, "SD.2", "Bukan urusan SD.", office, at, kind="tidak_berlaku")
    (sd,) = [unit for unit in analysis.compute(collection.report).units if unit.short_name == "SD"]
    assert sd.average.coverage == "1 dari 2 indikator"


def test_the_cap_is_the_offices_own_setting(office: Office, at: datetime) -> None:
    collection = open_all(office, at)
    answer(collection, "SD.1", "160", office, at)
    first = analysis.compute(collection.report)
    assert (first.units[0].average.value, first.units[0].average.raw) == (Decimal(100), Decimal(200))
    AverageRule.objects.update(cap=Decimal(120))
    assert analysis.compute(collection.report).units[0].average.value == Decimal(120)
    AverageRule.objects.update(cap=None)
    assert analysis.compute(collection.report).units[0].average.value == Decimal(200)


def test_against_the_period_before_a_change_is_named_and_judged(office: Office, at: datetime) -> None:
    form = make_format(office)
    old = open_all(office, at, form=form, report=make_report(at, period(2026, PeriodKind.TRIWULAN, 2)))
    send_sd(old, office, at)
    collection_services.accept(submission=old.sd, by=office.staf_perencana, at=at)
    new = open_all(office, at, form=form)
    answer(new, "SD.1", "78", office, at)
    answer(new, "SD.2", "0,46", office, at)
    answer(new, "SD.3", "12", office, at)
    result = analysis.compute(new.report)
    found = {code: row(result, code).change for code in ("SD.1", "SD.2", "SD.3")}
    assert {code: (change.word, change.good, change.difference) for code, change in found.items() if change} == {
        "SD.1": ("naik", True, Decimal(2)), "SD.2": ("naik", False, Decimal("0.02")), "SD.3": ("naik", True, Decimal(12)),
    }  # fmt: skip
    assert row(result, "SMP.1").change is None
    assert (
        row(result, "SD.1").year_value,
        row(result, "SD.1").year_counted,
        row(result, "SD.1").year_expected,
    ) == (Decimal(78), 2, 3)


def test_a_period_accepted_after_the_format_went_out_stands_in_the_trend(
    office: Office, at: datetime
) -> None:
    form = make_format(office)
    Indicator.objects.filter(code="SD.1").update(aggregation="jumlah")
    old = open_all(office, at, form=form, report=make_report(at, period(2026, PeriodKind.TRIWULAN, 2)))
    new = open_all(office, at, form=form)
    send_sd(old, office, at)
    collection_services.accept(submission=old.sd, by=office.staf_perencana, at=at)
    answer(new, "SD.1", "78", office, at)
    answer(new, "SD.3", "12", office, at)
    assert new.cell("SD.1").history == []
    result = analysis.compute(new.report)
    found = row(result, "SD.1")
    assert found.year_value == Decimal(154)
    assert [(point.number, point.label, point.answer, point.value) for point in found.trend] == [
        (2, str(old.report.period), "nilai", Decimal(76)), (3, str(new.report.period), "nilai", Decimal(78)),
    ]  # fmt: skip
    assert any("76,00; 78,00 → 154,00" in step for step in row_steps(found, result))
    assert row(result, "SD.3").trend[0].answer == "nihil"


def test_a_figure_whose_form_was_reopened_stands_in_no_trend_until_it_is_accepted_again(
    office: Office, at: datetime
) -> None:
    form = make_format(office)
    old = open_all(office, at, form=form, report=make_report(at, period(2026, PeriodKind.TRIWULAN, 2)))
    send_sd(old, office, at)
    collection_services.accept(submission=old.sd, by=office.staf_perencana, at=at)
    new = open_all(office, at, form=form)
    answer(new, "SD.1", "78", office, at)
    assert [one["number"] for one in new.cell("SD.1").history] == [2]

    def numbers() -> list[int]:
        return [point.number for point in row(analysis.compute(new.report), "SD.1").trend]

    assert numbers() == [2, 3]
    Submission.objects.filter(pk=old.sd.pk).update(state=SubmissionState.MENGISI)
    assert numbers() == [3]
    assert row(analysis.compute(new.report), "SD.1").year_counted == 1
    Submission.objects.filter(pk=old.sd.pk).update(state=SubmissionState.DITERIMA)
    assert numbers() == [2, 3]


def test_freezing_waits_for_every_unit(office: Office, at: datetime) -> None:
    collection = open_all(office, at)
    with pytest.raises(Refusal, match=r"Bidang Pembinaan SMP belum mengirim") as refused:
        analysis.freeze(report=collection.report, by=office.kasubag, at=at, title="Kasubag Perencanaan")
    assert "Bidang Pembinaan SD belum mengirim" in refused.value.message
    assert analysis.latest(collection.report) is None


def test_a_report_without_any_data_is_not_frozen(office: Office, at: datetime) -> None:
    collection = open_all(office, at)
    for submission in (collection.sd, collection.smp, collection.paud):
        collection_services.excuse(submission=submission, reason="Banjir.", by=office.staf_perencana, at=at)
    assert analysis.missing_for_freeze(collection.report) == [
        "Tidak satu unit pun menyampaikan data. Buka kembali paling sedikit satu unit."
    ]


def test_a_frozen_result_reads_back_exactly_and_carries_its_seal(
    accepted: Collection, office: Office, at: datetime
) -> None:
    analysis.save_factor(
        report=accepted.report, unit=office.sd, supporting="Dapodik rapi.", hindering="", follow_up="Kunjungan.",
        by=office.kasubag, at=at, title="Kasubag Perencanaan",
    )  # fmt: skip
    live = analysis.compute(accepted.report)
    frozen = analysis.freeze(report=accepted.report, by=office.kasubag, at=at, title="Kasubag Perencanaan")
    frozen.refresh_from_db()
    assert results.read(frozen.data) == live
    assert results.digest(frozen.data) == frozen.sha256
    assert live.unit(office.sd.pk).factors.supporting == "Dapodik rapi."  # type: ignore[union-attr]
    assert live.unit(office.paud.pk).excuse == "Petugas sakit."  # type: ignore[union-attr]


def test_later_changes_do_not_reach_a_frozen_result_and_the_next_one_is_numbered(
    accepted: Collection, office: Office, at: datetime
) -> None:
    first = analysis.freeze(report=accepted.report, by=office.kasubag, at=at, title="Kasubag Perencanaan")
    kept = results.read(first.data)
    PredicateBand.objects.filter(upper=Decimal(50)).update(name="Kurang")
    collection_services.reopen(
        report=accepted.report,
        units=[office.sd],
        note="Perbaiki.",
        by=office.kasubag,
        at=at,
        title="Kasubag Perencanaan",
    )
    answer(accepted, "SD.1", "79", office, at)
    for act, person in (
        ("hand_over", office.staf_sd),
        ("check", office.kasi_sd),
        ("send", office.kabid_sd),
        ("accept", office.staf_perencana),
    ):
        getattr(collection_services, act)(submission=accepted.sd, by=person, at=at)
    accept_oddities(accepted.report, office, at)
    second = analysis.freeze(
        report=accepted.report, by=office.kasubag, at=at + timedelta(hours=1), title="Kasubag Perencanaan"
    )
    first.refresh_from_db()
    assert results.read(first.data) == kept
    assert (first.number, second.number) == (1, 2)
    assert first.sha256 != second.sha256
    assert analysis.latest(accepted.report) == second
    assert row(results.read(second.data), "SD.1").value == Decimal(79)


def test_the_same_figures_give_the_same_seal(accepted: Collection) -> None:
    one, two = (results.to_json(analysis.compute(accepted.report)) for _ in range(2))
    assert results.digest(one) == results.digest(two)


def test_computing_asks_the_database_a_constant_number_of_times(
    accepted: Collection, django_assert_max_num_queries: object
) -> None:
    report = type(accepted.report).objects.select_related("period").get(pk=accepted.report.pk)
    with django_assert_max_num_queries(11):  # type: ignore[operator]
        analysis.compute(report)


def test_a_factor_belongs_to_a_unit_of_this_report(
    accepted: Collection, office: Office, at: datetime
) -> None:
    with pytest.raises(Refusal, match="tidak mengisi laporan ini"):
        analysis.save_factor(
            report=accepted.report, unit=office.keuangan, supporting="x", hindering="", follow_up="", by=office.kasubag, at=at,
            title="Kasubag Perencanaan",
        )  # fmt: skip


def test_an_unknown_schema_is_never_guessed_at() -> None:
    with pytest.raises(ValueError, match="schema"):
        results.read({"schema": 99})


def test_a_result_frozen_before_money_and_plans_still_reads(
    accepted: Collection, office: Office, at: datetime
) -> None:
    live = analysis.compute(accepted.report)
    data = results.to_json(live)
    new = {"use_weights", "year_average", "budget", "groups", "oddities"}
    old = {key: value for key, value in data.items() if key not in new} | {"schema": 1}
    names = list(results.RowResult.__dataclass_fields__)
    late = set(names[names.index("kind") :])
    for unit in old["units"]:
        for name in ("year_average", "rank", "budget_rows", "budget"):
            del unit[name]
        unit["factors"] = {name: unit["factors"][name] for name in ("supporting", "hindering", "follow_up")}
        unit["rows"] = [{key: value for key, value in one.items() if key not in late} for one in unit["rows"]]
    found = results.read(old)
    assert found.average == live.average
    assert row(found, "SD.1").value == row(live, "SD.1").value
    assert (found.groups, found.budget, row(found, "SD.1").trend) == ((), None, ())


def test_weights_lean_the_average_only_when_the_office_says_so(office: Office, at: datetime) -> None:
    collection = open_all(office, at)
    collection.sd.cells.filter(code="SD.1").update(weight=Decimal(3))
    answer(collection, "SD.1", "80", office, at)  # 100
    answer(collection, "SD.3", "25", office, at)  # 50
    assert analysis.compute(collection.report).units[0].average.value == Decimal(75)
    AverageRule.objects.update(use_weights=True)
    assert analysis.compute(collection.report).units[0].average.value == Decimal("87.5")  # (3 x 100 + 50) / 4


def test_money_stands_apart_and_never_enters_an_average(office: Office, at: datetime) -> None:
    collection = open_all(office, at)
    plan = [{"level": "program", "code": "1.01.02", "name": "Program Pengelolaan Pendidikan"}]
    collection.sd.cells.filter(code="SD.3").update(
        kind="anggaran", satuan="Rp", target=None, target_year=Decimal(200), aggregation="jumlah", plan=plan
    )
    collection.sd.cells.filter(code="SD.1").update(target_year=Decimal(95), plan=plan)
    answer(collection, "SD.1", "76", office, at)
    answer(collection, "SD.3", "90", office, at)
    result = analysis.compute(collection.report)
    (sd,) = [unit for unit in result.units if unit.short_name == "SD"]
    assert [one.code for one in sd.rows] == ["SD.1", "SD.2"]
    assert sd.average.coverage == "1 dari 2 indikator"
    assert sd.budget is not None
    assert (sd.budget.pagu, sd.budget.realised, sd.budget.absorption) == (200, 90, 45)
    assert sd.budget.efficiency == Decimal(35)  # 76/95 of the year's target is 80, less 45
    program = result.groups_of("program")[0]
    assert len(result.rows_of(program)) == program.average.expected
    assert (program.code, program.average.coverage) == ("1.01.02", "1 dari 1 indikator")
    assert program.budget == sd.budget


def test_units_that_reach_alike_share_a_rank_and_the_excused_has_none(accepted: Collection) -> None:
    result = analysis.compute(accepted.report)
    assert {unit.short_name: unit.rank for unit in result.units} == {"SD": 2, "SMP": 1, "PAUD dan PNF": None}
    assert [group.name for group in result.groups_of("bidang")] == [unit.name for unit in result.units]
    for group, unit in zip(result.groups_of("bidang"), result.units, strict=True):
        assert tuple(result.rows_of(group)) == unit.rows
        assert bool(average_steps(result.rows_of(group), group.average, result)) == bool(
            group.average.counted
        )
    kept = results.read(results.to_json(result))
    assert kept.groups == result.groups, "a frozen bidang still knows its units"


@pytest.mark.parametrize(
    ("aggregation", "first_year", "achieved", "until", "value", "capaian"),
    [
        ("terakhir", 2025, None, None, "76", "80.00"),
        ("jumlah", 2026, None, None, "76", "80.00"),
        ("jumlah", 2025, "9.5", 2025, "85.5", "90.00"),
        ("jumlah", 2025, "9.5", 2024, None, None),  # 2025 is not known here: half a sum misleads
    ],
)
def test_a_row_knows_how_far_the_renstra_is_reached(
    accepted: Collection,
    aggregation: str,
    first_year: int,
    achieved: str | None,
    until: int | None,
    value: str | None,
    capaian: str | None,
) -> None:
    cell = accepted.cell("SD.1")
    type(cell).objects.filter(pk=cell.pk).update(aggregation=aggregation)
    RenstraTarget.objects.create(
        indicator=cell.indicator, first_year=first_year, last_year=2029, value=Decimal(95), achieved_until=until,
        achieved=Decimal(achieved) if achieved else None,
    )  # fmt: skip
    found = row(analysis.compute(accepted.report), "SD.1")
    assert (found.renstra_target, found.renstra_year) == (Decimal(95), 2029)
    assert found.renstra_value == (Decimal(value) if value else None)
    assert (found.renstra_capaian and str(rounded(found.renstra_capaian))) == capaian
