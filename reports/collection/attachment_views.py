"""Handing out what came with a request."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accounts.desk import desk_of
from accounts.policy import may
from reports.collection.models import VIEWABLE, RequestAttachment
from reports.stored import open_stored


@require_safe
@login_required
def attachment_file(request: HttpRequest, pk: int) -> FileResponse:
    """The file, to the planners and to every unit that was asked; to others it does not exist."""
    attachment = get_object_or_404(RequestAttachment.objects.select_related("report"), pk=pk)
    desk = desk_of(request)
    if not may(desk.user, "lihat", attachment, desk.at, desk=desk):
        raise Http404("Lampiran tidak ada.")
    response = FileResponse(
        open_stored(attachment.file, "Berkas lampiran tidak ditemukan."),
        as_attachment=attachment.mime not in VIEWABLE,
        filename=attachment.name,
        content_type=attachment.mime,
    )
    # The pages' own policy forbids the <embed> in which Chromium shows a PDF: it would stay blank.
    response["Content-Security-Policy"] = "frame-ancestors 'self'"
    return response
