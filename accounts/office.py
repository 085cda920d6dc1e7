"""The office's own services: units, people and posts. The admin's screens save through these.

Each `check_*` raises Refusal without writing, so that a form can ask first; each `save_*` asks again under
a lock, writes, and leaves an audit entry with old and new values.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from accounts import audit, nip
from accounts.errors import Refusal
from accounts.groups import OFFICE_ADMIN
from accounts.models import Assignment, EmploymentType, Golongan, Unit, User
from accounts.roles import HEAD_OF_KIND, MANDATES, Mode, Place, Role, UnitKind
from accounts.worktime_words import short_date

PARENT_OF_KIND: Final[dict[str, tuple[UnitKind, ...]]] = {
    UnitKind.DINAS: (),
    UnitKind.SEKRETARIAT: (UnitKind.DINAS,),
    UnitKind.SUB_BAGIAN: (UnitKind.SEKRETARIAT,),
    UnitKind.BIDANG: (UnitKind.DINAS,),
    UnitKind.SEKSI: (UnitKind.BIDANG,),
}
KIND_OF_PLACE: Final[dict[str, UnitKind]] = {
    Place.DINAS: UnitKind.DINAS,
    Place.SEKRETARIAT: UnitKind.SEKRETARIAT,
    Place.PERENCANAAN: UnitKind.SUB_BAGIAN,
}
PPPK_GRADES: Final = (
    "I",
    "II",
    "III",
    "IV",
    "V",
    "VI",
    "VII",
    "VIII",
    "IX",
    "X",
    "XI",
    "XII",
    "XIII",
    "XIV",
    "XV",
    "XVI",
    "XVII",
)
_UNIT_FIELDS: Final = ("name", "short_name", "kind", "parent", "place", "order", "is_active")
_PERSON_FIELDS: Final = (
    "username",
    "name",
    "employment",
    "nip",
    "golongan",
    "email",
    "phone",
    "is_active",
    "is_staff",
)
_POST_FIELDS: Final = (
    "person", "role", "unit", "mode", "title", "receives_letters", "start", "end", "ended_at", "sk_number",
)  # fmt: skip


# ── units ───────────────────────────────────────────────────────────────────────────────────────
def check_unit(unit: Unit, *, at: datetime) -> None:
    """Refusal where the unit cannot stand in the tree like that."""
    allowed = PARENT_OF_KIND[unit.kind]
    if not allowed and unit.parent is not None:
        raise Refusal("Dinas berada paling atas. Kosongkan isian “di bawah”.", field="parent")
    if allowed and (unit.parent is None or unit.parent.kind not in allowed):
        raise Refusal(
            f"{UnitKind(unit.kind).label} berada langsung di bawah {allowed[0].label.lower()}. "
            f"Pilih {allowed[0].label.lower()} pada isian “di bawah”.",
            field="parent",
        )
    if unit.place and KIND_OF_PLACE[unit.place] != unit.kind:
        raise Refusal(
            f"Tempat “{Place(unit.place).label}” dalam SOP hanya untuk unit berjenis "
            f"{KIND_OF_PLACE[unit.place].label.lower()}. Kosongkan tempatnya atau ubah jenis unit.",
            field="place",
        )
    if unit._state.adding:
        return
    before = Unit.objects.get(pk=unit.pk)
    if before.kind != unit.kind and (unit.assignments.exists() or unit.children.exists()):
        raise Refusal(
            "Jenis unit tidak dapat diubah karena sudah ada jabatan atau unit di bawahnya. "
            "Buat unit baru, lalu nonaktifkan yang lama.",
            field="kind",
        )
    if before.is_active and not unit.is_active:
        _check_unit_can_close(unit, at=at)


def _check_unit_can_close(unit: Unit, *, at: datetime) -> None:
    if unit.place:
        raise Refusal(
            "Unit ini disebut dalam SOP. Pindahkan dulu “tempat dalam SOP” ke unit penggantinya.",
            field="is_active",
        )
    post = unit.assignments.filter(
        Q(end__isnull=True) | Q(end__gte=timezone.localdate(at)), ended_at=None
    ).first()
    if post:
        raise Refusal(f"{post} masih menjabat di unit ini. Akhiri dulu jabatannya.", field="is_active")
    child = unit.children.filter(is_active=True).first()
    if child:
        raise Refusal(
            f"{child} masih berada di bawah unit ini. Nonaktifkan atau pindahkan dulu.", field="is_active"
        )


@transaction.atomic
def save_unit(*, unit: Unit, by: User | None, at: datetime) -> Unit:
    """Create or change a unit."""
    check_unit(unit, at=at)
    before = audit.snapshot(Unit.objects.get(pk=unit.pk), _UNIT_FIELDS) if unit.pk else {}
    unit.full_clean()
    unit.save()
    _record_changes("unit", unit, before, _UNIT_FIELDS, by=by, at=at)
    return unit


# ── people ──────────────────────────────────────────────────────────────────────────────────────
def check_person(person: User, *, at: datetime, password: str | None = None) -> None:
    """Refusal where NIP, golongan, user name or password do not fit; writes the NIP back as plain digits."""
    try:
        person.nip = nip.check(person.nip or "", person.employment, today=timezone.localdate(at)) or None
    except nip.NipError as error:
        raise Refusal(str(error), field="nip") from None
    others = User.objects.exclude(pk=person.pk)
    if person.nip and (other := others.filter(nip=person.nip).first()):
        raise Refusal(
            f"NIP {person.nip_display} sudah dipakai {other}. Periksa kembali angkanya, atau buka data pegawai itu.",
            field="nip",
        )
    if len(nip.normalise(person.username)) == nip.LENGTH and nip.normalise(person.username).isdigit():
        raise Refusal(
            "Nama pengguna tidak boleh berbentuk NIP. Isi NIP pada isian NIP; pegawai tetap dapat masuk dengan NIP.",
            field="username",
        )
    if others.filter(username__iexact=person.username).exists():
        raise Refusal(
            f"Nama pengguna “{person.username}” sudah dipakai. Pilih nama pengguna lain.", field="username"
        )
    _check_golongan(person)
    if password is not None:
        try:
            validate_password(password, person)
        except ValidationError as error:
            raise Refusal(" ".join(error.messages), field="password") from None


def check_nik(text: str) -> str:
    """The 16 digits without spaces, "" for none. Refuses anything else without repeating it."""
    digits = "".join(text.split())
    if digits and not (len(digits) == 16 and digits.isascii() and digits.isdigit()):
        raise Refusal("NIK terdiri atas 16 angka. Cocokkan dengan KTP, lalu ketik lagi.", field="nik")
    return digits


def _check_golongan(person: User) -> None:
    grade = person.golongan.strip()
    if not grade:
        return
    if person.employment == EmploymentType.NON_ASN:
        raise Refusal("Pegawai non-ASN tidak mempunyai golongan. Kosongkan isian golongan.", field="golongan")
    if person.employment == EmploymentType.PNS and grade not in Golongan.values:
        raise Refusal(
            f"Golongan PNS ditulis I/a sampai IV/e, bukan “{grade}”. Contoh: III/d.", field="golongan"
        )
    if person.employment == EmploymentType.PPPK and grade not in PPPK_GRADES:
        raise Refusal(f"Golongan PPPK ditulis I sampai XVII, bukan “{grade}”. Contoh: IX.", field="golongan")


@transaction.atomic
def save_person(
    *,
    person: User,
    by: User | None,
    at: datetime,
    password: str | None = None,
    office_admin: bool | None = None,
    nik: str | None = None,
) -> User:
    """Create or change a person; `password` sets a new one, `office_admin` gives or takes the admin's screens.

    `nik` is written encrypted ("" takes it away) and its digits never reach the trail.

    A new person without a password cannot log in until the admin sets one. Taking `is_active` away also
    ends the posts, as `deactivate` does.
    """
    check_person(person, at=at, password=password)
    old = User.objects.get(pk=person.pk) if person.pk else None
    before = audit.snapshot(old, _PERSON_FIELDS) if old else {}
    was_admin = old is not None and old.groups.filter(name=OFFICE_ADMIN).exists()
    if office_admin is not None and not person.is_superuser:
        person.is_staff = office_admin
    if (
        by is not None
        and by.pk == person.pk
        and (not person.is_active or (was_admin and office_admin is False))
    ):
        raise Refusal(
            "Anda tidak dapat menonaktifkan atau mencabut hak admin akun Anda sendiri. Minta admin kantor yang lain.",
            field="is_active" if not person.is_active else "office_admin",
        )
    if password is not None:
        person.set_password(password)
    elif old is None and not person.password:
        person.set_unusable_password()
    if nik is not None:
        person.nik = check_nik(nik)
    person.full_clean(exclude=["password"])
    person.save()
    extra: dict[str, object] = {"kata sandi": "diganti"} if password is not None else {}
    if nik is not None:
        extra["NIK"] = "diisi" if nik else "dihapus"
    if office_admin is not None and office_admin != was_admin:
        group = Group.objects.get(name=OFFICE_ADMIN)
        (person.groups.add if office_admin else person.groups.remove)(group)
        extra["admin kantor"] = [was_admin, office_admin]
    _record_changes("pegawai", person, before, _PERSON_FIELDS, by=by, at=at, extra=extra)
    if old is not None and old.is_active and not person.is_active:
        _end_posts(person, by=by, at=at)
    return person


@transaction.atomic
def deactivate(*, person: User, by: User | None, at: datetime) -> None:
    """Close an account: the person is out at once and every running post ends. History keeps the name."""
    if by is not None and by.pk == person.pk:
        raise Refusal("Anda tidak dapat menonaktifkan akun Anda sendiri. Minta admin kantor yang lain.")
    before = audit.snapshot(person, _PERSON_FIELDS)
    person.is_active = False
    person.save(update_fields=["is_active"])
    _record_changes("pegawai", person, before, _PERSON_FIELDS, by=by, at=at)
    _end_posts(person, by=by, at=at)


def _end_posts(person: User, *, by: User | None, at: datetime) -> None:
    today = timezone.localdate(at)
    running = Assignment.objects.filter(Q(end__isnull=True) | Q(end__gte=today), person=person, ended_at=None)
    for post in running:
        if post.start > today:
            cancel_assignment(assignment=post, by=by, at=at)
        else:
            end_assignment(assignment=post, by=by, at=at)


@transaction.atomic
def save_own_contact(*, person: User, email: str, phone: str, at: datetime) -> None:
    """A person changes where messages reach them; an empty e-mail means only the bell."""
    before = audit.snapshot(person, _PERSON_FIELDS)
    person.email, person.phone = email.strip(), phone.strip()
    person.save(update_fields=["email", "phone"])
    _record_changes("pegawai", person, before, _PERSON_FIELDS, by=person, at=at)


# ── posts ───────────────────────────────────────────────────────────────────────────────────────
def check_assignment(assignment: Assignment, *, at: datetime) -> None:
    """Refusal where a post cannot be held like that, e.g. by two definitif heads at once."""
    role, mode, unit = Role(assignment.role), Mode(assignment.mode), assignment.unit
    head = HEAD_OF_KIND[unit.kind]
    if role not in (Role.STAF, head):
        raise Refusal(
            f"{unit} adalah {UnitKind(unit.kind).label.lower()}, jadi kepalanya {head.label}, bukan {role.label}. "
            f"Pilih peran {head.label} atau {Role.STAF.label}, atau pilih unit lain.",
            field="role",
        )
    if role == Role.STAF and mode != Mode.DEFINITIF:
        raise Refusal(
            "Plt., Plh., Pj., a.n. dan u.b. hanya untuk kepala unit. Pilih kedudukan definitif.", field="mode"
        )
    if mode != Mode.DEFINITIF and not assignment.sk_number.strip():
        raise Refusal(
            f"{mode.label} memerlukan nomor SK atau surat perintah. Isi nomornya.", field="sk_number"
        )
    if mode in MANDATES and not _has_own_post(assignment):
        raise Refusal(
            f"{mode.label} diberikan kepada pejabat yang memegang jabatan sendiri, karena jabatan itu ikut tertulis. Catat dahulu "
            "jabatannya, atau pilih Plt. atau Plh.",
            field="person",
        )
    if mode == Mode.PLH and assignment.end is None:
        raise Refusal(
            "Plh. selalu untuk waktu tertentu. Isi tanggal “sampai dengan”; dapat diakhiri lebih awal.",
            field="end",
        )
    if assignment.receives_letters and role != Role.STAF:
        raise Refusal("Tugas penerima surat hanya untuk staf. Hapus centangnya.", field="receives_letters")
    if assignment.end is not None and assignment.end < assignment.start:
        raise Refusal(
            "Tanggal sampai mendahului tanggal mulai. Isi tanggal yang sama atau sesudahnya, atau kosongkan.",
            field="end",
        )
    if not assignment.person.is_active and assignment.pk is None:
        raise Refusal(
            f"Akun {assignment.person} sudah tidak aktif. Aktifkan dulu atau pilih orang lain.",
            field="person",
        )
    if not unit.is_active and assignment.pk is None:
        raise Refusal(f"{unit} sudah tidak ada lagi. Pilih unit lain.", field="unit")
    if assignment.pk is not None:
        _check_history(assignment, today=timezone.localdate(at))
    _check_overlap(assignment)


def _has_own_post(assignment: Assignment) -> bool:
    """Whether the person heads a unit of their own when the mandate begins."""
    return (
        Assignment.objects.filter(
            Q(end__isnull=True) | Q(end__gte=assignment.start), person=assignment.person, ended_at=None
        )
        .exclude(Q(role=Role.STAF) | Q(mode__in=MANDATES))
        .exists()
    )


def _check_history(assignment: Assignment, *, today: date) -> None:
    before = Assignment.objects.get(pk=assignment.pk)
    same = all(
        getattr(before, name) == getattr(assignment, name)
        for name in ("person_id", "role", "unit_id", "mode", "start")
    )
    if before.start < today and not same:
        raise Refusal(
            f"Jabatan ini sudah berjalan sejak {short_date(before.start)}; orang, peran, unit, kedudukan dan tanggal "
            "mulainya tidak dapat diubah lagi. Akhiri jabatan ini lalu buat yang baru."
        )


def _check_overlap(assignment: Assignment) -> None:
    """One definitif head at a time; the same person not twice in the same post."""
    others = Assignment.objects.filter(
        unit=assignment.unit, role=assignment.role, mode=assignment.mode
    ).filter(Q(end__isnull=True) | Q(end__gte=assignment.start))
    if assignment.end is not None:
        others = others.filter(start__lte=assignment.end)
    others = others.exclude(pk=assignment.pk).select_related("person", "unit")
    if assignment.role == Role.STAF or assignment.mode != Mode.DEFINITIF:
        others = others.filter(person=assignment.person, ended_at=None)
    other = others.first()
    if other is None:
        return
    until = f"sampai {short_date(other.end)}" if other.end else "tanpa tanggal akhir"
    raise Refusal(
        f"{other.person} sudah tercatat sebagai {other.jabatan} sejak {short_date(other.start)} {until}. "
        "Akhiri dulu jabatan itu, atau ubah tanggalnya supaya tidak bertumpuk.",
        field="start",
    )


@transaction.atomic
def save_assignment(*, assignment: Assignment, by: User | None, at: datetime) -> Assignment:
    """Create or change a post held for a time. Two admins naming one head at once: the second is refused."""
    Unit.objects.select_for_update().get(pk=assignment.unit_id)
    check_assignment(assignment, at=at)
    before = audit.snapshot(Assignment.objects.get(pk=assignment.pk), _POST_FIELDS) if assignment.pk else {}
    try:
        with transaction.atomic():
            assignment.save()
    except IntegrityError:
        raise Refusal(
            "Pejabat definitif lain baru saja dicatat pada jabatan ini. Muat ulang halaman lalu periksa tanggalnya.",
            field="start",
        ) from None
    _record_changes("jabatan", assignment, before, _POST_FIELDS, by=by, at=at)
    return assignment


def assign(
    *,
    person: User,
    role: Role,
    unit: Unit,
    start: date,
    by: User | None,
    at: datetime,
    mode: Mode = Mode.DEFINITIF,
    end: date | None = None,
    sk_number: str = "",
    title: str = "",
    receives_letters: bool = False,
) -> Assignment:
    """Give a person a post from `start` to `end` (both included; None: until ended)."""
    return save_assignment(
        assignment=Assignment(
            person=person,
            role=role,
            unit=unit,
            mode=mode,
            start=start,
            end=end,
            sk_number=sk_number,
            title=title,
            receives_letters=receives_letters,
        ),
        by=by,
        at=at,
    )


@transaction.atomic
def end_assignment(*, assignment: Assignment, by: User | None, at: datetime, on: date | None = None) -> None:
    """End a post at once, or at the end of the day `on`. A successor starts the next day."""
    post = Assignment.objects.select_for_update().get(pk=assignment.pk)
    today = timezone.localdate(at)
    last_day = on or today
    if post.ended_at is not None or (post.end is not None and post.end < today):
        raise Refusal(f"{post.jabatan} ({post.person}) sudah berakhir. Tidak ada yang perlu diubah.")
    if last_day < post.start:
        raise Refusal(
            f"Jabatan ini baru mulai {short_date(post.start)}. Batalkan jabatannya, atau pilih tanggal sesudah itu.",
            field="end",
        )
    if last_day < today:
        raise Refusal("Jabatan tidak dapat diakhiri mundur. Pilih hari ini atau sesudahnya.", field="end")
    before = audit.snapshot(post, _POST_FIELDS)
    post.end, post.ended_at = last_day, None if on is not None and on > today else at
    post.save(update_fields=["end", "ended_at"])
    assignment.end, assignment.ended_at = post.end, post.ended_at
    _record_changes("jabatan", post, before, _POST_FIELDS, by=by, at=at)


@transaction.atomic
def cancel_assignment(*, assignment: Assignment, by: User | None, at: datetime) -> None:
    """Take back a post that has not begun; one that has begun is history and can only be ended."""
    if assignment.start <= timezone.localdate(at):
        raise Refusal("Jabatan ini sudah mulai, jadi menjadi riwayat. Akhiri saja jabatannya.")
    before = audit.snapshot(assignment, _POST_FIELDS)
    audit.record(
        stream=f"jabatan:{assignment.pk}", act="jabatan dibatalkan", by=by, at=at, detail={"semula": before}
    )
    assignment.delete()


def _record_changes(
    kind: str,
    thing: Unit | User | Assignment,
    before: dict[str, object],
    fields: tuple[str, ...],
    *,
    by: User | None,
    at: datetime,
    extra: dict[str, object] | None = None,
) -> None:
    changed = audit.changes(before, audit.snapshot(thing, fields)) | (extra or {})
    if changed:
        audit.record(
            stream=f"{kind}:{thing.pk}",
            act=f"{kind} {'diubah' if before else 'dibuat'}",
            by=by,
            at=at,
            detail=changed,
        )
