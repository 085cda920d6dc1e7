"""Tables as a screen reader walks them: every cell names the headings above and beside it (ISO 32000-1, 14.8.5.7).

WeasyPrint loses count where a heading spans rows or columns, as in Form E.81, and writes no index of the names it gives to
headings. Both are put right here, from the structure tree it leaves behind.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Cell:
    """One cell on the grid of its table: the rows and columns it covers."""

    element: Any
    is_heading: bool
    in_head: bool
    rows: range
    columns: range


def complete_tables(pdf: Any) -> None:
    """Set scope and name of every heading cell, the headings of every other cell, and the index of the names."""
    names: dict[str, Any] = {}
    root = None
    for item in list(pdf.objects):
        if not isinstance(item, dict):
            continue
        if item.get("S") == "/Table":
            _complete(pdf, item, names)
        elif item.get("Type") == "/StructTreeRoot":
            root = item
    if root is not None and names:
        _index(pdf, root, names)


def _complete(pdf: Any, table: Any, names: dict[str, Any]) -> None:
    import pydyf

    above: dict[int, list[Any]] = {}
    beside: dict[int, list[Any]] = {}
    cells = list(_cells(pdf, table))
    for cell in cells:
        if not cell.is_heading:
            continue
        name = f"{table.number}-{cell.rows.start}-{cell.columns.start}"
        key = pydyf.String(name)
        names[name] = cell.element
        cell.element["ID"] = key
        cell.element["A"]["Scope"] = "/Column" if cell.in_head else "/Row"
        for place in cell.columns if cell.in_head else cell.rows:
            (above if cell.in_head else beside).setdefault(place, []).append(key)
    for cell in cells:
        if not cell.is_heading:
            found = [key for row in cell.rows for key in beside.get(row, ())]
            found += [key for column in cell.columns for key in above.get(column, ())]
            cell.element["A"]["Headers"] = pydyf.Array(dict.fromkeys(found))


def _cells(pdf: Any, table: Any) -> Iterator[Cell]:
    """Every cell with its place, by the rule of HTML: a cell takes the first free column of its row."""
    taken: set[tuple[int, int]] = set()
    for row, (line, in_head) in enumerate(_rows(pdf, table, in_head=False)):
        column = 0
        for element in _children(pdf, line):
            if element["S"] not in ("/TH", "/TD"):
                continue
            while (row, column) in taken:
                column += 1
            rows = range(row, row + element["A"].get("RowSpan", 1))
            columns = range(column, column + element["A"].get("ColSpan", 1))
            taken.update((y, x) for y in rows for x in columns)
            yield Cell(element, element["S"] == "/TH", in_head, rows, columns)
            column = columns.stop


def _rows(pdf: Any, part: Any, *, in_head: bool) -> Iterator[tuple[Any, bool]]:
    for child in _children(pdf, part):
        if child["S"] == "/TR":
            yield child, in_head
        elif child["S"] in ("/THead", "/TBody", "/TFoot"):
            yield from _rows(pdf, child, in_head=child["S"] == "/THead")


def _children(pdf: Any, element: Any) -> Iterator[Any]:
    for kid in element["K"]:
        if isinstance(kid, bytes):  # a reference; a number is a piece of the page
            child = pdf.objects[int(kid.split()[0])]
            if child.get("Type") == "/StructElem":
                yield child


def _index(pdf: Any, root: Any, names: dict[str, Any]) -> None:
    import pydyf

    pairs = pydyf.Array()
    for name in sorted(names):
        pairs.extend((pydyf.String(name), names[name].reference))
    tree = pydyf.Dictionary({"Names": pairs})
    pdf.add_object(tree)
    root["IDTree"] = tree.reference
