"""Reading what the storage should hold; a file that is gone is a sentence, not a crash."""

from __future__ import annotations

import hashlib

from django.db.models.fields.files import FieldFile

from accounts.errors import Refusal
from reports.documents import Document


def stored(file: FieldFile) -> bytes:
    """What the storage holds. Raises Refusal when it is not there any more."""
    try:
        with file.open("rb") as stream:
            return bytes(stream.read())
    except OSError as error:
        raise Refusal(
            "Berkas PDF atau sertifikat tidak ditemukan di penyimpanan, jadi tidak ditandatangani. Beri tahu admin kantor."
        ) from error


def stored_document(document: Document) -> bytes:
    """A document's PDF, exactly as it was made. Raises Refusal when gone or changed since."""
    content = stored(document.file)
    if hashlib.sha256(content).hexdigest() != document.sha256:
        raise Refusal(
            "Berkas PDF di penyimpanan berubah sejak dibuat, jadi tidak ditandatangani. Beri tahu admin kantor."
        )
    return content
