"""Before the passphrase is asked: no remark stands open. Registered with the list that step 8 looks at."""

from __future__ import annotations

from collections.abc import Iterable

from reports.correcting.services import still_open
from reports.signing.preflight import Line, Mark, Subject, looks_at

WHAT = "Semua catatan koreksi selesai"


@looks_at
def open_remarks(subject: Subject) -> Iterable[Line]:
    """One line, green or with its cure."""
    cure = still_open(subject.report)
    yield Line(Mark.KURANG, WHAT, cure) if cure else Line(Mark.BERES, WHAT)
