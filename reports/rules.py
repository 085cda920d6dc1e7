"""Who may see a unit's submission. What each post may do with it: reports.collection.actors."""

from __future__ import annotations

from accounts import policy
from accounts.posts import Desk
from reports import rules_paper
from reports.collection import actors
from reports.collection.models import Evidence, Submission
from reports.indicators.exchange import actors as catalogue_actors  # noqa: F401 - registers its rules


@policy.rule("lihat", Submission)
def may_see_submission(desk: Desk, submission: Submission) -> str | None:
    """Own unit, or those who see every case (product.md, "Who sees what"); a rahasia case only where it is theirs."""
    if actors.member(desk, submission):
        return None
    if actors.may_see(desk, submission) and rules_paper.within_limits(desk, submission.report):
        return None
    return "Isian ini milik unit lain dan tidak dapat Anda buka."


@policy.rule("lihat", Evidence)
def may_see_evidence(desk: Desk, evidence: Evidence) -> str | None:
    """Evidence is as visible as the submission it belongs to."""
    return may_see_submission(desk, evidence.cell.submission)


@policy.rule("isi", Submission)
def may_fill(desk: Desk, submission: Submission) -> str | None:
    """Those on whose desk the submission lies now."""
    if actors.editor(desk, submission):
        return None
    return "Isian ini sedang tidak di meja Anda, jadi hanya dapat dibaca."
