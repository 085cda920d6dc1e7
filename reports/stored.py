"""Files of the storage behind pages: one that is gone (destroyed by rule, or lost) is a 404 with a sentence, never a 500."""

from __future__ import annotations

from typing import IO

from django.db.models.fields.files import FieldFile
from django.http import Http404


def open_stored(file: FieldFile, missing: str) -> IO[bytes]:
    """The open file, for a FileResponse. Raises Http404 with the sentence `missing` when the storage has it no more."""
    try:
        stored: IO[bytes] = file.open("rb")
    except FileNotFoundError as error:
        raise Http404(missing) from error
    return stored
