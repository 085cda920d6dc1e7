"""Who may do what with a unit's submission at this moment: always a post, returned so that it can be named.

The unit is staf -> Kepala Seksi -> head; people of a seksi belong to its bidang. Whoever has the submission on the desk
edits it: staf while it is being filled, Kepala Seksi also while checking, the head until it is sent.
"""

from __future__ import annotations

from collections.abc import Collection

from accounts.models import Assignment
from accounts.posts import Desk, belongs_to, members
from accounts.roles import Pelaksana, Role
from reports.collection.models import AT_UNIT, Cell, Submission, SubmissionState
from reports.collection.seksi import checking, waiting_seksi

UNIT_HEADS = frozenset({Role.KEPALA_BIDANG, Role.KEPALA_SUB_BAGIAN, Role.SEKRETARIS})
"""Heads who may send a unit's figures; the Kepala Dinas never does."""

EDITORS: dict[str, frozenset[str]] = {
    SubmissionState.MENGISI: frozenset({Role.STAF, Role.KEPALA_SEKSI, *UNIT_HEADS}),
    SubmissionState.MENUNGGU_KASI: frozenset({Role.KEPALA_SEKSI, *UNIT_HEADS}),
    SubmissionState.MENUNGGU_KEPALA: frozenset(UNIT_HEADS),
}


def _in_unit(
    desk: Desk, submission: Submission, roles: Collection[str], *, seksi: int | None = None
) -> Assignment | None:
    """The first post in one of these roles there. With `seksi`, people of another seksi are left out."""
    unit = submission.unit
    for post in desk.posts:
        if post.role not in roles:
            continue
        # a head acts for the unit he heads, not for the units above or below it
        if post.role in UNIT_HEADS:
            if post.unit_id == unit.pk and post.role == unit.head_role:
                return post
        elif belongs_to(post, unit) and (seksi is None or post.unit_id in (seksi, unit.pk)):
            return post
    return None


def editor(desk: Desk, submission: Submission) -> Assignment | None:
    """The post that may change cells and evidence now."""
    return _in_unit(desk, submission, EDITORS.get(submission.state, frozenset()))


def editor_of_cell(desk: Desk, cell: Cell) -> Assignment | None:
    """The post that may change this row now: a row given to a seksi is closed to the other seksi, never to the head."""
    submission = cell.submission
    roles = EDITORS.get(submission.state, frozenset())
    return _in_unit(desk, submission, roles, seksi=cell.seksi_id)


def sharer(desk: Desk, submission: Submission) -> Assignment | None:
    """The post that may divide the rows among the seksi: head or Kepala Seksi, while the form is on their desk."""
    return _in_unit(desk, submission, EDITORS.get(submission.state, frozenset()) - {Role.STAF})


def hander_over(desk: Desk, submission: Submission) -> Assignment | None:
    """The post that may say "filled" while the unit is filling."""
    return editor(desk, submission) if submission.state == SubmissionState.MENGISI else None


def checker(desk: Desk, submission: Submission) -> Assignment | None:
    """The Kepala Seksi who may check now: not one whose own rows are checked while another seksi's wait."""
    if submission.state != SubmissionState.MENUNGGU_KASI:
        return None
    post = _in_unit(desk, submission, {Role.KEPALA_SEKSI})
    if post is None:
        return None
    waiting = waiting_seksi([submission.pk]).get(submission.pk, set())
    if None in waiting or not waiting:
        return post
    kasi = members(submission.unit, desk.at, [Role.KEPALA_SEKSI])
    mine = [one for one in checking(kasi, waiting) if one.person_id == desk.user.pk]
    return mine[0] if mine else None


def sender(desk: Desk, submission: Submission) -> Assignment | None:
    """The head who may send now: after the check, or past a Kepala Seksi who does not get to it."""
    if submission.state not in (SubmissionState.MENUNGGU_KASI, SubmissionState.MENUNGGU_KEPALA):
        return None
    return _in_unit(desk, submission, UNIT_HEADS)


def back_sender(desk: Desk, submission: Submission) -> Assignment | None:
    """Whoever may give it back to the staf: the Kepala Seksi while checking, the head until it is sent."""
    return checker(desk, submission) or sender(desk, submission)


def recaller(desk: Desk, submission: Submission) -> Assignment | None:
    """The head who may take it back while nobody has accepted it."""
    return _in_unit(desk, submission, UNIT_HEADS) if submission.state == SubmissionState.TERKIRIM else None


def examiner(desk: Desk, submission: Submission) -> Assignment | None:
    """The staf perencana who may accept or return now."""
    if submission.state != SubmissionState.TERKIRIM:
        return None
    return desk.acts_as(Pelaksana.STAF_PERENCANA)


def excuser(desk: Desk, submission: Submission) -> Assignment | None:
    """The staf perencana who may go on without this unit now."""
    return desk.acts_as(Pelaksana.STAF_PERENCANA) if submission.state in AT_UNIT else None


def manager(desk: Desk) -> Assignment | None:
    """Who runs the collection: reminds units and gives one of them more time."""
    return desk.acts_as(Pelaksana.STAF_PERENCANA) or desk.acts_as(Pelaksana.KASUBAG_PERENCANAAN)


def member(desk: Desk, submission: Submission) -> bool:
    """Whether this is the person's own unit, or the bidang it is part of; for reading, so posts somebody
    stands in for count too.
    """
    return any(belongs_to(post, submission.unit) for post in desk.held)


def reads_inner_note(desk: Desk, submission: Submission) -> bool:
    """What the unit's own Kepala Seksi or head wrote to the staf is read inside the unit, and only while the form is there."""
    return bool(submission.inner_note) and submission.state in AT_UNIT and member(desk, submission)


def may_see(desk: Desk, submission: Submission) -> bool:
    """Own unit, or one of those who see every case; nobody else, not even the admin (product.md)."""
    return desk.sees_all or member(desk, submission)
