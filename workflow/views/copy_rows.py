"""One line for each copy on the page of step 9: what became of its e-mail, who opened it, who has it, and what to do."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import User
from accounts.posts import Desk
from accounts.worktime import Calendar
from accounts.worktime_words import moment
from reports.collection import actors
from reports.collection.nudges import already
from reports.distribution import nudges, sending
from reports.distribution.models import Copy, CopyNudge
from reports.models import Report, SignedPaper

NO_DELIVERY = sending.Delivery("tanpa")


@dataclass(frozen=True)
class CopyRow:
    copy: Copy
    mail: str
    """What became of the e-mail, as a sentence."""
    mail_state: str
    seen: str
    send_yourself: bool
    """The e-mail to somebody outside went without the files, which were too large: the staf brings them."""
    may_repeat: bool
    may_remind: bool
    may_record: bool
    """A recipient outside: the staf writes down who took it."""
    reminded: str
    whatsapp: tuple[tuple[str, str], ...]
    """Name and link, for those who have not confirmed."""


def copy_rows(report: Report, desk: Desk, calendar: Calendar, paper: SignedPaper | None) -> list[CopyRow]:
    """The copies of a report in the office's order. The people of each waiting unit are asked for once, all together."""
    copies = list(
        report.copies.select_related("unit", "received_by", "opened_by").order_by(
            "unit__order", "outside", "pk"
        )
    )
    mails, reminded = sending.deliveries(report), nudges.reminded_now(report, desk.at, calendar)
    manages = actors.manager(desk) is not None and paper is not None and paper.is_kept
    told = sending.people_of_mails(report) if manages else {}
    too_large = manages and any(one.email for one in copies) and not sending.outside_fits(report)
    return [
        _row(one, desk, mails.get(one.pk, NO_DELIVERY), reminded, manages, told, report, paper, too_large)
        for one in copies
    ]


def _row(
    copy: Copy, desk: Desk, mail: sending.Delivery, reminded: dict[int, CopyNudge], manages: bool,
    told: dict[int, list[User]], report: Report, paper: SignedPaper | None, too_large: bool,
) -> CopyRow:  # fmt: skip
    copy.report = report
    waits = copy.received_at is None
    standing = reminded.get(copy.pk)
    number = paper.number.text if paper else ""
    people = told.get(copy.pk, [])
    links = [(one.name, nudges.whatsapp(copy, one, number)) for one in people]
    has_address = mail.state == "tanpa" and any(one.email for one in people)
    return CopyRow(
        copy=copy,
        mail=_mail_words(copy, mail, desk),
        mail_state=mail.state,
        seen=_seen_words(copy, desk),
        send_yourself=too_large and waits and copy.unit_id is None and mail.state in ("terkirim", "menunggu"),
        may_repeat=manages and (mail.may_repeat or (waits and has_address)),
        may_remind=manages and waits and copy.unit_id is not None and standing is None,
        may_record=manages and waits and copy.unit_id is None,
        reminded=already(standing) if standing and waits else "",
        whatsapp=tuple(pair for pair in links if pair[1]) if manages and waits else (),
    )


def _mail_words(copy: Copy, mail: sending.Delivery, desk: Desk) -> str:
    whom = f" kepada {', '.join(mail.names)}" if copy.unit_id else f" ke {copy.email}"
    match mail.state:
        case "terkirim":
            return (
                f"Surel terkirim{whom}, {moment(mail.at, desk.at)}." if mail.at else f"Surel terkirim{whom}."
            )
        case "menunggu":
            return f"Surel{whom} dalam antrean."
        case "gagal":
            return f"Surel{whom} gagal setelah beberapa kali dicoba. Periksa alamatnya, lalu kirim ulang."
    return (
        "Disampaikan lewat pesan aplikasi; saat itu alamat surelnya belum dicatat."
        if copy.unit_id
        else "Tanpa surel; diserahkan langsung."
    )


def _seen_words(copy: Copy, desk: Desk) -> str:
    if copy.unit_id is None:
        return ""
    if copy.opened_at is None:
        return "Belum dibuka."
    return f"Dibuka {copy.opened_by}, {moment(copy.opened_at, desk.at)}."
