"""What each act of the SOP leaves behind: one handler an act, run under the case's lock and before the transition.

A handler writes only what its step writes (house.md, habit 3), by calling the services of reports. The outcome, the
note and the version it was about go onto the turn; services.perform() closes the visit with them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from accounts import policy
from accounts.errors import Refusal
from accounts.models import Unit, User
from accounts.notifications import tell
from accounts.roles import Place
from reports.analysis import services as analysis
from reports.collection import services as collection
from reports.collection.closing import close_collection
from reports.collection.models import SubmissionState
from reports.distribution import services as distribution
from reports.distribution.planning import Recipient
from reports.drafting import services as drafting
from reports.models import Format, Version
from reports.signing import paraf, wet
from reports.signing import services as signing
from workflow.attachments import report_of
from workflow.case import READ_SECRET
from workflow.letters import Disposition, DispositionRecipient, Instruction
from workflow.register import case_title
from workflow.services import Turn
from workflow.sop import Action, Step
from workflow.visits import Outcome

if TYPE_CHECKING:
    from reports.signing.services import MadeSignature

Data = dict[str, Any]
Handler = Callable[[Turn, Data], None]
HANDLERS: dict[Action, Handler] = {}


def handles(*actions: Action) -> Callable[[Handler], Handler]:
    def register(handler: Handler) -> Handler:
        for action in actions:
            HANDLERS[action] = handler
        return handler

    return register


# 1 ── disposition


@handles(Action.DISPOSISIKAN)
def disposisikan(turn: Turn, data: Data) -> None:
    """data: recipients (unit pks, the planning unit among them), instructions, note."""
    planning = Unit.objects.get(place=Place.PERENCANAAN)
    recipients = set(data.get("recipients", ()))
    if planning.pk not in recipients:
        raise Refusal(
            "Kasubag Perencanaan belum dicentang, padahal ia yang menyiapkan laporan. Centang Kasubag Perencanaan, "
            "atau pilih “Cukup diketahui” bila laporan tidak diperlukan.",
            field="recipients",
        )
    sheet = _sheet(turn, data)
    units = Unit.objects.filter(pk__in=recipients, is_active=True)
    DispositionRecipient.objects.bulk_create(
        DispositionRecipient(disposition=sheet, unit=unit, carries_out=unit.pk == planning.pk)
        for unit in units
    )
    turn.note = sheet.note
    _print_sheet(turn, sheet)


@handles(Action.CUKUP_DIKETAHUI)
def cukup_diketahui(turn: Turn, data: Data) -> None:
    """data: note, forwarded_to (another perangkat daerah, when the letter is theirs)."""
    sheet = _sheet(turn, data, acknowledged_only=True)
    turn.outcome = Outcome.DIKETAHUI
    turn.note = sheet.note or (f"Diteruskan ke {sheet.forwarded_to}" if sheet.forwarded_to else "")
    _print_sheet(turn, sheet)


def _sheet(turn: Turn, data: Data, *, acknowledged_only: bool = False) -> Disposition:
    return Disposition.objects.create(
        case=turn.case, by=turn.by, by_name=turn.by.name, by_title=turn.title, by_mode=turn.post.mode,
        by_pangkat=turn.by.pangkat, by_nip=turn.by.nip or "", at=turn.at,
        instructions=[value for value in data.get("instructions", ()) if value in Instruction.values],
        note=str(data.get("note", "")).strip(), forwarded_to=str(data.get("forwarded_to", "")).strip(),
        acknowledged_only=acknowledged_only, prepared_name=turn.prepared.by_name if turn.prepared else "",
        prepared_title=turn.prepared.by_title if turn.prepared else "",
    )  # fmt: skip


def _print_sheet(turn: Turn, sheet: Disposition) -> None:
    from reports.document_services import request_document

    request_document(
        key=f"disposisi:{sheet.pk}", title=f"Lembar disposisi agenda {turn.case.letter.agenda}", at=turn.at
    )


@handles(Action.TARIK_DISPOSISI)
def tarik_disposisi(turn: Turn, data: Data) -> None:
    """data: note (why). Refused by the condition once the Kasubag has opened the case."""
    if turn.visit.seen_at is not None:
        raise Refusal(" ".join(turn.case.missing(Action.TARIK_DISPOSISI)))
    turn.case.dispositions.filter(recalled_at__isnull=True).update(recalled_at=turn.at)
    turn.outcome, turn.note = Outcome.DITARIK, str(data.get("note", "")).strip()


# 2 ── formats out


@handles(Action.SAMPAIKAN_FORMAT)
def sampaikan_format(turn: Turn, data: Data) -> None:
    """data: format (pk), units (pks), period (Period), note, readers (user pks, for a rahasia case)."""
    case = turn.case
    form = Format.objects.filter(pk=data.get("format") or 0, is_active=True).first()
    if form is None:
        raise Refusal("Format belum dipilih. Pilih satu format pengumpulan data.", field="format")
    units = list(Unit.objects.filter(pk__in=data.get("units", ()), is_active=True))
    if not units:
        raise Refusal("Belum ada unit yang dipilih. Pilih sedikitnya satu unit.", field="units")
    readers = list(User.objects.filter(pk__in=data.get("readers", ()), is_active=True))
    if case.letter.is_secret and not readers:
        raise Refusal(
            "Surat ini rahasia. Pilih sedikitnya satu staf perencana yang boleh mengerjakan kasus ini.",
            field="readers",
        )
    period = data.get("period") or case.period
    case.period = period
    case.title = case_title(str(period), case.letter.sender)
    report = report_of(case, period, turn.at)
    from accounts.calendar import office_calendar
    from accounts.worktime import due

    row = case.edition.row(Step.PENGUMPULAN)  # its due time is the units' too, and moves with it
    unit_due = due(turn.at, row.norm, office_calendar().of(row.executor.unit_kind))
    collection.open_collection(
        report=report, format=form, units=units, note=str(data.get("note", "")).strip(), due_at=unit_due,
        by=turn.by, at=turn.at, title=turn.title,
    )  # fmt: skip
    for reader in readers:
        policy.grant(
            user=reader, act=READ_SECRET, obj=case, by=turn.by, at=turn.at, stream=f"kasus:{case.pk}"
        )
    turn.note = f"{len(units)} unit menerima {form.name}"


# 3 ── collection


@handles(Action.SELESAIKAN_PENGUMPULAN)
def selesaikan_pengumpulan(turn: Turn, data: Data) -> None:
    """Nothing outstanding, or the rest excused in writing; the condition lists who is missing."""
    submissions = turn.report.submissions
    received = submissions.filter(state=SubmissionState.DITERIMA).count()
    turn.note = f"{received} dari {submissions.count()} unit menyampaikan data"


# 4 ── analysis


@handles(Action.BEKUKAN_ANALISIS)
def bekukan_analisis(turn: Turn, data: Data) -> None:
    result = analysis.freeze(report=turn.report, by=turn.by, at=turn.at, title=turn.title)
    turn.note = f"Hasil analisis ke-{result.number} dibekukan, sidik {result.sha256[:8]}"


@handles(Action.KEMBALIKAN_DATA)
def kembalikan_data(turn: Turn, data: Data) -> None:
    """data: units (pks), note. The case goes to step 3 and only those units reopen."""
    note = _compulsory(data, "Tulis apa yang harus diperbaiki, supaya unit tahu.")
    units = list(Unit.objects.filter(pk__in=data.get("units", ())))
    if not units:
        raise Refusal("Pilih sedikitnya satu unit yang datanya dikembalikan.", field="units")
    collection.reopen(report=turn.report, units=units, note=note, by=turn.by, at=turn.at, title=turn.title)
    turn.outcome = Outcome.DIKEMBALIKAN
    turn.note = f"{', '.join(unit.short_name for unit in units)}: {note}"


# 5 ── draft


@handles(Action.AJUKAN_DRAFT)
def ajukan_draft(turn: Turn, data: Data) -> None:
    """data: note. Submitting freezes version n with its SHA-256."""
    version = drafting.submit(
        report=turn.report, note=str(data.get("note", "")).strip(), by=turn.by, at=turn.at, title=turn.title
    )
    turn.version_number, turn.note = version.number, version.note


@handles(Action.BUKA_ANALISIS)
def buka_analisis(turn: Turn, data: Data) -> None:
    turn.note = _compulsory(data, "Tulis angka mana yang keliru, supaya Kasubag tahu apa yang diperiksa.")
    turn.outcome = Outcome.DIKEMBALIKAN


# 6, 7 ── paraf


@handles(Action.PARAF_KASUBAG, Action.PARAF_SEKRETARIS)
def paraf_draft(turn: Turn, data: Data) -> None:
    """data: sha256, the version the person was looking at. A seal over that version."""
    version = _newest(turn)
    paraf.seal(
        version=version, pelaksana=turn.visit.executor, step=turn.visit.number, by=turn.by, assignment=turn.post,
        at=turn.at, sha256=str(data.get("sha256", "")),
    )  # fmt: skip
    turn.version_number = version.number


@handles(Action.KEMBALIKAN_DRAFT)
def kembalikan_draft(turn: Turn, data: Data) -> None:
    """data: note. Voids the parafs of the target step and later; a paper prepared for signing is set aside."""
    note = _compulsory(
        data, "Tulis apa yang harus diperbaiki. Tanpa catatan, draft tidak dapat dikembalikan."
    )
    case = turn.case
    target = Step(case.edition.row(Step(case.state)).jika_ditolak)
    voided = paraf.void(report=turn.report, from_step=target.number, reason=note, at=turn.at)
    signing.discard(report=turn.report, reason=note, at=turn.at)
    turn.outcome, turn.note, turn.version_number = Outcome.DIKEMBALIKAN, note, _newest(turn).number
    for seal in voided:
        tell(
            recipients=[seal.person], key=f"paraf-gugur:{seal.pk}", subject=f"Paraf Anda gugur: {case.title}",
            body=(
                f"{turn.title} mengembalikan draft versi {turn.version_number} ke langkah {target.number}. "
                "Paraf Anda atas versi itu gugur."
            ),
            path=f"/kasus/{case.pk}/", at=turn.at,
        )  # fmt: skip


# 8 ── signature


@handles(Action.TANDATANGANI)
def tandatangani(turn: Turn, data: Data) -> None:
    """data: made, the signature computed outside this transaction over exactly the file the signer saw."""
    made: MadeSignature | None = data.get("made")
    if made is None:
        raise Refusal(
            "Tanda tangan belum dibuat. Buka halaman tanda tangan, baca PDF-nya, lalu isi sandi tanda tangan."
        )
    paper = signing.store_signature(
        report=turn.report, made=made, by=turn.by, assignment=turn.post, at=turn.at
    )
    turn.version_number = paper.version.number
    turn.note = f"Nomor {paper.number.text}"


@handles(Action.CATAT_BASAH)
def catat_basah(turn: Turn, data: Data) -> None:
    """data: seen, the SHA-256 of the scans that were compared. The paper counts as signed by hand from here on."""
    paper = wet.confirm(
        report=turn.report, seen=list(data.get("seen", ())), by=turn.by, title=turn.title, at=turn.at
    )
    turn.version_number = paper.version.number
    turn.note = f"Nomor {paper.number.text}, tanda tangan basah {paper.signer_title}"


# 9 ── copies


@handles(Action.BAGIKAN)
def bagikan(turn: Turn, data: Data) -> None:
    """data: recipients (Recipient); units (pks) and outside (names) for one copy each. Receipts follow after the case is closed."""
    recipients = [
        *data.get("recipients", ()),
        *(Recipient(unit_id=pk) for pk in data.get("units", ())),
        *(Recipient(name=name) for name in data.get("outside", ())),
    ]
    copies = distribution.distribute(
        report=turn.report, recipients=recipients, by=turn.by, at=turn.at, title=turn.title
    )
    turn.note = f"Dibagikan kepada {len(copies)} penerima"


# any step


@handles(Action.BATALKAN)
def batalkan(turn: Turn, data: Data) -> None:
    """data: note, compulsory. A number already reserved is recorded as batal with the reason."""
    reason = _compulsory(data, "Tulis alasan pembatalan.")
    turn.outcome, turn.note = Outcome.DIBATALKAN, reason
    report = turn.case.report
    if report is not None:
        close_collection(report=report, reason=reason, by=turn.by, at=turn.at, title=turn.title)
        signing.discard(report=report, reason=reason, at=turn.at)
        signing.abandon_numbers(report=report, reason=reason)


def _newest(turn: Turn) -> Version:
    version = turn.report.versions.order_by("-number").first()
    if version is None:
        raise Refusal("Belum ada versi draft. Ajukan draft dahulu.")
    return version


def _compulsory(data: Data, cure: str) -> str:
    note = str(data.get("note", "")).strip()
    if not note:
        raise Refusal(cure, field="note")
    return note
