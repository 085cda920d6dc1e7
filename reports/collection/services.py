"""The public face of the collection: what pages, workflow and tasks may call."""

from reports.collection.cells import CellConflict, save_cell
from reports.collection.entries import Entry
from reports.collection.evidence import add_evidence, remove_evidence
from reports.collection.handover import (
    accept,
    check,
    excuse,
    hand_over,
    missing,
    recall,
    reopen,
    return_to_staff,
    return_to_unit,
    send,
)
from reports.collection.late import give_more_time
from reports.collection.nudges import nudge, nudge_all
from reports.collection.opening import open_collection
from reports.collection.reading import Matrix, matrix, outstanding, who_holds
from reports.collection.remarks import answer_remark, changed_since_return
from reports.collection.sharing import share_rows

__all__ = [
    "CellConflict",
    "Entry",
    "Matrix",
    "accept",
    "add_evidence",
    "answer_remark",
    "changed_since_return",
    "check",
    "excuse",
    "give_more_time",
    "hand_over",
    "matrix",
    "missing",
    "nudge",
    "nudge_all",
    "open_collection",
    "outstanding",
    "recall",
    "remove_evidence",
    "reopen",
    "return_to_staff",
    "return_to_unit",
    "save_cell",
    "send",
    "share_rows",
    "who_holds",
]
