"""Numbers: form, ways of counting, held for good, never twice."""

from __future__ import annotations

import threading
from datetime import datetime

import pytest
from django.db import close_old_connections, connection, transaction

from accounts.errors import Refusal
from reports.letterhead import ClassificationCode
from reports.signing import numbering
from reports.signing.models import LetterNumber, NumberSeries, SeriesCounter, SeriesPurpose

LAPORAN, AGENDA = SeriesPurpose.LAPORAN, SeriesPurpose.AGENDA


def take(
    key: str, at: datetime, *, year: int = 2026, purpose: str = LAPORAN, typed: str | int | None = None
) -> LetterNumber:
    return numbering.allocate(purpose=purpose, key=key, year=year, at=at, typed=typed)


def use(purpose: str, **fields: object) -> None:
    NumberSeries.objects.filter(purpose=purpose).update(**fields)


@pytest.fixture
def typed_series(db: None) -> None:
    use(LAPORAN, mode="diketik")


def test_a_report_number_reads_as_on_the_sop(db: None, at: datetime) -> None:
    use(LAPORAN, start=7)
    assert take("laporan:1", at).text == "400.3/007/DIKBUD/2026"


def test_the_agenda_has_the_bare_number(db: None, at: datetime) -> None:
    use(AGENDA, start=387)
    assert take("surat:1", at, purpose=AGENDA).text == "0387"


def test_numbers_follow_each_other_without_a_gap(db: None, at: datetime) -> None:
    assert [take(f"laporan:{n}", at).number for n in range(5)] == [1, 2, 3, 4, 5]


def test_asked_again_the_same_thing_keeps_its_number(db: None, at: datetime) -> None:
    first = take("laporan:1", at)
    take("laporan:2", at)
    assert take("laporan:1", at) == first


def test_each_year_counts_from_the_start_again(db: None, at: datetime) -> None:
    use(LAPORAN, start=11)
    assert [take("laporan:1", at).number, take("laporan:2", at, year=2027).number] == [11, 11]


def test_a_number_not_used_before_new_year_is_recorded_batal_and_replaced(db: None, at: datetime) -> None:
    old = take("laporan:1", at)
    new = take("laporan:1", at, year=2027)
    old.refresh_from_db()
    assert (new.year, old.state) == (2027, LetterNumber.State.BATAL)
    assert "Tahun berganti" in old.reason


def test_a_rolled_back_caller_leaves_no_gap(db: None, at: datetime) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():  # noqa: PT012 - the failure comes after the number
        take("laporan:1", at)
        raise RuntimeError
    assert take("laporan:2", at).number == 1


def test_a_cancelled_number_stays_in_the_book_and_is_not_given_again(db: None, at: datetime) -> None:
    take("laporan:1", at)
    numbering.cancel_number(key="laporan:1", reason="Kasus dibatalkan")
    assert take("laporan:2", at).number == 2
    assert LetterNumber.objects.get(number=1).reason == "Kasus dibatalkan"


def test_a_used_number_is_not_cancelled(db: None, at: datetime) -> None:
    number = take("laporan:1", at)
    numbering.mark_used(number)
    assert numbering.cancel_number(key="laporan:1", reason="x") == []
    number.refresh_from_db()
    assert number.state == LetterNumber.State.TERPAKAI


def test_a_block_is_used_up_and_then_asks_for_a_new_one(db: None, at: datetime) -> None:
    use(LAPORAN, mode="blok", start=101, block_end=102, block_year=2026)
    assert [take("laporan:1", at).number, take("laporan:2", at).number] == [101, 102]
    with pytest.raises(Refusal, match=r"Blok nomor 101–102 sudah habis\. Minta blok baru dari TU"):
        take("laporan:3", at)


def test_a_new_block_goes_on_from_its_own_beginning(db: None, at: datetime) -> None:
    use(LAPORAN, mode="blok", start=201, block_end=201, block_year=2026)
    take("laporan:1", at)
    use(LAPORAN, start=150, block_end=160)
    assert take("laporan:2", at).number == 150


def test_last_years_block_is_not_used_in_the_new_year(db: None, at: datetime) -> None:
    use(LAPORAN, mode="blok", start=101, block_end=120, block_year=2026)
    with pytest.raises(Refusal, match="berlaku untuk tahun 2026, bukan 2027"):
        take("laporan:1", at, year=2027)


@pytest.mark.usefixtures("typed_series")
@pytest.mark.parametrize(
    "typed", ["318", "0318", 318, " 318 ", "400.3/318/DIKBUD/2026", "400.3/ 318 /DIKBUD/2026"]
)
def test_a_typed_number_may_be_short_or_whole(typed: str | int, at: datetime) -> None:
    assert take("laporan:1", at, typed=typed).text == "400.3/318/DIKBUD/2026"


@pytest.mark.usefixtures("typed_series")
@pytest.mark.parametrize(
    "typed", ["abc", "3a", "-5", "0", "3,5", "400.3/318/DIKBUD/2025", "800.1/318/DIKBUD/2026", "٣"]
)
def test_what_is_no_number_of_this_series_is_refused_with_an_example(typed: str, at: datetime) -> None:
    with pytest.raises(Refusal, match="misalnya 318") as refusal:
        take("laporan:1", at, typed=typed)
    assert refusal.value.field == "nomor"


@pytest.mark.usefixtures("typed_series")
@pytest.mark.parametrize("typed", [None, "", "  "])
def test_a_typed_series_asks_for_the_number(typed: str | None, at: datetime) -> None:
    with pytest.raises(Refusal, match="Ambil nomor dari buku nomor"):
        take("laporan:1", at, typed=typed)


@pytest.mark.usefixtures("typed_series")
def test_a_duplicate_typed_number_names_who_has_it(at: datetime, office: object) -> None:
    from tests.reports.data import make_report

    report = make_report(at)
    take(f"laporan:{report.pk}", at, typed=5)
    with pytest.raises(Refusal, match="sudah dipakai Laporan Data Kinerja Triwulan III Tahun 2026"):
        take("laporan:999999", at, typed="005")


def test_counting_skips_numbers_typed_earlier(db: None, at: datetime) -> None:
    use(LAPORAN, mode="diketik")
    take("laporan:1", at, typed=2)
    use(LAPORAN, mode="otomatis")
    SeriesCounter.objects.update(last=0)
    assert [take("laporan:2", at).number, take("laporan:3", at).number] == [1, 3]


def test_a_series_without_settings_says_who_sets_it(db: None, at: datetime) -> None:
    NumberSeries.objects.all().delete()
    with pytest.raises(Refusal, match="Minta admin kantor"):
        take("laporan:1", at)


def test_the_shipped_codes_name_what_nobody_has_checked(db: None) -> None:
    assert ClassificationCode.objects.get(code="400.3").note == ""
    assert "Belum dicocokkan" in ClassificationCode.objects.get(code="000.7.2").note


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_hundred_numbers_by_twenty_threads_have_no_gap_and_no_duplicate(at: datetime) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("hanya PostgreSQL yang mengunci baris")
    from django.apps import apps

    from reports.paper_defaults import ensure_defaults

    ensure_defaults(apps)
    start, failures = threading.Barrier(20), []

    def work(thread: int) -> None:
        try:
            start.wait()
            for n in range(10):
                take(f"laporan:{thread * 100 + n}", at)
        except Exception as error:
            failures.append(error)
        finally:
            close_old_connections()
            connection.close()

    threads = [threading.Thread(target=work, args=(thread,)) for thread in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    numbers = LetterNumber.objects.filter(series__purpose=LAPORAN, year=2026).values_list("number", flat=True)
    assert sorted(numbers) == list(range(1, 201))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_eight_threads_asking_for_one_report_get_one_number(at: datetime) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("hanya PostgreSQL yang mengunci baris")
    from django.apps import apps

    from reports.paper_defaults import ensure_defaults

    ensure_defaults(apps)
    start, given = threading.Barrier(8), []

    def work() -> None:
        try:
            start.wait()
            given.append(take("laporan:1", at).number)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert given == [1] * 8
