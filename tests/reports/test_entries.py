"""How one answer is understood: the same rules for the web grid and a workbook. Pure: no database."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.errors import Refusal
from reports.collection.columns import Column, columns_of, read_extra, shown, unanswered
from reports.collection.entries import Entry, read_entry, stored_entry, stored_reading, value_words
from reports.collection.models import Cell

pytestmark = pytest.mark.sekali

PLAIN = Cell(code="SD.1", satuan="persen", decimals=2, direction="naik")
WHOLE = Cell(code="SD.3", satuan="orang", decimals=0, direction="naik")
APM = Cell(
    code="SD.9", satuan="persen", decimals=2, direction="naik", numerator_label="Murid usia 7–12",
    denominator_label="Penduduk usia 7–12", multiplier=Decimal(100), is_share=True,
)  # fmt: skip
RATIO = Cell(
    code="GTK.3", satuan="murid", decimals=1, direction="rentang", numerator_label="Murid", denominator_label="Guru",
    multiplier=Decimal(1), is_share=False,
)  # fmt: skip
SAKIP = Cell(
    code="REN.9", satuan="predikat", decimals=0, direction="naik",
    scale=[["AA", "95"], ["A", "85"], ["BB", "75"], ["B", "65"]],
)  # fmt: skip

UNDERSTOOD = [
    # cell, typed, (answer, value, numerator, denominator)
    (PLAIN, Entry(value="88,03"), ("nilai", "88.03", None, None)),
    (PLAIN, Entry(answer="nilai", value=" 88.03 "), ("nilai", "88.03", None, None)),
    (PLAIN, Entry(), ("", None, None, None)),
    (PLAIN, Entry(answer="nihil"), ("nihil", None, None, None)),
    (PLAIN, Entry(answer="nihil", value="0,00"), ("nihil", None, None, None)),
    (PLAIN, Entry(answer="belum_tersedia", reason="Rapor belum terbit."), ("belum_tersedia", None, None, None)),
    (WHOLE, Entry(value="1.200"), ("nilai", "1200", None, None)),
    (APM, Entry(numerator="9.781", denominator="10.000"), ("nilai", "97.8100", "9781", "10000")),
    (APM, Entry(answer="nilai", numerator="0", denominator="3"), ("nilai", "0.0000", "0", "3")),
    (APM, Entry(numerator="2", denominator="3", value="66,67"), ("nilai", "66.6667", "2", "3")),
    (APM, Entry(), ("", None, None, None)),
    (RATIO, Entry(numerator="326", denominator="20"), ("nilai", "16.3000", "326", "20")),
    (SAKIP, Entry(value="bb"), ("nilai", "75", None, None)),
    (SAKIP, Entry(value="85"), ("nilai", "85", None, None)),
]  # fmt: skip


@pytest.mark.parametrize(("cell", "typed", "expected"), UNDERSTOOD)
def test_what_is_typed_is_understood(
    cell: Cell, typed: Entry, expected: tuple[str, str | None, str | None, str | None]
) -> None:
    reading = read_entry(cell, (), typed)
    found = (reading.answer, reading.value, reading.numerator, reading.denominator)
    assert found == (expected[0], *(None if text is None else Decimal(text) for text in expected[1:]))


REFUSED = [
    # cell, typed, field, part of the sentence
    (PLAIN, Entry(value="banyak"), "value", "bukan angka"),
    (PLAIN, Entry(answer="nilai"), "value", "Isi angkanya"),
    (PLAIN, Entry(answer="entah"), "answer", "tidak dikenal"),
    (PLAIN, Entry(answer="belum_tersedia"), "reason", "memerlukan alasan"),
    (PLAIN, Entry(answer="tidak_berlaku", value="5", reason="x"), "value", "Kosongkan angkanya"),
    (PLAIN, Entry(numerator="5"), "numerator", "tidak memakai pembilang"),
    (PLAIN, Entry(value="88.125"), "value", "Pakai koma untuk desimal"),
    (WHOLE, Entry(value="1,5"), "value", "tanpa koma"),
    (APM, Entry(numerator="5"), "denominator", "Penduduk usia 7–12 belum diisi"),
    (APM, Entry(denominator="5"), "numerator", "Murid usia 7–12 belum diisi"),
    (APM, Entry(numerator="5", denominator="0"), "denominator", "tidak dapat dihitung"),
    (APM, Entry(numerator="11", denominator="10"), "numerator", "tertukar"),
    (APM, Entry(numerator="x", denominator="10"), "numerator", "bukan angka"),
    (APM, Entry(value="97"), "numerator", "dihitung sistem"),
    (APM, Entry(numerator="1", denominator="2", value="51"), "value", "bukan 51"),
    (APM, Entry(answer="nihil", denominator="8"), "denominator", "Kosongkan angkanya"),
    (SAKIP, Entry(value="C+"), "value", "Pilih: AA, A, BB, B"),
    (SAKIP, Entry(value="80"), "value", "bukan salah satu sebutan"),
    (SAKIP, Entry(answer="nihil"), "answer", "bukan salah satu predikat"),
]  # fmt: skip


@pytest.mark.parametrize(("cell", "typed", "field", "part"), REFUSED)
def test_what_cannot_be_is_refused_with_its_cure(cell: Cell, typed: Entry, field: str, part: str) -> None:
    with pytest.raises(Refusal, match=part) as refused:
        read_entry(cell, (), typed)
    assert refused.value.field == field


def test_a_numerator_may_exceed_the_denominator_where_it_is_no_share_of_it() -> None:
    assert read_entry(RATIO, (), Entry(numerator="40", denominator="2")).value == Decimal(20)


def test_a_word_of_the_value_map_is_shown_as_that_word() -> None:
    assert value_words(SAKIP, Decimal("75.0000")) == "BB"
    assert value_words(PLAIN, Decimal("75.5000")) == "75,5"


COLUMNS = columns_of(
    [
        {"key": "k1", "label": "Sumber", "kind": "teks", "choices": [], "required": True, "help": ""},
        {"key": "k2", "label": "Jumlah sekolah", "kind": "angka", "choices": [], "required": False, "help": ""},
        {"key": "k3", "label": "Tanggal tarik", "kind": "tanggal", "choices": [], "required": False, "help": ""},
        {"key": "k4", "label": "Cara", "kind": "pilihan", "choices": ["Sensus", "Sampel"], "required": False, "help": ""},
    ]
)  # fmt: skip


def test_extra_columns_are_kept_in_one_form_and_shown_as_people_write() -> None:
    kept = read_extra(
        COLUMNS, {"k1": " Dapodik ", "k2": "1.234,50", "k3": "05/10/2026", "k4": "sensus", "lain": "x"}
    )
    assert kept == {"k1": "Dapodik", "k2": "1234.50", "k3": "2026-10-05", "k4": "Sensus"}
    assert [shown(column, kept[column.key]) for column in COLUMNS] == [
        "Dapodik",
        "1.234,5",
        "05-10-2026",
        "Sensus",
    ]
    assert read_extra(COLUMNS, {column.key: shown(column, kept[column.key]) for column in COLUMNS}) == {
        **kept,
        "k2": "1234.5",
    }


@pytest.mark.parametrize(
    ("key", "text", "part"),
    [
        ("k1", "x" * 501, "paling banyak 500 huruf"),
        ("k2", "banyak", "bukan angka"),
        ("k2", "1" * 15, "terlalu besar"),
        ("k2", "0,12345", "Paling banyak 4 angka"),
        ("k3", "31-02-2026", "bukan tanggal"),
        ("k4", "Perkiraan", "Pilih salah satu: Sensus, Sampel"),
    ],
)
def test_a_wrong_extra_answer_names_its_column(key: str, text: str, part: str) -> None:
    with pytest.raises(Refusal, match=part) as refused:
        read_extra(COLUMNS, {key: text})
    assert refused.value.field == f"extra-{key}"


@pytest.mark.parametrize(
    ("typed", "seen"), [("1,234", "1,234"), ("0,125", "0,125"), ("1.234", "1.234"), ("12.345,5", "12.345,5")]
)
def test_a_number_in_an_extra_column_stays_what_it_is_however_often_it_is_saved(
    typed: str, seen: str
) -> None:
    column = COLUMNS[1]
    first = read_extra([column], {"k2": typed})
    assert shown(column, first["k2"]) == seen
    assert read_extra([column], {"k2": shown(column, first["k2"])}) == first


def test_a_quotient_no_column_holds_is_a_sentence() -> None:
    huge = Cell(
        satuan="kali", decimals=2, numerator_label="A", denominator_label="B", multiplier=Decimal(10_000_000)
    )
    with pytest.raises(Refusal, match="terlalu besar"):
        read_entry(huge, (), Entry(numerator="99999999999999", denominator="0,0001"))


def test_only_compulsory_columns_are_missed() -> None:
    assert unanswered(COLUMNS, {}) == [COLUMNS[0]]
    assert unanswered(COLUMNS, {"k1": "Dapodik"}) == []


figures = st.decimals(
    min_value=Decimal("-9999999"), max_value=Decimal("9999999"), places=2, allow_nan=False, allow_infinity=False
)  # fmt: skip


@given(value=figures)
def test_what_the_form_shows_is_read_back_as_the_same_figure(value: Decimal) -> None:
    cell = Cell(satuan="rupiah", decimals=2, direction="naik", answer="nilai", value=value)
    assert read_entry(cell, (), stored_entry(cell)) == stored_reading(cell)


@given(top=st.integers(0, 10**6), bottom=st.integers(1, 10**6))
def test_the_parts_shown_are_read_back_as_the_same_figure(top: int, bottom: int) -> None:
    first = read_entry(RATIO, (), Entry(numerator=str(top), denominator=str(bottom)))
    cell = Cell(
        satuan="murid", decimals=1, numerator_label="Murid", denominator_label="Guru", multiplier=Decimal(1),
        answer=first.answer, value=first.value, numerator=first.numerator, denominator=first.denominator,
    )  # fmt: skip
    assert read_entry(cell, (), stored_entry(cell)) == first


def test_a_column_is_plain_data() -> None:
    assert COLUMNS[3] == Column("k4", "Cara", "pilihan", ("Sensus", "Sampel"))
