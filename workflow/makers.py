"""The PDFs that belong to workflow. Here: the lembar disposisi, half a folio, made in the worker when it is signed off;
and the way back from the lembar ekspedisi, which reports makes, to the receipts of its case.
"""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from accounts import nip
from accounts.posts import Desk, held_posts
from accounts.roles import MANDATES
from reports.document_services import ELSEWHERE, Origin, Progress, lead_back, maker
from reports.paper_html import DispositionSheet, disposition_html, paraf_mark
from reports.signature_block import lines_below, on_behalf, upper_title, written
from workflow import register_export, sop_paper  # noqa: F401 - register their makers
from workflow.archive import paper  # noqa: F401
from workflow.case import ReportRequest
from workflow.forms.disposition import addressees, head_title
from workflow.letters import Disposition, Instruction, Sifat
from workflow.recap import paper as recap_paper  # noqa: F401
from workflow.rules import may_read_scan
from workflow.scorecard import paper as scorecard_paper  # noqa: F401

MOST_LINES = 10
"""Recipients that fit on half a folio; all that are ticked come first."""


def _may_read(desk: Desk, pk: int) -> bool:
    """The sheet repeats the letter and the note on it, so it is read by whoever reads the letter."""
    sheet = Disposition.objects.select_related("case__letter").filter(pk=pk).first()
    return sheet is not None and may_read_scan(sheet.case.letter, desk)


@maker("disposisi", may_read=_may_read)
def disposition_pdf(pk: int, progress: Progress) -> bytes:
    """The sheet as it was on that day: name, post, mode, rank and NIP are those kept on the row."""
    from reports.pdf import to_pdf

    sheet = Disposition.objects.select_related("case__letter").get(pk=pk)
    progress(30, "Menata lembar disposisi")
    return to_pdf(disposition_html(sheet_of(sheet)), identifier=f"disposisi:{sheet.pk}")


def sheet_of(sheet: Disposition) -> DispositionSheet:
    """What the paper says, in the fields of design note 2.5."""
    letter = sheet.case.letter
    title, below = _signing_as(sheet)
    return DispositionSheet(
        agenda=f"{letter.agenda}/{letter.agenda_year}",
        sender=letter.sender,
        number=letter.number,
        date=f"{letter.date:%d-%m-%Y}",
        received=f"{timezone.localtime(letter.received_at):%d-%m-%Y %H.%M}",
        subject=letter.subject,
        sifat=[
            (str(one.label), letter.sifat == one)
            for one in (Sifat.SANGAT_SEGERA, Sifat.SEGERA, Sifat.RAHASIA)
        ],
        recipients=_recipients(sheet),
        instructions=_instructions(sheet),
        note=sheet.note,
        title=title,
        below=below,
        mark=paraf_mark(sheet.at),
        name=sheet.by_name,
        pangkat=sheet.by_pangkat,
        nip=nip.display(sheet.by_nip),
        prepared=f"{sheet.prepared_name}, {sheet.prepared_title}" if sheet.prepared_name else "",
    )


def _signing_as(sheet: Disposition) -> tuple[str, tuple[str, ...]]:
    """The title and, for a mandate, the lines below it: Permendagri 1/2023 article 44, as on every other paper."""
    if sheet.by_mode not in MANDATES:
        return upper_title(sheet.by_title), ()
    post = next((one for one in held_posts(sheet.by, sheet.at) if one.mode == sheet.by_mode), None)
    title = upper_title(on_behalf(sheet.by_title))
    return title, written(lines_below(post, sheet.at)) if post else ()


def _recipients(sheet: Disposition) -> list[tuple[str, bool]]:
    ticked = [recipient.unit for recipient in sheet.recipients.select_related("unit")]
    lines = [(head_title(unit), True) for unit in ticked]
    if sheet.forwarded_to:
        lines.insert(0, (sheet.forwarded_to, True))
    others = [unit for unit in addressees() if unit.pk not in {one.pk for one in ticked}]
    return lines + [(head_title(unit), False) for unit in others[: max(MOST_LINES - len(lines), 0)]]


def _instructions(sheet: Disposition) -> list[tuple[str, bool]]:
    lines = [(str(one.label), one.value in sheet.instructions) for one in Instruction]
    return [*lines, ("Cukup diketahui", True)] if sheet.acknowledged_only else lines


def _receipts(pk: int) -> Origin:
    case = ReportRequest.objects.filter(report__delivery_sheets=pk).first()
    if case is None:
        return ELSEWHERE
    return Origin(reverse("workflow:penggandaan", args=[case.pk]), "Kembali ke tanda terima")


lead_back("ekspedisi", _receipts)
