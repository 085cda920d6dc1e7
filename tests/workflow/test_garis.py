"""The SOP line: geometry as the mock drew it, and what screens say with it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.template import Context, Template, TemplateSyntaxError
from hypothesis import given
from hypothesis import strategies as st

from workflow.garis import (
    LaneRow,
    Line,
    LineStep,
    Shape,
    Status,
    cells,
    draw,
    filled,
    half_height_at,
    outline,
)
from workflow.sop import LANES
from workflow.templatetags import rupa

pytestmark = pytest.mark.sekali

SHAPES: tuple[Shape, ...] = (
    "kapsul",
    "kotak",
    "kotak",
    "kotak",
    "kotak",
    "belah",
    "belah",
    "belah",
    "kapsul",
)
NORMS = (0, 1, 2, 2, 2, 0, 0, 0, 0)
BODY = {"left": 0.0, "middle": 18.0, "width": 36.0, "height": 30.0, "radius": 14.0}


def line_at(current: int, **flags: Any) -> Line:
    """The SOP's nine steps with step ``current`` being waited for; 10 means all done."""
    status: dict[int, Status] = {-1: "lalu", 0: "kini", 1: "nanti"}
    steps = [
        LineStep(
            number=n,
            name=f"langkah {n}",
            shape=SHAPES[n - 1],
            width_norm=NORMS[n - 1],
            status=status[(n > current) - (n < current)],
            used_share=0.5,
        )
        for n in range(1, 10)
    ]
    return Line(steps=steps, **flags)


def rows_in(*lanes: int, current: int = 1) -> list[LaneRow]:
    """One table row per lane, boxes, row ``current`` being waited for."""
    status: dict[int, Status] = {-1: "lalu", 0: "kini", 1: "nanti"}
    return [
        LaneRow(
            number=n,
            uraian=f"Kegiatan {n}",
            lane_index=lane,
            shape="kotak",
            norm_text="1 jam",
            status=status[(n > current) - (n < current)],
        )
        for n, lane in enumerate(lanes, start=1)
    ]


def test_the_sop_of_2025_is_drawn_to_the_measures_of_the_mock() -> None:
    drawing = draw(line_at(8))
    assert (drawing.width, drawing.height) == (448, 46)
    assert [symbol.centre for symbol in drawing.symbols] == [23, 68, 118, 178, 238, 290, 334, 378, 425]
    assert [path for path, _ in drawing.rails][:2] == ["M44 18H52", "M84 18H92"]


def test_the_tiny_line_is_drawn_to_the_measures_of_the_mock() -> None:
    drawing = draw(line_at(3), tiny=True)
    assert (drawing.width, drawing.height) == (161, 20)
    assert drawing.symbols[2].needle == "M42.5 14.5l3.5 4.5h-7z"
    assert all(not symbol.fill_path for symbol in drawing.symbols)


def test_two_days_are_wider_than_one_and_a_month_still_fits() -> None:
    steps = [
        LineStep(number=n, name="", shape="kotak", width_norm=days) for n, days in enumerate((1, 2, 5, 30), 1)
    ]
    widths = [symbol.right - symbol.left for symbol in draw(Line(steps=steps)).symbols]
    assert widths == [32, 52, 112, 112]


def test_only_the_current_step_has_needle_and_fill_and_the_way_to_it_is_travelled() -> None:
    drawing = draw(line_at(4))
    assert [bool(symbol.needle) for symbol in drawing.symbols] == [n == 4 for n in range(1, 10)]
    assert [bool(symbol.fill_path) for symbol in drawing.symbols] == [n == 4 for n in range(1, 10)]
    assert [done for _, done in drawing.rails] == [True, True, True, False, False, False, False, False]


def test_a_return_is_an_arc_above_the_line_into_the_step_it_led_to() -> None:
    line = line_at(3, returned_to=3)
    steps = [replace(step, returned=step.number == 4) for step in line.steps]
    drawing = draw(replace(line, steps=steps))
    assert drawing.height == 64
    assert drawing.return_path == "M178 19V5H118V15"
    assert draw(replace(line, steps=steps), tiny=True).return_path == ""
    assert draw(line).return_path == ""


@pytest.mark.parametrize(
    ("current", "said"),
    [
        (7, "Langkah 7 dari 9, langkah 7, di Sekretaris Dinas, sisa 35 menit kerja"),
        (10, "Semua langkah selesai"),
    ],
)
def test_the_picture_says_step_holder_and_time(current: int, said: str) -> None:
    assert line_at(current, holder="Sekretaris Dinas", time_text="sisa 35 menit kerja").title == said


def test_a_cancelled_case_says_where_it_stopped() -> None:
    stopped = [replace(step, status="lalu" if step.number < 4 else "nanti") for step in line_at(4).steps]
    assert Line(steps=stopped).title == "Berhenti setelah langkah 3 dari 9"


@given(share=st.floats(-1, 3, allow_nan=False), shape=st.sampled_from(["kapsul", "kotak", "belah"]))
def test_the_used_part_never_leaves_the_symbol(share: float, shape: Shape) -> None:
    path = filled(shape, share, **BODY)
    if share <= 0:
        assert path == ""
        return
    for x, y in re.findall(r"(-?[\d.]+) (-?[\d.]+)", path):
        assert 0 <= float(x) <= min(1, share) * 36 + 0.01
        assert 3 - 0.01 <= float(y) <= 33 + 0.01


def test_a_full_symbol_reaches_its_right_edge_and_half_a_diamond_stops_at_its_point() -> None:
    assert filled("belah", 1.0, **BODY) == "M0 18L18 3L36 18L36 18L18 33L0 18z"
    assert filled("belah", 0.5, **BODY) == "M0 18L18 3L18 33L0 18z"
    assert filled("kotak", 0.5, **BODY) == "M0 3L18 3L18 33L0 33z"
    assert half_height_at("kapsul", x=14, width=36, height=28, radius=14) == 14
    assert half_height_at("belah", x=40, width=36, height=28, radius=14) == 0


def test_a_diamond_is_drawn_from_its_top() -> None:
    assert outline("belah", corner=2, **BODY) == "M18 3l18 15l-18 15l-18-15z".replace("-18-15", "-18 -15")


def test_the_line_runs_from_lane_to_lane_and_ends_in_an_arrow() -> None:
    table = cells(rows_in(0, 3, current=2))
    assert [cell.segments for cell in table[0]] == [("seg seg-b lalu",), (), (), (), (), ()]
    assert [cell.segments for cell in table[1]] == [
        ("seg seg-a lalu", "seg seg-ka lalu"),
        ("seg seg-ki lalu", "seg seg-ka lalu"),
        ("seg seg-ki lalu", "seg seg-ka lalu"),
        ("seg seg-ki lalu paksa-a",),
        (),
        (),
    ]


def test_the_way_ahead_is_not_travelled_and_may_run_left_or_straight_down() -> None:
    table = cells(rows_in(5, 3, 3, current=1))
    assert table[0][5].segments == ("seg seg-b",)
    assert table[1][5].segments == ("seg seg-a", "seg seg-ki")
    assert table[1][4].segments == ("seg seg-ki", "seg seg-ka")
    assert table[1][3].segments == ("seg seg-ka paksa-a", "seg seg-b")
    assert table[2][3].segments == ("seg seg-a paksa-a",)


@given(st.lists(st.integers(0, 5), min_size=1, max_size=9))
def test_every_row_has_one_symbol_and_one_way_in(lanes: list[int]) -> None:
    for index, row in enumerate(cells(rows_in(*lanes))):
        pieces = [piece for cell in row for piece in cell.segments]
        assert sum(cell.has_symbol for cell in row) == 1
        assert sum("paksa-a" in piece for piece in pieces) == (index > 0)
        assert sum("seg-a" in piece.split() for piece in pieces) == (index > 0)
        assert sum("seg-b" in piece.split() for piece in pieces) == (index < len(lanes) - 1)


def render(source: str, **context: Any) -> str:
    return Template("{% load sop_garis rupa %}" + source).render(Context(context))


def test_the_tags_draw_a_line_or_anything_that_has_one() -> None:
    class Case:
        def line(self) -> Line:
            return line_at(8, is_mine=True, holder="<Kepala> Dinas")

    html = render("{% garis_ringkas case %}", case=Case())
    assert 'class="garis garis--ringkas garis--anda"' in html
    assert "di &lt;Kepala&gt; Dinas" in html
    assert html.count("<text") == 9
    assert "style=" not in html
    assert " id=" not in html
    late = render("{% garis_mini line %}", line=line_at(3, is_late=True))
    assert "garis--mini garis--lewat" in late
    assert "<text" not in late
    with pytest.raises(TypeError, match="no line"):
        render("{% garis_mini case %}", case=object())


def test_the_table_marks_the_current_row_the_readers_lane_and_a_second_visit() -> None:
    rows = rows_in(0, 3, 1, current=3)
    rows[2] = replace(
        rows[2],
        is_mine=True,
        shape="belah",
        visit_no=2,
        if_no_text="Tidak: kembali ke langkah 2",
        reality_main="Sisa 1 jam",
    )
    html = render("{% tabel_sop rows lajur_anda=1 %}", rows=rows)
    assert html.count('aria-current="step"') == 1
    assert 'class="kini anda"' in html
    assert "Sekretaris Dinas<br>(Anda)" in html
    assert "Kunjungan ke-2" in html
    assert "Tidak: kembali ke langkah 2" in html
    assert html.count('<th class="k-lajur') == len(LANES) == 6
    assert html.count('scope="row"') == 3
    assert "style=" not in html


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [
        (Decimal("1234.5"), None, "1.234,5"),
        (Decimal("1234.50"), 2, "1.234,50"),
        (1234567, None, "1.234.567"),
        (Decimal("0.005"), 2, "0,01"),
        (Decimal("-0.001"), 2, "0,00"),
        (Decimal("99.995"), 2, "100,00"),
        (100, None, "100"),
        (0, None, "0"),
        (None, None, ""),
        ("nihil", None, "nihil"),
    ],
)
def test_figures_are_written_the_indonesian_way(value: Any, decimals: int, shown: str) -> None:
    assert rupa.angka(value, decimals) == shown


def test_days_and_hours_are_those_of_the_office() -> None:
    late_in_utc = datetime(2026, 10, 11, 23, 40, tzinfo=UTC)
    assert rupa.tanggal(late_in_utc) == "12 Oktober 2026"
    assert rupa.hari_tanggal(late_in_utc) == "Senin, 12 Oktober 2026"
    assert rupa.jam_wita(late_in_utc) == "07.40"
    assert rupa.tanggal_pendek(date(2026, 3, 1)) == "01-03-2026"
    assert rupa.tanggal_singkat(date(2026, 8, 1)) == "1 Agu"
    assert rupa.tanggal(None) == ""


@pytest.mark.parametrize(
    ("size", "shown"), [(340, "340 B"), (12_400, "12 KB"), (1_234_567, "1,2 MB"), (None, "")]
)
def test_sizes_are_short(size: int, shown: str) -> None:
    assert rupa.ukuran(size) == shown


def test_a_state_is_never_colour_alone_and_an_unknown_one_is_a_mistake_of_ours() -> None:
    pill = rupa.pil("terlambat", "Terlambat <35> menit")
    assert "pil--terlambat" in pill
    assert "<svg" in pill
    assert "Terlambat &lt;35&gt; menit" in pill
    with pytest.raises(TemplateSyntaxError):
        rupa.pil("merah", "x")
    with pytest.raises(TemplateSyntaxError):
        rupa.ikon("gambar")


def test_a_fingerprint_is_cut_into_groups() -> None:
    assert rupa.sidik_pendek("7c1e90b4aaaa") == "7c1e 90b4"
    assert rupa.sidik("7c1e90b4aaaa") == "7c1e 90b4 aaaa"
