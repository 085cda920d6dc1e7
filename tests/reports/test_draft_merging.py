"""Two writers' texts put together: every pair of changes has its expected result, and nobody's words are dropped."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.drafting.merging import merge, side_by_side

pytestmark = pytest.mark.sekali

BASE = "<p>Satu.</p><p>Dua.</p><ul><li>a</li><li>b</li></ul><p>Akhir.</p>"


@pytest.mark.parametrize(
    ("theirs", "mine", "expected"),
    [
        # only one of the two changed
        (BASE, BASE, BASE),
        (BASE.replace("Dua", "Dua lagi"), BASE, BASE.replace("Dua", "Dua lagi")),
        (BASE, BASE.replace("<p>Dua.</p>", ""), BASE.replace("<p>Dua.</p>", "")),
        # both, in different places
        (
            BASE.replace("Satu", "Kesatu"),
            BASE.replace("Akhir", "Penutup"),
            BASE.replace("Satu", "Kesatu").replace("Akhir", "Penutup"),
        ),
        (
            BASE.replace("<li>a</li>", ""),
            BASE.replace("<li>b</li>", "<li>b</li><li>c</li>"),
            "<p>Satu.</p><p>Dua.</p><ul><li>b</li><li>c</li></ul><p>Akhir.</p>",
        ),
        # both, in the same place: theirs first, mine after
        (
            BASE.replace("Dua", "Dua tiga"),
            BASE.replace("Dua", "Dua empat"),
            "<p>Satu.</p><p>Dua tiga.</p><p>Dua empat.</p><ul><li>a</li><li>b</li></ul><p>Akhir.</p>",
        ),
        (f"{BASE}<p>Rina.</p>", f"{BASE}<p>Saya.</p>", f"{BASE}<p>Rina.</p><p>Saya.</p>"),
        # the same change twice is one change
        (BASE.replace("Dua", "Dua tiga"), BASE.replace("Dua", "Dua tiga"), BASE.replace("Dua", "Dua tiga")),
        # one took away what the other changed: the words stay
        (BASE.replace("<p>Dua.</p>", ""), BASE.replace("Dua", "Dua tiga"), BASE.replace("Dua", "Dua tiga")),
        ("", f"{BASE}<p>Saya.</p>", "<p>Saya.</p>"),
    ],
)
def test_two_texts_that_began_as_one(theirs: str, mine: str, expected: str) -> None:
    assert merge(base=BASE, theirs=theirs, mine=mine) == expected


def test_without_the_old_text_everything_of_both_is_kept() -> None:
    assert merge(base="", theirs="<p>Satu.</p><p>Rina.</p>", mine="<p>Satu.</p><p>Saya.</p>") == (
        "<p>Satu.</p><p>Rina.</p><p>Saya.</p>"
    )


def test_a_figure_and_a_table_come_through_whole() -> None:
    figure = '<p>Capaian <span class="angka" data-angka="sel:1:capaian">97,00</span> persen.</p>'
    table = "<table><tbody><tr><td>a</td><td>b</td></tr></tbody></table>"
    assert (
        merge(base="<p>x</p>", theirs=f"{figure}<p>x</p>", mine=f"<p>x</p>{table}")
        == f"{figure}<p>x</p>{table}"
    )


PARAGRAPHS = st.lists(
    st.sampled_from(["<p>a</p>", "<p>b</p>", "<ul><li>c</li></ul>", "<p>d</p>", "<h4>e</h4>"]), max_size=6
)


@given(PARAGRAPHS, PARAGRAPHS, PARAGRAPHS)
def test_what_either_wrote_new_is_in_the_result(base: list[str], theirs: list[str], mine: list[str]) -> None:
    merged = merge(base="".join(base), theirs="".join(theirs), mine="".join(mine))
    for side in (theirs, mine):
        for piece in side:
            if piece not in base:
                assert piece.removeprefix("<ul>").removesuffix("</ul>") in merged


@given(PARAGRAPHS, PARAGRAPHS)
def test_a_writer_alone_gets_exactly_what_was_written(base: list[str], mine: list[str]) -> None:
    if base:
        alone = merge(base="".join(base), theirs="".join(base), mine="".join(mine))
        assert alone == "".join(mine).replace("</ul><ul>", "")


def test_each_side_shows_its_own_text_with_the_difference_marked() -> None:
    seen = side_by_side(theirs="<p>Satu dua.</p>", mine="<p>Satu tiga.</p>")
    assert "<del>" in seen.theirs
    assert "dua" in seen.theirs
    assert "tiga" not in seen.theirs
    assert "<ins>" in seen.mine
    assert "tiga" in seen.mine
    assert "dua" not in seen.mine


def test_a_script_in_a_text_does_not_reach_the_comparison() -> None:
    seen = side_by_side(
        theirs="<p>a</p>", mine='<p>b</p><script>alert(1)</script><img src="x" onerror="alert(1)">'
    )
    assert "script" not in seen.mine
    assert "onerror" not in seen.mine
