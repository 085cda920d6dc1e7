"""A copy goes out: a message to the heads of the unit with the PDF attached to its e-mail, or an e-mail to whoever is outside.

The outbox is that of accounts: the row is written in the transaction of the act, under a key that makes a second one
impossible; the files are read when the e-mail leaves. Number, title and address stand in the text, never report data.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.text import slugify

from accounts import audit
from accounts.errors import NotYours, Refusal
from accounts.mail import Attachment, attaches
from accounts.models import Channel, Message, User
from accounts.models import Delivery as Sending
from accounts.notifications import send_again, tell, tell_outside
from accounts.posts import Desk, members, unit_holders
from accounts.roles import Role
from reports.collection import actors
from reports.distribution.models import Copy
from reports.distribution.planning import Recipient, checked
from reports.report import Report
from reports.rules_paper import may_read_signed
from reports.signing.models import PaperKind, SignedPaper

PREFIX = "salinan"


def key(copy: Copy) -> str:
    """What the keys of all messages about this copy begin with."""
    return f"{PREFIX}:{copy.report_id}:{copy.pk}:"


def send(copy: Copy, *, at: datetime) -> None:
    """Write the messages of one sending; the caller holds the report's lock."""
    papers = signed_papers(copy)
    copy.sendings += 1
    copy.save(update_fields=["sendings"])
    report, number = papers[0].report, papers[0].number.text
    enclosed = (
        "Berkas PDF bertanda tangan terlampir."
        if fits(papers)
        else "Berkasnya terlalu besar untuk dilampirkan."
    )
    subject, round_key = f"{report.title}, nomor {number}", f"{key(copy)}{copy.sendings}"
    if copy.unit is None:
        if copy.email:
            rest = "" if fits(papers) else " Kami menyerahkannya kepada Anda secara terpisah."
            tell_outside(
                name=copy.outside, address=copy.email, key=f"{round_key}:luar", subject=subject, at=at,
                body=f"Bersama ini disampaikan {report.title}, nomor {number}. {enclosed}{rest}\n"
                "Keasliannya dapat diperiksa pada alamat di bawah ini, tanpa masuk.",
                path=reverse("verifikasi", args=[papers[0].token]),
            )  # fmt: skip
        return
    mailed, others = people(copy, at)
    words = (
        f"{report.title}, nomor {number}, dibagikan kepada {copy.unit.name}. Buka halamannya untuk membaca bagian "
        "unit Anda lebih dahulu dan memberi tanda terima."
    )
    path = reverse("salinan", args=[copy.pk])
    tell(
        recipients=mailed,
        key=round_key,
        subject=subject,
        body=f"{words} {enclosed}",
        path=path,
        at=at,
        at_once=True,
    )
    tell(recipients=others, key=round_key, subject=subject, body=words, path=path, at=at, email=False)


def people(copy: Copy, at: datetime) -> tuple[list[User], list[User]]:
    """Who is told about a unit's copy: by e-mail its head (Kasi or staf where the post is vacant), and its Kasi in the application.

    Whoever may not read the report (a rahasia case) is not told of it.
    """
    if copy.unit is None:
        return [], []
    groups = [
        unit_holders(copy.unit, [copy.unit.head_role], at),
        members(copy.unit, at, [Role.KEPALA_SEKSI]),
        members(copy.unit, at, [Role.STAF]),
    ]
    readers = [_readers(copy, (post.person for post in group), at) for group in groups[:2]]
    if not any(readers):
        return _readers(copy, (post.person for post in groups[2]), at), []
    first = readers[0] or readers[1]
    return first, [person for person in readers[1] if person not in first]


def _readers(copy: Copy, persons: Iterable[User], at: datetime) -> list[User]:
    unique = {person.pk: person for person in persons}
    return [person for person in unique.values() if may_read_signed(Desk(person, at), copy.report)]


def signed_papers(copy: Copy) -> list[SignedPaper]:
    """What goes out with this copy now: the report, and its surat pengantar to whoever is outside. Raises Refusal when there is none."""
    found = list(
        SignedPaper.objects.filter(report=copy.report_id, state=SignedPaper.State.DITANDATANGANI)
        .select_related("number", "report")
        .order_by("kind")
    )
    papers = [one for one in found if one.kind == PaperKind.LAPORAN or copy.unit_id is None]
    if not papers or papers[0].kind != PaperKind.LAPORAN:
        raise Refusal("Laporan ini tidak berlaku lagi, jadi tidak dapat dikirim.")
    if not all(one.is_kept for one in papers):
        raise Refusal("Berkas laporan ini sudah dimusnahkan, jadi tidak dapat dikirim lagi.")
    return papers


def fits(papers: Iterable[SignedPaper]) -> bool:
    """Whether the files together stay below what an e-mail may carry (settings.EMAIL_ATTACHMENT_LIMIT, bytes)."""
    limit: int = settings.EMAIL_ATTACHMENT_LIMIT
    return sum(paper.signed_file.size for paper in papers) <= limit


def outside_fits(report: Report) -> bool:
    """Whether the report and its surat pengantar can be attached for a recipient outside. One query."""
    return fits(SignedPaper.objects.filter(report=report, state=SignedPaper.State.DITANDATANGANI))


@attaches(PREFIX)
def attachments(message: Message) -> list[Attachment]:
    """The signed files, exactly as signed, for the e-mail of one copy."""
    copy = Copy.objects.select_related("report", "unit").get(pk=int(message.key.split(":")[2]))
    papers = signed_papers(copy)
    return [_attached(paper) for paper in papers] if fits(papers) else []


def _attached(paper: SignedPaper) -> Attachment:
    words = "surat pengantar " if paper.kind == PaperKind.PENGANTAR else ""
    with paper.signed_file.open("rb") as stream:
        content = stream.read()
    return Attachment(f"{slugify(f'{words}{paper.report.title}')}.pdf", content, "application/pdf")


# ── what became of it ───────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class Delivery:
    """The newest sending of a copy by e-mail. `state`: terkirim, menunggu, gagal, tanpa."""

    state: str
    names: tuple[str, ...] = ()
    at: datetime | None = None

    @property
    def may_repeat(self) -> bool:
        """Whether *kirim ulang* makes sense: not while it waits in the queue, and only where there is an address."""
        return self.state in ("terkirim", "gagal")


def deliveries(report: Report) -> dict[int, Delivery]:
    """Copy -> what became of its newest e-mail. One query."""
    newest: dict[int, tuple[int, list[Sending]]] = {}
    for sending in _sendings(f"{PREFIX}:{report.pk}:").exclude(state=Sending.State.WITHHELD):
        _, _, copy, number, *_ = sending.message.key.split(":")
        if not number.isdigit():
            continue  # a reminder
        held = newest.get(int(copy), (0, []))
        if int(number) >= held[0]:
            newest[int(copy)] = (int(number), [*(held[1] if int(number) == held[0] else []), sending])
    return {copy: _delivery(found) for copy, (_, found) in newest.items()}


def people_of_mails(report: Report) -> dict[int, list[User]]:
    """Copy -> the people told of it, for the links that open WhatsApp. One query."""
    told: dict[int, dict[int, User]] = {}
    for message in Message.objects.filter(
        key__startswith=f"{PREFIX}:{report.pk}:", recipient__isnull=False
    ).select_related("recipient"):
        if message.recipient is not None:
            told.setdefault(int(message.key.split(":")[2]), {})[message.recipient.pk] = message.recipient
    return {copy: list(people.values()) for copy, people in told.items()}


def _sendings(prefix: str) -> QuerySet[Sending]:
    """The e-mails of the messages whose keys begin like this."""
    sendings = Sending.objects.filter(message__key__startswith=prefix, channel=Channel.SUREL)
    return sendings.select_related("message__recipient").order_by("-message__created_at", "-message__pk")


def _delivery(found: Sequence[Sending]) -> Delivery:
    states = {sending.state for sending in found}
    if Sending.State.FAILED in states:
        state = "gagal"
    elif states == {Sending.State.SENT}:
        state = "terkirim"
    else:
        state = "menunggu"
    return Delivery(
        state,
        tuple(sending.message.name for sending in found),
        max((sending.sent_at for sending in found if sending.sent_at), default=None),
    )


@transaction.atomic
def repeat(*, copy: Copy, by: User, at: datetime, email: str = "") -> Copy:
    """*Kirim ulang*: what failed goes back into the outbox as it was; what was sent goes out once more.

    `email`: the (corrected) address of a recipient outside. Refused while the last one still waits to be sent.
    """
    Report.objects.select_for_update().get(pk=copy.report_id)
    current = Copy.objects.select_related("report", "unit").get(pk=copy.pk)
    post = actors.manager(Desk(by, at))
    if post is None:
        raise NotYours("Hanya Staf Perencana dan Kasubag Perencanaan yang mengirim ulang.")
    signed_papers(current)
    changed = current.unit_id is None and email.strip() != "" and email.strip() != current.email
    if changed:
        current.email = checked([Recipient(name=current.outside, email=email)])[0].email
        current.save(update_fields=["email"])
    last = deliveries(current.report).get(current.pk, Delivery("tanpa"))
    if last.state == "menunggu":
        raise Refusal("Surelnya masih dalam antrean, jadi belum perlu dikirim ulang. Tunggu beberapa menit.")
    if current.unit_id is None and not current.email:
        raise Refusal(f"Alamat surel {current.outside} belum ada. Isi alamatnya, lalu kirim.", field="email")
    failed = [
        sending.message.key
        for sending in _sendings(f"{key(current)}{current.sendings}:").filter(state=Sending.State.FAILED)
    ]
    if failed and not changed:
        send_again(keys=failed)
    else:
        send(current, at=at)
    audit.record(
        stream=f"laporan:{current.report_id}", act="salinan dikirim ulang", by=by, at=at, title=post.jabatan,
        detail={"penerima": str(current)},
    )  # fmt: skip
    return current
