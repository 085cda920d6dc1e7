"""Loads the sample office into an empty database, in one transaction: either all of it stands there, or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.db import connection, transaction
from django.utils import timezone

from accounts.calendar import office_calendar
from accounts.errors import Refusal
from accounts.models import Channel, Delivery
from accounts.worktime import WITA, Calendar, add_minutes, next_working_moment
from reports.document_services import render_document
from reports.documents import Document
from reports.indicators.models import Period, PeriodKind
from reports.indicators.periods import period as period_of
from reports.indicators.periods import period_span, previous_key
from reports.letterhead import Fate, letterhead
from reports.signing import ca
from workflow import reminders
from workflow.archive import retention
from workflow.archive.models import Retention
from workflow.case import ReportRequest
from workflow.demo.cases import PAST, QUARTER, QUARTER_BEFORE, QUARTER_BEFORE_LAST, RUNNING, Script
from workflow.demo.clock import tell_time
from workflow.demo.figures import make_indicators
from workflow.demo.journey import Journey, Office
from workflow.demo.moments import minutes_back
from workflow.demo.people import SINCE, Cast, come_and_go, give_addresses, make_office
from workflow.recap import notes
from workflow.scorecard.spans import Month, Span
from workflow.sop import Final

SIGNERS = ("kadis", "sekretaris")
DAYS_AFTER_QUARTER = 9
"""When the letters of the past quarters came in."""


@dataclass(frozen=True)
class Loaded:
    people: int
    cases: int
    documents: int


@transaction.atomic
def load(*, password: str, passphrase: str, at: datetime) -> Loaded:
    """People, indicators, certificates and cases; `at` is the moment the running cases wait at."""
    calendar = office_calendar()
    founded = datetime.combine(SINCE, datetime.min.time(), WITA).replace(hour=8)
    cast = make_office(password=password, at=founded)
    quarters = last_quarters(at)
    formats = make_indicators(cast, [*quarters.values(), _semester(quarters)], at=founded)
    office = Office(cast, formats, calendar, passphrase)
    planned = sorted(_plan(quarters, at, calendar), key=lambda one: one[1])
    _certify(cast, passphrase, planned[0][1])
    for script, begin in planned:
        _carry(office, script, quarters, begin)
    tell_time(kasubag=cast["kasubag"], at=minutes_back(at, 60, calendar), calendar=calendar)
    _let_one_run_out(cast, minutes_back(at, 0, calendar))
    documents = _print_sheets()
    come_and_go(cast, at=at)
    give_addresses(cast, at=at)
    _explain(cast, quarters[QUARTER_BEFORE_LAST], calendar)
    reminders.run(minutes_back(at, 0, calendar))
    _refuse_one_address()
    # The worker has nothing to be told of all this: it is announced, and what is left to print its sweep finds.
    connection.run_on_commit.clear()
    return Loaded(len(cast.people), ReportRequest.objects.count(), documents)


def _refuse_one_address() -> None:
    """One e-mail that a mail server refused, so that the page of what failed has something to send again."""
    newest = Delivery.objects.filter(channel=Channel.SUREL).order_by("-pk").first()
    if newest is not None:
        newest.state, newest.fault = Delivery.State.FAILED, Delivery.Fault.ALAMAT
        newest.attempts, newest.error = 1, "SMTP 550"
        newest.save()


def last_quarters(at: datetime) -> dict[int, Period]:
    """The last quarter that ended before `at` and the two before it, by the column of their sample figures."""
    today = timezone.localdate(at)
    key = previous_key(today.year, PeriodKind.TRIWULAN, (today.month + 2) // 3)
    found = {}
    for column in (QUARTER, QUARTER_BEFORE, QUARTER_BEFORE_LAST):
        found[column] = period_of(*key)
        key = previous_key(*key)
    return found


def _semester(quarters: dict[int, Period]) -> Period:
    """The semester that was over when the quarter before the last one ended, or the one before it."""
    of = quarters[QUARTER_BEFORE]
    year, number = (of.year, of.number // 2) if of.number >= 2 else (of.year - 1, 2)
    return period_of(year, PeriodKind.SEMESTER, number)


def _plan(quarters: dict[int, Period], at: datetime, calendar: Calendar) -> list[tuple[Script, datetime]]:
    """Each script with the moment its letter came in; agenda and letter numbers follow that order."""
    planned = []
    for script in PAST:
        period = quarters[script.figures or 0]
        end = period_span(period.year, PeriodKind(period.kind), period.number)[1]
        came = datetime.combine(end + timedelta(days=DAYS_AFTER_QUARTER), datetime.min.time(), WITA)
        planned.append((script, add_minutes(next_working_moment(came, calendar), 40, calendar)))
    planned += [(script, minutes_back(at, script.minutes + script.age, calendar)) for script in RUNNING]
    return planned


def _carry(office: Office, script: Script, quarters: dict[int, Period], begin: datetime) -> None:
    period = _semester(quarters) if script.figures is None else quarters[script.figures]
    journey = Journey(office, script.letter, period, script.form, script.figures, begin)
    case = journey.run(script.acts)
    if case.state != script.ends_at:
        raise RuntimeError(f"{script.letter} waits at {case.state} instead of {script.ends_at}")


def _let_one_run_out(cast: Cast, at: datetime) -> None:
    """The file of a letter that was only noted has outlived its keeping, so that destroying files can be tried."""
    kept = Retention.objects.get(case__state=Final.DIKETAHUI)
    retention.change(
        retention=kept, active_years=0, inactive_years=0, fate=Fate.MUSNAH,
        reason="Contoh: surat yang cukup diketahui tidak perlu disimpan setelah selesai.",
        by=cast["kasubag"], at=at, title="Kasubag Perencanaan",
    )  # fmt: skip


def _explain(cast: Cast, period: Period, calendar: Calendar) -> None:
    """Why the analysis of the first case was late, said by who did it and by the superior: their recap shows both."""
    end = period_span(period.year, PeriodKind(period.kind), period.number)[1]
    month = Month(end.year, end.month).plus(1)
    written = add_minutes(next_working_moment(month.plus(1).starts, calendar), 60, calendar)
    for login, text in (
        (
            "kasubag",
            "Analisis Triwulan itu menunggu rekonsiliasi data SMP dan bersamaan dengan penyusunan LKjIP.",
        ),
        ("sekretaris", "Benar; rekonsiliasinya saya minta sendiri."),
    ):
        notes.write(person=cast["kasubag"], span=Span(month, month), text=text, by=cast[login], at=written)


def _certify(cast: Cast, passphrase: str, at: datetime) -> None:
    """An office CA and the certificates of those who sign, before the first paper is signed."""
    office = letterhead().office_name
    if ca.ca_exists():
        try:
            ca.load_ca(passphrase)
        except Refusal:  # left over from a database that is gone: kept, but no longer in use
            _set_aside(ca.ca_folder())
    if not ca.ca_exists():
        ca.create_ca(office=office, passphrase=passphrase, at=at)
    opened = ca.load_ca(passphrase)
    for login in SIGNERS:
        ca.issue(person=cast[login], passphrase=passphrase, ca=opened, office=office, by=None, at=at)


def _set_aside(folder: Path) -> None:
    number = 1
    while (target := folder.with_name(f"{folder.name}-lama-{number}")).exists():
        number += 1
    folder.rename(target)


def _print_sheets() -> int:
    """Make the lembar disposisi; the papers to be signed were made on the way. The draft versions, heavier and seldom
    opened, are left to the worker's next sweep, so that the first start stays short. Returns how many PDFs there are."""
    sheets = Document.objects.filter(state=Document.State.MENUNGGU, key__startswith="disposisi:")
    for document in sheets.order_by("requested_at", "pk"):
        made_at = document.requested_at + timedelta(seconds=20)
        if not render_document(pk=document.pk, clock=lambda moment=made_at: moment):  # type: ignore[misc]
            raise RuntimeError(f"{document.title} could not be printed")
    return Document.objects.filter(state=Document.State.SELESAI).count()
