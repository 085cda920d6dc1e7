"""Words in drawings on paper: set as lines, not letter by letter, and only in our own printing."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest

from reports.pdf import to_pdf
from reports.pdf_drawings import Line, is_one_line, whole_lines

pytestmark = pytest.mark.sekali

CHART = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="60" font-family="Arimo" font-size="12">'
    '<text x="0" y="20">AVAVAV Persentase anak</text><text x="150" y="45" text-anchor="middle">100 %</text></svg>'
)
PAGE = f"<!doctype html><html lang='id'><title>x</title><body>{CHART}</body></html>"


def placed_pieces(pdf: bytes) -> int:
    """How often the page moves the pen to set text."""
    from pypdf import PdfReader

    return PdfReader(BytesIO(pdf)).pages[0].get_contents().get_data().count(b" Tm")  # type: ignore[union-attr]


def test_a_line_of_a_drawing_is_set_in_one_piece() -> None:
    from weasyprint import HTML

    by_letters = HTML(string=PAGE).write_pdf()
    ours = to_pdf(PAGE, identifier="x")
    assert placed_pieces(by_letters) == 20
    assert placed_pieces(ours) <= 4, "two lines, and at most two at the foot of the page"

    again = HTML(string=PAGE).write_pdf()
    assert placed_pieces(again) == placed_pieces(by_letters), "other printing in this process is left alone"


def test_the_words_are_still_read_from_the_paper() -> None:
    from pypdf import PdfReader

    text = PdfReader(BytesIO(to_pdf(PAGE, identifier="x"))).pages[0].extract_text()
    assert "Persentase anak" in text
    assert "100 %" in text


def test_a_line_is_not_taken_apart_but_still_is_its_text() -> None:
    line = Line("abc")
    assert list(line) == ["abc"]
    assert (line, len(line), line.encode()) == ("abc", 3, b"abc")


@pytest.mark.parametrize(
    ("attributes", "whole"),
    [
        ({"x": "1", "y": "2"}, True),
        ({"x": " 1 "}, True),
        ({"x": "1 5 9"}, False),
        ({"dx": "1"}, False),
        ({"rotate": "10"}, False),
        ({"letter-spacing": "2"}, False),
        ({"textLength": "90"}, False),
    ],
)
def test_text_placed_letter_by_letter_stays_so(attributes: dict[str, Any], whole: bool) -> None:
    assert is_one_line(attributes) is whole


def test_leaving_ends_it_also_after_a_failure() -> None:
    from reports import pdf_drawings

    def failing() -> None:
        with whole_lines():
            assert pdf_drawings._whole.get()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        failing()
    assert not pdf_drawings._whole.get()
