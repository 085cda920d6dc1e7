"""The flowchart of the SOP: ways that join from row to row whatever an edition says, and page breaks with connectors."""

from __future__ import annotations

import re
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.roles import Pelaksana
from workflow import bagan
from workflow.bagan import FlowStep
from workflow.sop import LANES, RETURN_TARGETS, SHAPES, Step
from workflow.sop_paper import page_ends

pytestmark = pytest.mark.sekali

LANES_OF_PEOPLE = [LANES.index(one.label) for one in Pelaksana]
OFFICE = (0, 3, 5, 3, 5, 3, 1, 0, 5)
"""The lanes of the edition of 6 January 2025."""
BACK_TO_DRAFT = {6: 5, 7: 5, 8: 5}
ONE_LEVEL_BACK = {6: 5, 7: 6, 8: 7}


def chart(lanes: tuple[int, ...] = OFFICE, back: dict[int, int] = BACK_TO_DRAFT) -> list[FlowStep]:
    return [
        FlowStep(step.number, SHAPES[step], lane, LANES[lane], back.get(step.number))  # type: ignore[arg-type]
        for step, lane in zip(Step, lanes, strict=True)
    ]


def edges(drawing: str) -> tuple[set[str], set[str]]:
    """Where ways cross the upper and the lower border of a row, in percent; the borders of lanes left out."""
    ways = re.sub(r'<g class="bagan__lajur".*?</g>', "", drawing)
    lines = re.findall(r'x1="([\d.]+)%" y1="([\d.%]+)" x2="([\d.]+)%" y2="([\d.%]+)"', ways)
    ends = [(x1, y1) for x1, y1, _, _ in lines] + [(x2, y2) for _, _, x2, y2 in lines]
    return {x for x, y in ends if y == "0%"}, {x for x, y in ends if y == "100%"}


@given(
    st.lists(st.sampled_from(LANES_OF_PEOPLE), min_size=9, max_size=9),
    st.sampled_from(list(product(*RETURN_TARGETS.values()))),
)
def test_every_way_that_leaves_a_row_is_taken_up_by_the_next(
    lanes: list[int], targets: tuple[Step, ...]
) -> None:
    back = {step.number: to.number for step, to in zip(RETURN_TARGETS, targets, strict=True)}
    steps = chart(tuple(lanes), back)
    drawn = [edges(bagan.row_drawing(steps, index, bagan.Screen())) for index in range(9)]
    assert drawn[0][0] == set(), "nothing comes from above the first step"
    assert drawn[-1][1] == set(), "nothing leaves below the last"
    for upper, lower in pairwise(drawn):
        assert upper[1] == lower[0]


@pytest.mark.parametrize(
    ("back", "expected"),
    [
        (BACK_TO_DRAFT, [(5, (6, 7, 8))]),
        (ONE_LEVEL_BACK, [(5, (6,)), (6, (7,)), (7, (8,))]),
        ({6: 5, 7: 6, 8: 5}, [(5, (6, 8)), (6, (7,))]),
        ({}, []),
    ],
)
def test_those_that_lead_to_one_step_share_a_track_and_the_longest_runs_outermost(
    back: dict[int, int], expected: list[tuple[int, tuple[int, ...]]]
) -> None:
    found = bagan.returns_of(chart(back=back))
    assert [(one.target, one.origins) for one in found] == expected
    assert [one.track for one in found] == sorted((one.track for one in found), reverse=True)


@pytest.mark.parametrize(
    ("index", "title", "description"),
    [
        (0, "Langkah 1, Kepala Dinas, mulai", "Lanjut ke langkah 2."),
        (1, "Langkah 2, Sub Bag. Perencanaan, kegiatan", "Lanjut ke langkah 3."),
        (7, "Langkah 8, Kepala Dinas, keputusan", "Ya: lanjut ke langkah 9. Tidak: kembali ke langkah 5."),
        (8, "Langkah 9, Staf Bagian, selesai", "Akhir prosedur."),
    ],
)
def test_each_drawing_says_in_words_what_it_shows(index: int, title: str, description: str) -> None:
    assert bagan.told(chart(), index) == (title, description)
    drawing = bagan.row_drawing(chart(), index, bagan.Screen())
    assert f"<title>{title}</title><desc>{description}</desc>" in drawing


def test_only_decisions_carry_ya_and_tidak() -> None:
    drawings = [bagan.row_drawing(chart(), index, bagan.Screen()) for index in range(9)]
    assert [">Tidak</text>" in one and ">Ya</text>" in one for one in drawings] == [False] * 5 + [
        True
    ] * 3 + [False]


@pytest.mark.parametrize(
    ("rows", "room", "ends"),
    [
        ([60] * 9, 540, set()),
        ([60] * 9, 539, {7}),
        ([60] * 9, 330, {4}),
        ([200] * 9, 500, {1, 3, 5, 7}),
        ([900, 60, 60], 500, {0}),
    ],
)
def test_a_page_ends_where_the_next_row_and_its_connectors_no_longer_fit(
    rows: list[float], room: float, ends: set[int]
) -> None:
    assert page_ends(rows, room) == ends


def test_each_way_over_a_page_break_gets_a_letter_of_its_own() -> None:
    ways = bagan.crossings(chart(back={6: 5, 7: 6, 8: 5}), 5, iter("ABCDEF"))
    assert [(one.letter, one.back) for one in ways] == [("A", False), ("B", True), ("C", True)]
    foot, head = (bagan.connector_drawing(ways, bagan.Screen(), ends_page=ends) for ends in (True, False))
    for drawing in (foot, head):
        assert all(f">{letter}</text>" in drawing for letter in "ABC")
    steps = chart(back={6: 5, 7: 6, 8: 5})
    assert edges(foot)[0] == edges(bagan.row_drawing(steps, 5, bagan.Screen()))[1]
    assert edges(head)[1] == edges(bagan.row_drawing(steps, 6, bagan.Screen()))[0]
