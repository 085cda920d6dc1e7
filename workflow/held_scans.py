"""A scan that was accepted while another field was refused: kept on the server, so that nobody uploads 30 MB twice.

A browser cannot put a chosen file back into a form. The file waits under a random name in the private media folder;
the session of the person who sent it is the only key.
"""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from pathlib import Path
from time import time
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.core.files.uploadedfile import UploadedFile

from workflow.uploads import CheckedFile

SESSION_KEY = "pindaian_menunggu"
KEEP = 5
"""Scans one person may have waiting (several tabs); the oldest gives way."""
STALE_SECONDS = 24 * 3600
_TOKEN = re.compile(r"[0-9a-f]{32}", re.ASCII)


@dataclass(frozen=True)
class HeldScan:
    token: str
    name: str
    mime: str
    size: int
    sha256: str
    pages: int


def hold(session: SessionBase, scan: CheckedFile) -> HeldScan:
    """Put an accepted scan aside."""
    folder = _folder()
    _sweep(folder)
    held = HeldScan(uuid.uuid4().hex, scan.name, scan.mime, scan.size, scan.sha256, scan.pages)
    scan.file.seek(0)
    with (folder / held.token).open("wb") as target:
        for chunk in scan.file.chunks():
            target.write(chunk)
    (folder / held.token).chmod(0o600)
    waiting = _waiting(session)
    waiting[held.token] = {
        "name": held.name, "mime": held.mime, "size": held.size, "sha256": held.sha256, "pages": held.pages,
    }  # fmt: skip
    for token in list(waiting)[:-KEEP]:
        waiting.pop(token)
        (folder / token).unlink(missing_ok=True)
    session[SESSION_KEY] = waiting
    return held


def find(session: SessionBase, token: str) -> HeldScan | None:
    """The waiting scan of this session, if it is still there."""
    known = _waiting(session).get(token)
    if known is None or not _TOKEN.fullmatch(token) or not (_folder() / token).is_file():
        return None
    return HeldScan(token=token, **known)


def take(held: HeldScan) -> CheckedFile:
    """The scan, open, as if it had just been uploaded."""
    stream = (_folder() / held.token).open("rb")
    upload = UploadedFile(file=stream, name=held.name, content_type=held.mime, size=held.size)
    return CheckedFile(
        file=upload, name=held.name, mime=held.mime, size=held.size, sha256=held.sha256, pages=held.pages
    )


def drop(session: SessionBase, token: str) -> None:
    """Registered: it need not wait any longer."""
    waiting = _waiting(session)
    if waiting.pop(token, None) is not None:
        session[SESSION_KEY] = waiting
        (_folder() / token).unlink(missing_ok=True)


def _waiting(session: SessionBase) -> dict[str, dict[str, Any]]:
    return dict(session.get(SESSION_KEY, {}))


def _folder() -> Path:
    folder = Path(settings.MEDIA_ROOT) / "sementara"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _sweep(folder: Path) -> None:
    """What a closed session left behind."""
    limit = time() - STALE_SECONDS
    for path in folder.iterdir():
        if path.stat().st_mtime < limit:
            path.unlink(missing_ok=True)
