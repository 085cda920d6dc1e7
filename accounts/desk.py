"""The desk of whoever sent a request, made once and shared by everything that builds the response."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User
from accounts.posts import Desk


def desk_of(request: HttpRequest) -> Desk:
    """The desk of the logged-in person at the moment of the request."""
    known: Desk | None = getattr(request, "desk", None)
    if known is None:
        known = Desk(cast(User, request.user), timezone.now())
        request.desk = known  # type: ignore[attr-defined]
    return known
