"""What every page of the collection reads from a request: the submission this person may see, and the ticked boxes."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from accounts.desk import desk_of
from accounts.forms_base import read_key
from accounts.policy import may
from reports.collection.models import Submission


def submission_seen(request: HttpRequest, pk: int) -> Submission:
    """The submission, if this person may see it; another unit's does not exist."""
    submission = get_object_or_404(
        Submission.objects.select_related("unit__parent", "report__period", "assignee"), pk=pk
    )
    desk = desk_of(request)
    if not may(desk.user, "lihat", submission, desk.at, desk=desk):
        raise Http404("Isian tidak ada.")
    return submission


def ticked(request: HttpRequest, name: str) -> list[int]:
    """The keys of the ticked boxes of that name."""
    return [pk for text in request.POST.getlist(name) if (pk := read_key(text)) is not None]
