"""The sample office as the first bin/run shows it, loaded once for all of these."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse

from accounts import audit
from accounts.calendar import office_calendar, shipped_calendar
from accounts.channels.whatsapp import whatsapp_link
from accounts.models import AuditEntry, Delivery, Message, User
from accounts.nip import doubts
from accounts.posts import Desk
from accounts.worktime import WITA, elapsed, is_open
from reports.documents import Document
from reports.indicators.models import Format, Indicator, Target
from reports.indicators.periods import period_span
from reports.models import Report, SignedPaper
from reports.signing.ca import load_ca
from workflow.archive import retention
from workflow.case import ReportRequest
from workflow.demo.load import last_quarters
from workflow.demo.moments import minutes_back
from workflow.management.commands.muat_demo import kept_password, signing_passphrase
from workflow.sop import Final, Step
from workflow.visits import Outcome, StepRecord

pytestmark = [pytest.mark.xdist_group("demo"), pytest.mark.django_db, pytest.mark.sekali]

PASSWORD = "contoh-uji-471"
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=WITA)


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Path]:
    """The office loaded on Monday 23 November 2026, 10.00 WITA; taken back when this module is done."""
    data: Path = tmp_path_factory.mktemp("demo")
    patch = pytest.MonkeyPatch()
    patch.setenv("DEMO_PASSWORD", PASSWORD)
    media = data / "media"
    settings = override_settings(DATA=data, MEDIA_ROOT=media, DEMO=True)
    with django_db_blocker.unblock(), settings, transaction.atomic():
        call_command("muat_demo", saat=NOW.isoformat(), stdout=StringIO())
        yield data
        transaction.set_rollback(True)
    patch.undo()


@pytest.fixture(autouse=True)
def _loaded(demo: Path) -> None:
    """Every test stands on the loaded office; what it changes is rolled back to that."""


def waiting(step: Step) -> StepRecord:
    return StepRecord.objects.select_related("case__report").get(step=step, finished_at__isnull=True)


@pytest.mark.parametrize("step", list(Step))
def test_every_step_has_one_case_waiting(step: Step) -> None:
    assert waiting(step).case.state == step


def test_one_case_is_late_and_no_other() -> None:
    late = [visit.step for visit in StepRecord.objects.filter(finished_at__isnull=True, due_at__lt=NOW)]

    assert late == [Step.ANALISIS]


def test_the_draft_that_was_sent_back_says_why() -> None:
    draft = waiting(Step.DRAFT)

    back = draft.case.visits.get(outcome=Outcome.DIKEMBALIKAN)

    assert draft.visit == 2
    assert back.step == Step.PARAF_SEKRETARIS
    assert "penjelasan" in back.note


def test_nine_different_offices_are_waiting() -> None:
    senders = ReportRequest.objects.filter(state__in=Step.values).values_list("letter__sender", flat=True)

    assert len(set(senders)) == 9


def test_every_visit_was_opened_and_finished_inside_office_hours() -> None:
    calendar = office_calendar()

    for visit in StepRecord.objects.all():
        assert is_open(visit.opened_at, calendar), visit
        assert visit.opened_at <= NOW
        assert visit.finished_at is None or is_open(visit.finished_at, calendar), visit


def test_agenda_numbers_follow_the_order_of_arrival() -> None:
    letters = ReportRequest.objects.order_by("letter__received_at").values_list(
        "letter__agenda_number", flat=True
    )

    assert list(letters) == list(range(1, len(letters) + 1))


def test_units_are_in_every_state_where_data_is_being_collected() -> None:
    report = waiting(Step.PENGUMPULAN).case.report
    assert report is not None

    states = set(report.submissions.values_list("state", flat=True))
    returned = report.submissions.get(unit__short_name="SMP")

    assert states == {"mengisi", "menunggu_kasi", "terkirim", "diterima"}
    assert returned.is_returned
    assert "38,03" in returned.cells.get(code="SMP-01").remarks.get().text


def test_two_past_quarters_are_finished_with_a_signature_pdfsig_calls_valid() -> None:
    finished = ReportRequest.objects.filter(state=Final.SELESAI).order_by("opened_at")

    assert [str(case.period) for case in finished] == ["Triwulan I Tahun 2026", "Triwulan II Tahun 2026"]
    for case in finished:
        paper = SignedPaper.objects.get(
            report=case.report, kind="laporan", state=SignedPaper.State.DITANDATANGANI
        )
        said = subprocess.run(
            ["pdfsig", "-nocert", paper.signed_file.path], capture_output=True, text=True, check=False
        ).stdout
        assert "Signature is Valid" in said
        assert "CONTOH KEPALA DINAS" in said


def test_the_first_report_is_received_by_everybody_the_second_not_yet() -> None:
    first, second = Report.objects.filter(copies__isnull=False).distinct().order_by("created_at")[:2]

    assert not first.copies.filter(received_at__isnull=True).exists()
    missing = second.copies.filter(received_at__isnull=True).values_list("unit__short_name", flat=True)
    assert set(missing) == {"GTK", "Kebudayaan"}


def test_one_file_has_outlived_its_keeping_and_the_kasubag_is_shown_it(client: Client) -> None:
    kasubag = User.objects.get(username="kasubag")
    (over,) = retention.over(Desk(kasubag, NOW), NOW.date())
    assert over.case.state == Final.DIKETAHUI
    client.force_login(kasubag)
    with time_machine.travel(NOW, tick=False):
        page = client.get(reverse("workflow:arsip-retensi")).content.decode()
    assert over.case.letter.sender in page


def test_the_kepala_dinas_finds_the_paper_ready_to_be_signed(client: Client) -> None:
    case = waiting(Step.TANDA_TANGAN).case
    paper = SignedPaper.objects.get(report=case.report, kind="laporan")

    assert paper.state == SignedPaper.State.SIAP
    assert paper.document is not None
    assert paper.document.state == Document.State.SELESAI


def test_everything_says_that_it_is_a_sample() -> None:
    assert not ReportRequest.objects.filter(is_sample=False).exists()
    assert not Report.objects.filter(is_sample=False).exists()
    finished = ReportRequest.objects.filter(state=Final.SELESAI).first()
    assert finished is not None
    assert finished.report is not None
    version = finished.report.versions.get(number=1)
    assert "data contoh" in version.html


def test_the_sample_numbers_ring_nobody_and_one_person_has_none() -> None:
    numbers = set(User.objects.exclude(phone="").values_list("phone", flat=True))

    assert len(numbers) > 20
    assert all(number.startswith("0800 ") and whatsapp_link(number, "Tenggat") for number in numbers)
    assert not User.objects.get(username="staf-kebudayaan").phone


def test_indicators_have_targets_formats_and_all_four_answers() -> None:
    from reports.collection.models import Cell

    assert Indicator.objects.count() >= 24
    assert Format.objects.count() == 2
    for indicator in Indicator.objects.filter(kind="kinerja"):
        assert indicator.targets.filter(period__kind="triwulan", period__year__in=[2025, 2026]).count() == 8
    for budget in Indicator.objects.filter(kind="anggaran"):
        assert set(budget.targets.values_list("period__kind", flat=True)) == {"tahun"}
    assert Target.objects.filter(value=0).exists()
    past = Cell.objects.filter(submission__report__period__year=2026, submission__state="diterima")
    assert {"nilai", "nihil", "belum_tersedia", "tidak_berlaku"} == set(past.values_list("answer", flat=True))


def test_the_ordinal_indicator_is_seen_in_form_analysis_and_e81(client: Client) -> None:
    from reports.collection.models import Cell

    cell = Cell.objects.filter(code="REN-03", answer="nilai").latest("submission__report__created_at")
    assert cell.is_ordinal
    assert (cell.value, cell.scale[0]) == (70, ["AA", "90.0000"])
    client.force_login(User.objects.get(username="kasubag"), backend="accounts.backends.NipOrUsernameBackend")
    case = ReportRequest.objects.get(state=Step.ANALISIS)
    assert "70<small>BB</small>" in client.get(f"/kasus/{case.pk}/analisis/").content.decode()
    assert (
        "BB (70)"
        in client.get(f"/laporan/e81/?tahun={cell.submission.report.period.year}&sampai=4").content.decode()
    )


def test_computed_figures_come_out_as_the_sample_says_and_every_indicator_hangs_in_the_plan() -> None:
    from reports.collection.models import Cell

    cell = Cell.objects.filter(code="SD-01", value__isnull=False).latest("submission__report__created_at")
    assert (cell.value, cell.numerator, cell.denominator) == (Decimal("97.81"), 29_343, 30_000)
    assert [line["code"] for line in cell.plan] == ["S.1", "1.01.02", "1.01.02.2.01"]
    assert set(cell.extra.values()) <= {"Dapodik"}
    assert not Indicator.objects.filter(node__isnull=True).exists()


@pytest.mark.parametrize("login", ["kadis", "staf-perencana", "penerima-surat", "staf-kebudayaan", "admin"])
def test_the_printed_password_opens_every_desk(login: str, client: Client) -> None:
    assert client.login(username=login, password=PASSWORD)

    assert client.get("/").status_code == 200


def test_people_have_believable_numbers_and_no_bell_is_flooded() -> None:
    for person in User.objects.exclude(nip=None):
        assert doubts(person.nip or "", person.employment, today=NOW.date()) == []
        assert person.nip is not None
        assert person.nip[15] == "9"
    for person in User.objects.all():
        assert Message.objects.filter(recipient=person, read_at__isnull=True).count() <= 5, person


def test_no_mail_is_written_about_the_past() -> None:
    assert Delivery.objects.exists()
    assert not Delivery.objects.filter(queued_at__lt=NOW).exists()


def test_the_trail_of_the_sample_office_is_unbroken() -> None:
    assert audit.verify() == []


def test_a_second_load_changes_nothing() -> None:
    before = AuditEntry.objects.count(), ReportRequest.objects.count(), User.objects.count()
    out = StringIO()

    call_command("muat_demo", stdout=out)

    assert (AuditEntry.objects.count(), ReportRequest.objects.count(), User.objects.count()) == before
    assert "sudah ada" in out.getvalue()


def test_it_is_never_loaded_over_a_real_office() -> None:
    ReportRequest.objects.update(is_sample=False)

    with pytest.raises(CommandError, match="sudah berisi pegawai"):
        call_command("muat_demo")


def test_it_is_never_loaded_in_production() -> None:
    with override_settings(PRODUCTION=True), pytest.raises(CommandError, match="PRODUKSI"):
        call_command("muat_demo")


def test_the_office_ca_opens_with_the_signing_passphrase(demo: Path) -> None:
    assert load_ca(signing_passphrase(PASSWORD)).certificate


def test_the_case_pages_open_for_the_one_whose_turn_it_is(client: Client) -> None:
    logins = {
        "kepala_dinas": "kadis",
        "sekretaris": "sekretaris",
        "kasubag_perencanaan": "kasubag",
        "staf_perencana": "staf-perencana",
    }
    for visit in StepRecord.objects.filter(finished_at__isnull=True):
        client.force_login(
            User.objects.get(username=logins[visit.pelaksana]), "accounts.backends.NipOrUsernameBackend"
        )
        assert client.get(reverse("workflow:kasus-rinci", args=[visit.case_id])).status_code == 200


# ── without the loaded office ───────────────────────────────────────────────────────────────────
def test_a_password_made_once_is_kept_for_the_next_start(tmp_path: Path) -> None:
    path = tmp_path / "sandi-demo"

    first = kept_password(path)

    assert kept_password(path) == first
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("password", "passphrase"), [("pendek", "sandi-ttd"), ("cukup-panjang", "cukup-panjang")]
)
def test_a_short_password_does_not_protect_a_key(password: str, passphrase: str) -> None:
    assert signing_passphrase(password) == passphrase


@pytest.mark.parametrize("minutes", [0, 1, 60, 449, 450, 451, 2000])
@pytest.mark.parametrize(
    "now", [NOW, NOW.replace(hour=22), NOW - timedelta(days=1), NOW.replace(hour=12, minute=30)]
)
def test_stepping_back_is_the_reverse_of_counting_working_minutes(now: datetime, minutes: int) -> None:
    calendar = shipped_calendar()

    begin = minutes_back(now, minutes, calendar)

    assert is_open(begin, calendar)
    assert elapsed(begin, now, calendar) == minutes


@pytest.mark.parametrize("month", range(1, 13))
def test_the_last_quarter_is_over_in_every_month(month: int) -> None:
    quarters = last_quarters(datetime(2027, month, 1, 9, tzinfo=WITA))

    ends = [period_span(p.year, p.kind, p.number)[1] for p in quarters.values()]  # type: ignore[arg-type]

    assert ends == sorted(ends, reverse=True)
    assert ends[0] < datetime(2027, month, 1, tzinfo=WITA).date()
