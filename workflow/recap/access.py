"""Whose recap somebody may read: one's own, that of whoever answers to one directly, and everybody's for the admin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.models import User
from accounts.posts import is_head, posts_below, superior_unit

if TYPE_CHECKING:
    from accounts.models import Assignment
    from accounts.posts import Desk


def subordinates(desk: Desk) -> list[Assignment]:
    """The posts that answer to this person directly, in the office's order. One query, none for who heads nothing.

    Counted by the posts held: a head for whom somebody stands in goes on reading.
    """
    known: list[Assignment] | None = desk.__dict__.get("_subordinates")
    if known is None:
        mine = {post.unit_id for post in desk.held if is_head(post)}
        below = posts_below(mine, desk.at) if mine else []
        headed = {post.unit_id for post in below if is_head(post)}
        known = [
            post for post in below
            if post.person_id != desk.user.pk and superior_unit(post, headed) in mine
        ]  # fmt: skip
        desk.__dict__["_subordinates"] = known
    return known


def is_superior(desk: Desk, person: User) -> bool:
    """Does this person answer to the reader directly?"""
    return any(post.person_id == person.pk for post in subordinates(desk))


def may_read(desk: Desk, person: User) -> bool:
    """The person, the direct superior, and the admin."""
    return desk.user.pk == person.pk or desk.is_office_admin or is_superior(desk, person)


def may_explain(desk: Desk, person: User) -> bool:
    """Notes are written by the person and the superior; the admin only reads."""
    return desk.user.pk == person.pk or is_superior(desk, person)
