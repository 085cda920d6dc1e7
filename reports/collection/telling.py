"""Tell the people of a unit that its form has come to their desk: handed over, checked, or returned."""

from __future__ import annotations

from datetime import datetime

from accounts.models import User
from accounts.notifications import tell
from reports.collection.models import AT_UNIT, Submission, SubmissionState
from reports.collection.reading import who_holds


def tell_desk(submission: Submission, *, by: User, at: datetime) -> None:
    """One message to whoever holds the form now, in the transaction of the move. What is sent is found in a list."""
    if submission.state not in AT_UNIT:
        return
    people = [post.person for post in who_holds(submission, at) if post.person_id != by.pk]
    returned = submission.state == SubmissionState.MENGISI and submission.is_returned
    opening = "Isian dikembalikan" if returned else "Isian menunggu Anda"
    if returned:
        sentence = f"{submission.newest_return[0]} mengembalikan isian {submission.unit.name} dengan catatan."
    elif submission.state == SubmissionState.MENUNGGU_KASI:
        sentence = f"Isian {submission.unit.name} sudah diisi dan menunggu pemeriksaan Anda."
    else:
        sentence = f"Isian {submission.unit.name} siap dikirim ke Sub Bagian Perencanaan."
    tell(
        recipients=people,
        key=f"isian:{submission.pk}:{submission.state}:{int(at.timestamp())}",
        subject=f"{opening}: {submission.report.title}",
        body=f"{sentence} Buka untuk membaca dan menyelesaikannya.",
        path=f"/isian/{submission.pk}/",
        at=at,
    )
