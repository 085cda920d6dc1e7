"""Who may do what with people and posts."""

from __future__ import annotations

from accounts import policy
from accounts.models import Assignment
from accounts.posts import Desk
from accounts.roles import Mode


@policy.rule("akhiri", Assignment)
def may_end(desk: Desk, post: Assignment) -> str | None:
    """The office admin ends any post; a definitif head also ends the Plh. standing in for him."""
    if desk.is_office_admin:
        return None
    stands_in_for_me = post.mode == Mode.PLH and any(
        own.unit_id == post.unit_id and own.role == post.role and own.mode != Mode.PLH for own in desk.held
    )
    if stands_in_for_me:
        return None
    return "Hanya admin kantor, atau pejabat yang sedang digantikan oleh Plh., yang dapat mengakhiri jabatan ini."
