"""PDFs made in the worker: asked for once by key, claimed by one worker, stored when finished, never rendered again.

A maker turns the part of the key after the colon into a PDF; the app that owns the thing registers it:

    @maker("versi", reads="baca_isi")
    def version_pdf(pk: int, progress: Progress) -> bytes: ...
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F, Q

from accounts.errors import Refusal
from accounts.posts import Desk
from reports.documents import Document, DocumentPage

logger = logging.getLogger(__name__)

Progress = Callable[[int, str], None]
"""Told the percentage done and the stage in words."""
Make = Callable[[int, Progress], bytes]
Reader = Callable[[Desk, int], bool]
Finished = Callable[[int, Document], None]

STALE = timedelta(minutes=3)
"""A worker that has not finished by then was killed; another may take the document."""
MOST_ATTEMPTS = 5
FINGERPRINT = 10
"""Digits of `fingerprint`."""
FAILED = "PDF belum berhasil dibuat. Tekan “Coba lagi”; bila tetap gagal, beri tahu admin kantor."


class Origin(NamedTuple):
    """The page a document was asked for on, the words of the link back to it, and what one does with the paper."""

    url: str
    words: str
    next_step: str = ""


ELSEWHERE = Origin("/", "Kembali ke Tugas saya")
"""For documents that are shown inside the page of their step: their own page is only passed through."""
Source = Callable[[int], Origin]


@dataclass(frozen=True)
class Maker:
    """How one kind of document is made, who may read it, where it came from, and what else happens when it is finished.

    `images`: its pages are kept as images too, for reading on a phone.
    """

    make: Make
    may_read: Reader
    images: bool = False
    finished: Finished | None = None
    origin: Source | None = None


_makers: dict[str, Maker] = {}


def maker(
    kind: str, *, may_read: Reader, finished: Finished | None = None, origin: Source | None = None, images: bool = False
) -> Callable[[Make], Make]:  # fmt: skip
    """Register the maker of the documents whose key begins with `kind:`."""

    def register(function: Make) -> Make:
        if kind in _makers:
            raise RuntimeError(f"Two makers for {kind}")
        _makers[kind] = Maker(function, may_read, images, finished, origin)
        return function

    return register


def lead_back(kind: str, source: Source) -> None:
    """Where documents of this kind lead back to, when only an app above the maker's knows that page."""
    _load_makers()
    _makers[kind] = replace(_makers[kind], origin=source)


def _load_makers() -> None:
    from reports import papers  # noqa: F401 - registers the makers of reports itself
    from reports.distribution import sheets  # noqa: F401 - those of handing the report over
    from reports.e81 import paper  # noqa: F401 - and that of Form E.81


def kinds() -> frozenset[str]:
    """Every kind of document there is, of all apps."""
    _load_makers()
    return frozenset(_makers)


def _maker_of(document: Document) -> tuple[Maker, int]:
    _load_makers()
    kind, _, pk = document.key.partition(":")
    return _makers[kind], int(pk)


def may_read(desk: Desk, document: Document) -> bool:
    """Whether this person may see the document: the rule of the thing that it prints."""
    found, pk = _maker_of(document)
    return found.may_read(desk, pk)


def origin(document: Document) -> Origin:
    """Where the document's page leads back to."""
    found, pk = _maker_of(document)
    return found.origin(pk) if found.origin else ELSEWHERE


def fingerprint(text: str) -> str:
    """Digits that stand for `text` in a document's key, where one PDF serves as long as nothing on it has changed."""
    number = int(hashlib.sha256(text.encode()).hexdigest(), 16) % 10**FINGERPRINT
    return f"{number:0{FINGERPRINT}d}"


def request_document(*, key: str, title: str, at: datetime) -> Document:
    """The document called `key`, made when it does not exist yet; asked again, the same row. Sent to the worker on commit."""
    document, created = Document.objects.get_or_create(
        key=key, defaults={"title": title[:200], "requested_at": at}
    )
    if created:
        _send(document.pk)
    return document


@transaction.atomic
def retry(*, document: Document, at: datetime) -> Document:
    """Put a failed document back in the queue."""
    changed = Document.objects.filter(pk=document.pk, state=Document.State.GAGAL).update(
        state=Document.State.MENUNGGU,
        error="",
        stage="",
        progress=0,
        attempts=0,
        requested_at=at,
        claimed_at=None,
    )
    if not changed:
        raise Refusal("PDF ini tidak sedang gagal, jadi tidak perlu dicoba lagi. Muat ulang halaman.")
    _send(document.pk)
    document.refresh_from_db()
    return document


def _send(pk: int) -> None:
    from reports.tasks import render

    transaction.on_commit(lambda: render.delay(pk), robust=True)


def claimable(at: datetime) -> Q:
    """What nobody works on: waiting, or taken by a worker that was lost."""
    return Q(state=Document.State.MENUNGGU) | Q(state=Document.State.DIBUAT, claimed_at__lt=at - STALE)


def waiting(at: datetime) -> list[int]:
    """Keys of documents to send again: the broker lost them, or their worker died."""
    resend_after = at - timedelta(seconds=30)
    return list(
        Document.objects.filter(claimable(at), requested_at__lt=resend_after)
        .order_by("requested_at")
        .values_list("pk", flat=True)[:50]
    )


def render_document(*, pk: int, clock: Callable[[], datetime]) -> bool:
    """Claim, make and store one document; True when this call finished it. Harmless to run twice or on two workers."""
    began = clock()
    claimed = Document.objects.filter(claimable(began), pk=pk).update(
        state=Document.State.DIBUAT,
        claimed_at=began,
        attempts=F("attempts") + 1,
        progress=5,
        stage="Menyusun halaman",
        error="",
    )
    if not claimed:
        return False
    document = Document.objects.get(pk=pk)
    mine = Document.objects.filter(pk=pk, state=Document.State.DIBUAT, claimed_at=began)

    def progress(done: int, stage: str) -> None:
        mine.update(progress=min(done, 99), stage=stage[:100])

    if document.attempts > MOST_ATTEMPTS:  # every worker that took it was lost on the way
        mine.update(state=Document.State.GAGAL, error=FAILED, stage="")
        return False
    try:
        found, thing = _maker_of(document)
        content = found.make(thing, progress)
        progress(95, "Menyimpan")
        return _store(document, content, found, thing, began, clock())
    except Refusal as refusal:
        mine.update(state=Document.State.GAGAL, error=refusal.message[:300], stage="")
    except Exception:
        logger.exception("dokumen %s gagal dibuat", document.key)
        again = document.attempts < MOST_ATTEMPTS
        mine.update(
            state=Document.State.MENUNGGU if again else Document.State.GAGAL, error="" if again else FAILED,
            stage="Diulang" if again else "", progress=0,
        )  # fmt: skip
    return False


def _store(
    document: Document, content: bytes, found: Maker, thing: int, began: datetime, at: datetime
) -> bool:
    """Keep the result once: a slower worker that lost its claim throws its own away."""
    from reports.page_images import page_images
    from reports.pdf import page_count

    digest, pages = hashlib.sha256(content).hexdigest(), page_count(content)
    stored: list[str] = []
    document.file.save("dokumen.pdf", ContentFile(content), save=False)
    stored.append(str(document.file.name))
    rows = []
    try:
        for image in page_images(content) if found.images else ():
            row = DocumentPage(document=document, number=image.number, width=image.width, height=image.height)
            row.file.save("halaman.webp", ContentFile(image.content), save=False)
            stored.append(str(row.file.name))
            rows.append(row)
        with transaction.atomic():
            kept = Document.objects.filter(pk=document.pk, state=Document.State.DIBUAT, claimed_at=began).update(
                state=Document.State.SELESAI, progress=100, stage="", file=document.file.name, sha256=digest, pages=pages,
                finished_at=at, error="",
            )  # fmt: skip
            if kept:
                DocumentPage.objects.bulk_create(rows)
                document.refresh_from_db()
                if found.finished is not None:
                    found.finished(thing, document)
    except BaseException:
        _remove(document, stored)
        raise
    if not kept:
        _remove(document, stored)
    return bool(kept)


def _remove(document: Document, names: list[str]) -> None:
    for name in names:
        document.file.storage.delete(name)
