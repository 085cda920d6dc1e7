"""What changed between two versions, in words: rules as a table."""

from __future__ import annotations

import pytest

from reports.correcting.summary import summary
from reports.drafting.models import Version

pytestmark = pytest.mark.sekali

TABLE = (
    '<table class="tabel-kertas"><caption>Tabel 1. Capaian</caption><tbody><tr><th>SD</th><td>{}</td></tr>'
    "<tr><th>SMP</th><td>64,10</td></tr>{}</tbody></table>"
)


def version(*blocks: str, key: str = "ikhtisar", rest: str = "") -> Version:
    return Version(html=f'<section id="bagian-{key}"><h2>IKHTISAR</h2>{"".join(blocks)}</section>{rest}')


# before · after · told
CASES = [
    ("<p>Satu. Dua.</p>", "<p>Satu. Dua.</p>", None),
    ("<p>Satu.</p>", "<p>Satu. Kalimat kedua ditulis.</p>", "1 kalimat ditambah"),
    ("<p>Satu. Dua. Tiga.</p>", "<p>Satu.</p>", "2 kalimat dihapus"),
    (
        "<p>Capaian rata-rata SD sebesar 87,50 persen.</p>",
        "<p>Capaian rata-rata SD sebesar 88,10 persen.</p>",
        "1 angka berubah: 87,50 → 88,10",
    ),
    (
        "<p>Sekolah yang jauh belum terjangkau bus.</p>",
        "<p>Sekolah yang jauh belum terjangkau perahu dan bus.</p>",
        "1 kalimat diubah",
    ),
    ("<p>Halaman ini kosong.</p>", "<p>Xyz qrw.</p>", "1 kalimat ditambah, 1 kalimat dihapus"),
    # an abbreviation ends no sentence, a number with points is one number
    ("<p>Diterima Plt. Kepala Dinas.</p>", "<p>Diterima Plh. Kepala Dinas.</p>", "1 kalimat diubah"),
    ("<p>Pagu Rp1.250.000,00.</p>", "<p>Pagu Rp1.350.000,00.</p>", "1 angka berubah: 1.250.000,00 → 1.350.000,00"),
    ("<ul><li>Satu</li></ul>", "<ul><li>Satu</li><li>Dua hal</li></ul>", "1 kalimat ditambah"),
    (TABLE.format("87,50", ""), TABLE.format("88,10", ""), "1 angka berubah: 87,50 → 88,10"),
    (TABLE.format("87,50", ""), TABLE.format("87,50", "<tr><th>PAUD</th><td>70,00</td></tr>"), "1 baris tabel ditambah"),
    (
        "<p>1 2 3 4 5.</p>",
        "<p>6 7 8 9 5.</p>",
        "4 angka berubah: 1 → 6, 2 → 7, 3 → 8, dan 1 lainnya",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "told"), CASES)
def test_a_difference_is_told_in_words(before: str, after: str, told: str | None) -> None:
    found = summary(version(before), version(after))
    assert [one.words for one in found] == ([told] if told else [])


def test_a_new_section_and_one_that_is_gone_are_told_as_wholes() -> None:
    more = '<section id="bagian-baru"><h2>BARU</h2><p>Isi.</p></section>'
    plain, longer = version("<p>Satu.</p>"), version("<p>Satu.</p>", rest=more)
    assert [(one.heading, one.words) for one in summary(plain, longer)] == [("BARU", "bagian baru")]
    assert [(one.heading, one.words) for one in summary(longer, plain)] == [("BARU", "bagian dihapus")]
