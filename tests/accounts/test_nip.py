"""The number on the paper: what a NIP or NI PPPK may be."""

from datetime import date

import pytest

from accounts import nip

pytestmark = pytest.mark.sekali

TODAY = date(2026, 10, 12)


@pytest.mark.parametrize(
    "typed",
    ["198001122006041016", "19800112 200604 1 016", "19800112.200604.1.016", " 19800112-200604-1-016 "],
)
def test_a_nip_is_read_however_it_is_grouped(typed: str) -> None:
    assert nip.check(typed, "pns", today=TODAY) == "198001122006041016"


def test_a_nip_is_shown_in_groups_of_8_6_1_3() -> None:
    assert nip.display("198001122006041016") == "19800112 200604 1 016"
    assert nip.display("12345") == "12345"
    assert str(nip.parse("198001122006041016", today=TODAY)) == "19800112 200604 1 016"


@pytest.mark.parametrize(
    ("digits", "employment"),
    [
        ("198001122006041016", "pns"),
        ("199002282010122001", "pns"),
        ("200002292026011003", "pns"),  # born on a leap day
        ("199009132023211014", "pppk"),
        ("199009132025242014", "pppk"),  # paruh waktu
        ("199009132025152014", "pppk"),  # an unheard-of code is doubted, not refused
        ("", "pns"),
        ("", "pppk"),
        ("", "non_asn"),
    ],
)
def test_possible_numbers_are_accepted(digits: str, employment: str) -> None:
    assert nip.check(digits, employment, today=TODAY) == digits


@pytest.mark.parametrize(
    ("typed", "employment", "says"),
    [
        ("19800112200604101", "pns", "tertulis 17"),
        ("1980011220060410161", "pns", "tertulis 19"),
        ("19800112200604101X", "pns", "hanya terdiri atas angka"),
        ("١٩٨٠٠١١٢٢٠٠٦٠٤١٠١٦", "pns", "hanya terdiri atas angka"),
        ("198013122006041016", "pns", "19801312 bukan tanggal"),
        ("198002302006041016", "pns", "bukan tanggal"),
        ("200102292024011016", "pns", "bukan tanggal"),  # 2001 was no leap year
        ("198001122006131016", "pns", "bulan pengangkatan"),
        ("198001122006001016", "pns", "bulan pengangkatan"),
        ("199009132023211014", "pns", "ubah status kepegawaian menjadi PPPK"),
        ("198001122006041016", "pppk", "ubah status kepegawaian menjadi PNS"),
        ("198001122006043016", "pns", "1 (pria) atau 2 (wanita)"),
        ("198001122006041000", "pns", "paling kecil 001"),
        ("198001121990041016", "pns", "tidak mungkin"),  # ten years old
        ("198001122031041016", "pns", "belum tiba"),
        ("198001122006041016", "non_asn", "Kosongkan NIP"),
    ],
)
def test_an_impossible_number_is_refused_with_its_cause(typed: str, employment: str, says: str) -> None:
    with pytest.raises(nip.NipError, match=r"^[A-Z].*[.]$") as refusal:
        nip.check(typed, employment, today=TODAY)
    assert says in str(refusal.value)


def test_sixteen_at_appointment_is_possible_and_fifteen_is_not() -> None:
    assert nip.check("199001012006041016", "pns", today=TODAY)
    with pytest.raises(nip.NipError):
        nip.check("199101012006041016", "pns", today=TODAY)


def test_the_unusual_is_pointed_out_without_being_refused() -> None:
    assert nip.doubts("198001122006041016", "pns", today=TODAY) == []
    assert nip.doubts("", "pns", today=TODAY) == []
    assert "umur sekitar 16" in nip.doubts("199001012006041016", "pns", today=TODAY)[0]
    assert "Kode 15" in nip.doubts("199009132025152014", "pppk", today=TODAY)[0]
