"""Which numbers of a section were typed by hand: references, names of things and the system's own are not."""

from __future__ import annotations

import json

import pytest

from reports.drafting.rich import clean_text
from reports.drafting.typed import as_json, mark_typed, typed_numbers

pytestmark = pytest.mark.sekali

REF = '<span class="angka" data-angka="sel:7:capaian">87,50</span>'


@pytest.mark.parametrize(
    ("html", "generated", "found"),
    [
        (f"<p>Capaian {REF} persen.</p>", "", []),
        ("<p>Capaian 87,50 persen dari 12 sekolah.</p>", "", ["87,50 persen", "12 sekolah"]),
        ("<p>Sebanyak 1.250 siswa, Rp2.000.000, 5%.</p>", "", ["1.250 siswa", "Rp2.000.000", "5 %"]),
        ("<p>Peraturan Presiden Nomor 29 Tahun 2014, Pasal 3 ayat 2, Tabel 4.</p>", "", []),
        ("<p>Surat tanggal 12 Oktober 2026 Nomor 050/11/2026, Renstra 2021–2026.</p>", "", []),
        ("<p>Sebanyak 12 sekolah.</p>", "<p>Sebanyak 12 sekolah.</p>", []),
        ("<p>Sebanyak 12 sekolah, 12 guru.</p>", "<p>Sebanyak 12 sekolah.</p>", ["12 guru"]),
        ("<p>SD-01, S1/D4, PP71, 5–6 tahun.</p>", "", ["5", "6 tahun"]),
        ("<table><tbody><tr><td>Baru</td><td>14</td></tr></tbody></table>", "", ["14"]),
        ("<p>Tidak ada &lt; angka.</p>", "", []),
    ],
)
def test_typed_numbers_are_found_and_names_of_things_are_not(
    html: str, generated: str, found: list[str]
) -> None:
    assert [one.words for one in typed_numbers(html, generated)] == found


def test_typed_numbers_are_marked_and_nothing_else_changes() -> None:
    html = clean_text(f"<p>A &amp; B &lt; 3: {REF} dan 12 sekolah.</p>")
    assert mark_typed(html, "") == (
        f'<p>A &amp; B &lt; <span class="diketik">3</span>: {REF} dan <span class="diketik">12</span> sekolah.</p>'
    )
    assert mark_typed(html, html) == html


def test_the_page_is_told_the_words_around_each_number() -> None:
    told = json.loads(as_json(typed_numbers("<p>Hadir 57 guru pada tahun 2026.</p>", "")))
    assert told == [{"angka": "57", "sebelum": "Hadir", "sesudah": "guru"}]
