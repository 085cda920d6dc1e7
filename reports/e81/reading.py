"""The figures of Form E.81 from the database, at a constant number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q

from accounts import nip
from accounts.posts import holders
from accounts.roles import Pelaksana
from reports.analysis.averages import office_scale
from reports.collection.models import Answer, Cell, SubmissionState
from reports.e81 import cells as form
from reports.e81.answers import Book
from reports.e81.arithmetic import Figures
from reports.e81.lines import rows_of
from reports.e81.sheet import Budget, Sheet, Signer, average, notes_of
from reports.e81.words import Readable, words_of
from reports.indicators.models import Indicator, Period, PeriodKind, PlanNode
from reports.letterhead import letterhead
from reports.report import Report
from reports.signature_block import signer_title, upper_title


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


def newest_accepted() -> tuple[int, int] | None:
    """Year and triwulan of the newest data that a form can be filled from; None before the first."""
    found = (
        Cell.objects.filter(
            submission__state=SubmissionState.DITERIMA,
            submission__report__period__kind=PeriodKind.TRIWULAN,
            answer__in=[Answer.NILAI, Answer.NIHIL],
        )
        .order_by("-submission__report__period__year", "-submission__report__period__number")
        .values_list("submission__report__period__year", "submission__report__period__number")
        .first()
    )
    return found and (found[0], found[1])


def read(*, year: int, through: int, at: datetime, readable: Readable) -> Sheet:
    """The form of `year` after `through` triwulan, signed by whoever is Kepala Dinas at `at`."""
    nodes = {node.pk: node for node in PlanNode.objects.all()}
    kop, rule = letterhead(), office_scale()
    book = Book(year, rule.places)
    rows = rows_of(_indicators(year), nodes, book, year, through)
    kinerja = [row for row in rows if not row.is_budget and row.k.cells[7].words != form.NOT_APPLICABLE]
    weights = [row.weight for row in kinerja] if rule.use_weights else None
    supporting, hindering, quarter, renja = words_of(year, through, readable)
    return Sheet(
        year=year,
        through=through,
        office=kop.office_name,
        rows=rows,
        average=average([row.k.capaian for row in kinerja], rule, weights),
        year_average=average([row.k.year_capaian for row in kinerja], rule, weights),
        budget=_budget(row.rp for row in rows),
        cap=rule.cap,
        use_weights=rule.use_weights,
        places=rule.places,
        supporting=supporting,
        hindering=hindering,
        next_quarter=quarter,
        next_renja=renja,
        signer=_signer(at),
        city=kop.city,
        newest=book.newest(through),
        notes=notes_of(rows),
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


def _budget(sides: Iterable[Figures]) -> Budget:
    lines = [
        (side.cells[2].value, side.cells[7].value)
        for side in sides
        if side.cells[0].words not in (form.NO_BUDGET, form.ABOVE)
    ]
    whole = [(pagu, spent) for pagu, spent in lines if pagu is not None and spent is not None]
    return Budget(
        sum((pagu for pagu, _ in whole), Decimal(0)),
        sum((spent for _, spent in whole), Decimal(0)),
        len(whole),
        len(lines),
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
