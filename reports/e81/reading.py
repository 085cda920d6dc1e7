"""The figures of Form E.81 from the database, at a constant number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q

from accounts import nip
from accounts.posts import holders
from accounts.roles import Pelaksana
from reports.analysis.averages import office_scale
from reports.analysis.models import FollowUp, UnitFactor
from reports.analysis.rows import figure_of
from reports.collection.models import Answer, Cell, SubmissionState
from reports.e81 import rows as form
from reports.e81.rows import (
    Factor,
    Figure,
    Figures,
    FollowLine,
    Measure,
    PlanLine,
    Renstra,
    Row,
    Sheet,
    Signer,
)
from reports.indicators.models import (
    Aggregation,
    Indicator,
    Kind,
    Level,
    Period,
    PeriodKind,
    PlanNode,
    RenstraTarget,
    Target,
)
from reports.letterhead import letterhead
from reports.report import Report
from reports.signature_block import signer_title, upper_title

Readable = Callable[[Report], bool]
"""Whether the written words of this report may stand on the form (those of a rahasia case may not)."""
Place = tuple[int, int]
"""(indicator, unit): an indicator asked of several units has a line for each, as the analysis has."""

_WORDS = {
    Answer.NIHIL: form.NIHIL,
    Answer.BELUM_TERSEDIA: form.NOT_AVAILABLE,
    Answer.TIDAK_BERLAKU: form.NOT_APPLICABLE,
    "": form.UNANSWERED,
}


def years_known() -> list[int]:
    """Years that anything is recorded for, newest first."""
    return list(Period.objects.values_list("year", flat=True).distinct().order_by("-year"))


def newest_quarter() -> tuple[int, int] | None:
    """Year and triwulan of the newest report that asked for one; None before the first."""
    found = (
        Report.objects.filter(period__kind=PeriodKind.TRIWULAN)
        .order_by("-period__year", "-period__number")
        .values_list("period__year", "period__number")
        .first()
    )
    return found and (found[0], found[1])


def read(*, year: int, through: int, at: datetime, readable: Readable) -> Sheet:
    """The form of `year` after `through` triwulan, signed by whoever is Kepala Dinas at `at`."""
    nodes = {node.pk: node for node in PlanNode.objects.all()}
    indicators = _indicators(year)
    book = _Book(year)
    ordered = sorted(indicators, key=lambda one: (_position(one, nodes), one.order, one.code))
    rows = _rows(ordered, nodes, book, year, through)
    kop, rule = letterhead(), office_scale()
    kinerja = [row for row in rows if not row.is_budget and row.k.cells[7].words != form.NOT_APPLICABLE]
    weights = [row.weight for row in kinerja] if rule.use_weights else None
    supporting, hindering, quarter, renja = _words_of(year, through, readable)
    return Sheet(
        year=year,
        through=through,
        office=kop.office_name,
        rows=rows,
        average=form.average([row.k.capaian for row in kinerja], rule.bands, rule.cap, weights),
        year_average=form.average([row.k.year_capaian for row in kinerja], rule.bands, rule.cap, weights),
        budget=_budget(row.rp for row in rows),
        cap=rule.cap,
        use_weights=rule.use_weights,
        supporting=supporting,
        hindering=hindering,
        next_quarter=quarter,
        next_renja=renja,
        signer=_signer(at),
        city=kop.city,
        newest=book.newest(through),
        notes=form.notes_of(rows),
    )


def _indicators(year: int) -> list[Indicator]:
    """What was in force on any day of the year."""
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=date(year, 12, 31))
    alive = Q(valid_to__isnull=True) | Q(valid_to__gte=date(year, 1, 1))
    return list(
        Indicator.objects.filter(begun, alive)
        .select_related("unit", "value_map")
        .prefetch_related("value_map__entries")
    )


class _Book:
    """Targets, Renstra and answers of every indicator, read once and looked up by indicator and unit."""

    def __init__(self, year: int) -> None:
        self.year = year
        self.targets = {
            target.indicator_id: target
            for target in Target.objects.filter(period__year=year, period__kind=PeriodKind.TAHUN)
        }
        # ordered: of two Renstra that overlap the newer one speaks
        self.renstra = {
            row.indicator_id: row
            for row in RenstraTarget.objects.filter(first_year__lte=year, last_year__gte=year).order_by(
                "first_year"
            )
        }
        self.answers: dict[Place, dict[tuple[int, str, int], Figure]] = defaultdict(dict)
        self.accepted: dict[tuple[int, str, int], datetime] = {}
        self.unit_names: dict[int, str] = {}
        self._read_cells()

    def _read_cells(self) -> None:
        cells = (
            Cell.objects.filter(
                submission__report__period__year__lte=self.year,
                submission__report__period__kind__in=[PeriodKind.TRIWULAN, PeriodKind.TAHUN],
            )
            .order_by("submission__unit__order", "submission__report__created_at", "pk")
            .values_list(
                "indicator_id", "submission__unit_id", "submission__unit__short_name", "submission__unit__name",
                "submission__report__period__year", "submission__report__period__kind",
                "submission__report__period__number", "submission__state", "submission__accepted_at", "answer", "value",
            )
        )  # fmt: skip
        settled: set[tuple[Place, tuple[int, str, int]]] = set()
        for indicator, unit, short, name, year, kind, number, state, accepted_at, answer, value in cells:
            place, when = (indicator, unit), (year, kind, number)
            self.unit_names[unit] = short or name
            if state == SubmissionState.DITERIMA:  # the newest accepted one speaks
                settled.add((place, when))
                self.answers[place][when] = Figure(figure_of(answer, value), _WORDS.get(answer, ""))
                if accepted_at:
                    self.accepted[when] = max(accepted_at, self.accepted.get(when, accepted_at))
            elif (place, when) not in settled:
                words = form.EXCUSED if state == SubmissionState.DIKECUALIKAN else form.NOT_ACCEPTED
                self.answers[place][when] = Figure(words=words)

    def newest(self, through: int) -> datetime | None:
        """When the newest figure on the form was accepted."""
        shown = [
            at
            for (year, kind, number), at in self.accepted.items()
            if year < self.year or kind == PeriodKind.TAHUN or number <= through
        ]
        return max(shown, default=None)

    def units_of(self, indicator: Indicator) -> list[tuple[int, str]]:
        """The units that were asked in this year, else the one that answers for the indicator."""
        asked = [
            unit
            for (one, unit), answers in self.answers.items()
            if one == indicator.pk and any(year == self.year for year, _, _ in answers)
        ]
        if not asked:
            return [(indicator.unit_id, indicator.unit.short_name or indicator.unit.name)]
        return [(unit, self.unit_names[unit]) for unit in asked]

    def measure(self, indicator: Indicator, unit: int, *, alone: bool) -> Measure:
        """What is known of the indicator at this unit. What was reached before belongs to the unit responsible."""
        answers = self.answers.get((indicator.pk, unit), {})
        target, renstra = self.targets.get(indicator.pk), self.renstra.get(indicator.pk)
        owns_past = alone or unit == indicator.unit_id
        first, second, third, fourth = (
            answers.get((self.year, PeriodKind.TRIWULAN, number), Figure(words=form.NOT_ASKED))
            for number in range(1, 5)
        )
        return Measure(
            direction=indicator.direction,
            aggregation=indicator.aggregation,
            decimals=indicator.decimals,
            labels=tuple((entry.value, entry.label) for entry in indicator.value_map.entries.all())
            if indicator.value_map
            else (),
            renstra=_renstra(renstra, owns_past=owns_past) if renstra else None,
            target=target.value if target else None,
            target_high=target.value_high if target else None,
            quarters=(first, second, third, fourth),
            annual=answers.get((self.year, PeriodKind.TAHUN, 1)),
            past=tuple(_past_years(indicator.aggregation, answers, self.year)),
        )


def _renstra(row: RenstraTarget, *, owns_past: bool) -> Renstra:
    if not owns_past:
        return Renstra(row.first_year, row.last_year, row.value)
    return Renstra(row.first_year, row.last_year, row.value, row.achieved, row.achieved_until)


def _past_years(
    aggregation: str, answers: dict[tuple[int, str, int], Figure], year: int
) -> Iterable[tuple[int, Decimal]]:
    for earlier in sorted({of for of, _, _ in answers if of < year}):
        quarters = [
            answers.get((earlier, PeriodKind.TRIWULAN, number), Figure(words=form.NOT_ASKED))
            for number in range(1, 5)
        ]
        joined = form.join_year(aggregation, quarters, answers.get((earlier, PeriodKind.TAHUN, 1)))
        if joined.value is not None:
            yield earlier, joined.value


def _path(node: PlanNode | None, nodes: dict[int, PlanNode]) -> list[PlanNode]:
    """From the sasaran down to the node itself; a circle somebody made in the plan ends where it closes."""
    path: list[PlanNode] = []
    while node is not None and node not in path:
        path.insert(0, node)
        node = nodes.get(node.parent_id) if node.parent_id else None
    return path


def _position(indicator: Indicator, nodes: dict[int, PlanNode]) -> tuple[bool, tuple[tuple[int, str], ...]]:
    """In the order of the plan; what hangs nowhere comes last."""
    path = _path(nodes.get(indicator.node_id or 0), nodes)
    return not path, tuple((node.order, node.code) for node in path)


def _rows(
    indicators: list[Indicator], nodes: dict[int, PlanNode], book: _Book, year: int, through: int
) -> tuple[Row, ...]:
    """Per plan line its indicators, each beside one budget line while there are some."""
    grouped: dict[int | None, list[Indicator]] = defaultdict(list)
    for indicator in indicators:
        grouped[indicator.node_id].append(indicator)
    made: list[Row] = []
    for node_id, members in grouped.items():
        lines = {kind: _lines(members, kind, book, year, through) for kind in Kind}
        made += _paired(lines[Kind.KINERJA], lines[Kind.ANGGARAN], _path(nodes.get(node_id or 0), nodes))
    numbered: list[Row] = []
    for number, row in enumerate(made, start=1):
        before = numbered[-1] if numbered else None
        numbered.append(
            replace(
                row,
                number=number,
                begins_sasaran=before is None or before.sasaran != row.sasaran,
                begins_plan=before is None or (before.plan, before.sasaran) != (row.plan, row.sasaran),
            )
        )
    return tuple(numbered)


Line = tuple[Indicator, str, Figures]


def _lines(members: list[Indicator], kind: Kind, book: _Book, year: int, through: int) -> list[Line]:
    found: list[Line] = []
    for indicator in members:
        if indicator.kind != kind:
            continue
        units = book.units_of(indicator)
        for unit, name in units:
            measure = book.measure(indicator, unit, alone=len(units) == 1)
            if kind == Kind.ANGGARAN and measure.aggregation == Aggregation.RATA:
                measure = replace(measure, aggregation=Aggregation.JUMLAH)  # money is never averaged
            found.append((indicator, name, form.figures(measure, year=year, through=through)))
    return found


def _paired(kinerja: list[Line], budget: list[Line], path: list[PlanNode]) -> list[Row]:
    sasaran = next((_line(node) for node in path if node.level == Level.SASARAN), None)
    plan = tuple(_line(node) for node in path if node.level != Level.SASARAN)
    rows: list[Row] = []
    for at in range(max(len(kinerja), len(budget))):
        beside = budget[at][2] if at < len(budget) else None
        indicator, unit, own = kinerja[at] if at < len(kinerja) else budget[at]
        is_budget = at >= len(kinerja)
        rows.append(
            Row(
                number=0,
                sasaran=sasaran,
                plan=plan,
                code=indicator.code,
                name=indicator.name,
                satuan=indicator.satuan,
                direction=indicator.direction,
                unit=unit,
                k=form.nothing(form.ONLY_BUDGET) if is_budget else own,
                rp=beside or form.nothing(form.ABOVE if budget else form.NO_BUDGET),
                is_budget=is_budget,
                weight=indicator.weight,
            )
        )
    return rows


def _line(node: PlanNode) -> PlanLine:
    return PlanLine(Level(node.level).label, node.code, node.name)


def _budget(sides: Iterable[Figures]) -> form.Budget:
    lines = [
        (side.cells[2].value, side.cells[7].value)
        for side in sides
        if side.cells[0].words not in (form.NO_BUDGET, form.ABOVE)
    ]
    whole = [(pagu, spent) for pagu, spent in lines if pagu is not None and spent is not None]
    return form.Budget(
        sum((pagu for pagu, _ in whole), Decimal(0)),
        sum((spent for _, spent in whole), Decimal(0)),
        len(whole),
        len(lines),
    )


Words = tuple[tuple[Factor, ...], tuple[Factor, ...], tuple[FollowLine, ...], tuple[FollowLine, ...]]


def _words_of(year: int, through: int, readable: Readable) -> Words:
    """Factors of each unit's newest report of the year up to `through`, and what the units undertook in that year."""
    inside = Q(report__period__year=year) & (
        Q(report__period__kind=PeriodKind.TRIWULAN, report__period__number__lte=through)
        | Q(report__period__kind=PeriodKind.TAHUN)
    )
    known: dict[int, bool] = {}

    def may_stand(report: Report) -> bool:
        if report.pk not in known:
            known[report.pk] = readable(report)
        return known[report.pk]

    newest: dict[int, UnitFactor] = {}
    for factor in (
        UnitFactor.objects.filter(inside)
        .select_related("unit", "report")
        .order_by("unit__order", "unit_id", "report__period__number", "report__created_at")
    ):
        if may_stand(factor.report):
            newest[factor.unit_id] = factor
    kept = list(newest.values())
    lines: dict[str, list[FollowLine]] = defaultdict(list)
    for one in (
        FollowUp.objects.filter(inside)
        .select_related("unit", "report")
        .order_by("unit__order", "due_on", "pk")
    ):
        if may_stand(one.report):
            lines[one.horizon].append(
                FollowLine(one.unit.name, one.text, one.person, one.due_on, one.done_at is not None)
            )
    spoken = [FollowLine(one.unit.name, one.follow_up) for one in kept if one.follow_up]
    return (
        tuple(Factor(one.unit.name, one.supporting) for one in kept if one.supporting),
        tuple(Factor(one.unit.name, one.hindering) for one in kept if one.hindering),
        (*spoken, *lines[FollowUp.Horizon.TRIWULAN]),
        tuple(lines[FollowUp.Horizon.RENJA]),
    )


def _signer(at: datetime) -> Signer | None:
    """Who stands at the head of the office then; None while the post is vacant."""
    post = next(iter(holders(Pelaksana.KEPALA_DINAS, at)), None)
    if post is None:
        return None
    person = post.person
    return Signer(
        upper_title(signer_title(post, letterhead())),
        person.name,
        person.pangkat,
        nip.display(person.nip or ""),
    )
