"""Handing out the images of a draft."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accounts.desk import desk_of
from accounts.policy import may
from reports.drafting.models import DraftImage
from reports.stored import open_stored


@require_safe
@login_required
def draft_image(request: HttpRequest, pk: int) -> FileResponse:
    """The image, to those who may read the draft; to others it does not exist."""
    image = get_object_or_404(DraftImage.objects.select_related("report"), pk=pk)
    desk = desk_of(request)
    if not may(desk.user, "lihat", image, desk.at, desk=desk):
        raise Http404("Gambar tidak ada.")
    return FileResponse(open_stored(image.file, "Berkas gambar tidak ditemukan."), content_type=image.mime)
