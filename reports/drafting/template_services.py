"""Templates as the Kasubag Perencanaan keeps them: changed, copied, put to use; a version that a report stands on is not changed."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.db.models import Max

from accounts import audit
from accounts.errors import Refusal
from accounts.models import User
from accounts.policy import require
from accounts.posts import Desk
from accounts.roles import Pelaksana
from reports.drafting.blocks import LABELS, PER_UNIT
from reports.drafting.placeholders import check
from reports.drafting.template_models import Repeat, ReportTemplate, TemplateSection
from reports.indicators.services import STREAM
from reports.report import Report

STALE = (
    "Templat ini baru saja diubah orang lain. Tulisan Anda masih di bawah; buka templat ini di tab lain untuk melihat "
    "perubahannya, lalu muat ulang halaman ini dan ulangi."
)


@dataclass(frozen=True)
class SectionEntry:
    """One section as its form sends it; `key` is empty for a new one."""

    key: str
    level: int
    heading: str
    text: str = ""
    blocks: tuple[str, ...] = ()
    repeat: str = Repeat.SEKALI


@dataclass(frozen=True)
class Contents:
    """A template whole, sections in their order."""

    name: str
    letter_subject: str
    letter_text: str
    sections: tuple[SectionEntry, ...]


def contents_of(template: ReportTemplate) -> Contents:
    """The template as it stands; one query."""
    return Contents(
        template.name, template.letter_subject, template.letter_text,
        tuple(
            SectionEntry(one.key, one.level, one.heading, one.text, tuple(one.blocks.split()), one.repeat)
            for one in template.sections.all()
        ),
    )  # fmt: skip


def fingerprint(contents: Contents) -> str:
    """What a page has seen: a save that saw something else is refused instead of overwriting."""
    return sha256(repr(astuple(contents)).encode()).hexdigest()[:32]


def times_used(template: ReportTemplate) -> int:
    """How many reports were written with this version; more than none makes a change its next version."""
    return Report.objects.filter(template=template).count()


def check_section(entry: SectionEntry) -> None:
    """Refuse a section that could not be written, naming its field."""
    where = f"Bagian “{entry.heading.strip() or 'tanpa judul'}”"
    if not entry.heading.strip():
        raise Refusal("Tulis judul bagian ini, misalnya C. Isu Strategis.", field="heading")
    repeated = entry.repeat != Repeat.SEKALI
    check(entry.heading, where=f"{where}, judul", is_repeated=repeated, field="heading")
    check(entry.text, where=where, is_repeated=repeated, field="text")
    lone = next((name for name in entry.blocks if name in PER_UNIT and not repeated), None)
    if lone:
        raise Refusal(
            f"{where}: “{LABELS[lone]}” hanya ada pada bagian yang ditulis untuk tiap unit. Ubah pilihan “Ditulis” atau hapus centangnya.",
            field="blocks",
        )


def check_letter(contents: Contents) -> None:
    """Refuse wording of the surat pengantar that could not be written."""
    for text, field, where in (
        (contents.letter_subject, "letter_subject", "Hal surat pengantar"),
        (contents.letter_text, "letter_text", "Isi surat pengantar"),
    ):
        if not text.strip():
            raise Refusal(f"{where} belum ditulis.", field=field)
        check(text, where=where, is_repeated=False, field=field)


@transaction.atomic
def save(*, template_id: int, contents: Contents, seen: str, by: User, at: datetime) -> ReportTemplate:
    """Write the whole template. One that a report stands on stays as it is: the change becomes its next version, which takes
    its place for new reports where it was theirs. Refuses a page that had seen other contents.
    """
    title = _title(by, at)
    template = ReportTemplate.objects.select_for_update().get(pk=template_id)
    before = contents_of(template)
    if fingerprint(before) != seen:
        raise Refusal(STALE)
    _check(template, contents)
    if contents == before:
        return template
    if times_used(template):
        template = _next_version(template)
    template.name = contents.name.strip()
    template.letter_subject, template.letter_text = (
        contents.letter_subject.strip(),
        contents.letter_text.strip(),
    )
    template.changed_at, template.changed_by = at, by
    template.save()
    _write_sections(template, contents.sections)
    _record("templat laporan disimpan", template, by, at, title)
    return template


@transaction.atomic
def copy(*, template_id: int, by: User, at: datetime) -> ReportTemplate:
    """The same contents under a name of their own, not for new reports yet."""
    title = _title(by, at)
    source = ReportTemplate.objects.get(pk=template_id)
    made = ReportTemplate.objects.create(
        name=_free_name(source.name), letter_subject=source.letter_subject, letter_text=source.letter_text, changed_at=at,
        changed_by=by,
    )  # fmt: skip
    _write_sections(made, contents_of(source).sections)
    _record("templat laporan disalin", made, by, at, title, dari=str(source))
    return made


@transaction.atomic
def use(*, template_id: int, by: User, at: datetime) -> ReportTemplate:
    """New reports are written with this one; those already written keep theirs."""
    title = _title(by, at)
    template = ReportTemplate.objects.select_for_update().get(pk=template_id)
    if not template.is_default:
        ReportTemplate.objects.filter(is_default=True).update(is_default=False)
        template.is_default = True
        template.save(update_fields=["is_default"])
        _record("templat laporan dipakai", template, by, at, title)
    return template


def _title(by: User, at: datetime) -> str:
    """The post in which this person keeps templates. Raises NotYours."""
    desk = Desk(by, at)
    require(by, "ubah", ReportTemplate, at, desk=desk)
    return desk.title_as(Pelaksana.KASUBAG_PERENCANAAN)


def _check(template: ReportTemplate, contents: Contents) -> None:
    name = contents.name.strip()
    if not name:
        raise Refusal("Tulis nama templatnya.", field="name")
    if name != template.name and ReportTemplate.objects.filter(name=name).exclude(pk=template.pk).exists():
        raise Refusal(f"Templat bernama “{name}” sudah ada. Pilih nama lain.", field="name")
    if not contents.sections:
        raise Refusal("Templat tidak boleh kosong. Sisakan sedikitnya satu bagian.")
    check_letter(contents)
    for section in contents.sections:
        check_section(section)


def _next_version(template: ReportTemplate) -> ReportTemplate:
    newest = ReportTemplate.objects.filter(name=template.name).aggregate(last=Max("version"))["last"] or 0
    was_default = template.is_default
    if was_default:
        template.is_default = False
        template.save(update_fields=["is_default"])
    return ReportTemplate(name=template.name, version=newest + 1, previous=template, is_default=was_default)


def _write_sections(template: ReportTemplate, entries: tuple[SectionEntry, ...]) -> None:
    template.sections.all().delete()
    taken = {entry.key for entry in entries if entry.key}
    number = 0
    for order, entry in enumerate(entries, start=1):
        key = entry.key
        while not key or (key in taken and not entry.key):
            number += 1
            key = f"bagian-{number}"
        taken.add(key)
        TemplateSection.objects.create(
            template=template, key=key, order=order, level=entry.level, heading=entry.heading.strip(), text=entry.text.strip(),
            blocks=" ".join(entry.blocks), repeat=entry.repeat,
        )  # fmt: skip


def _free_name(name: str) -> str:
    """ "Salinan NAME", numbered where that is taken."""
    base = f"Salinan {name}"[:140]
    taken = set(ReportTemplate.objects.filter(name__startswith=base).values_list("name", flat=True))
    number, candidate = 1, base
    while candidate in taken:
        number += 1
        candidate = f"{base} ({number})"
    return candidate


def _record(act: str, template: ReportTemplate, by: User, at: datetime, title: str, **detail: object) -> None:
    audit.record(
        stream=STREAM, act=act, by=by, at=at, title=title, detail={"templat": str(template), **detail}
    )
