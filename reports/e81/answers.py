"""Targets, Renstra and answers of Form E.81, read once and looked up by indicator and unit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from reports.analysis.rows import figure_of
from reports.collection.models import Answer, Cell, SubmissionState
from reports.e81 import cells as form
from reports.e81.arithmetic import Measure, Renstra, join_year
from reports.e81.cells import Figure
from reports.indicators.models import Indicator, PeriodKind, RenstraTarget, Target

Place = tuple[int, int]
"""(indicator, unit): an indicator asked of several units has a line for each, as the analysis has."""

_WORDS = {
    Answer.NIHIL: form.NIHIL,
    Answer.BELUM_TERSEDIA: form.NOT_AVAILABLE,
    Answer.TIDAK_BERLAKU: form.NOT_APPLICABLE,
    "": form.UNANSWERED,
}


class Book:
    """Targets, Renstra and answers of every indicator, read once and looked up by indicator and unit.

    `places`: decimals of its percentages.
    """

    def __init__(self, year: int, places: int) -> None:
        self.year, self.places = year, places
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
            places=self.places,
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
        joined = join_year(aggregation, quarters, answers.get((earlier, PeriodKind.TAHUN, 1)))
        if joined.value is not None:
            yield earlier, joined.value
