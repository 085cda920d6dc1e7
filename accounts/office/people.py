"""People: NIP, golongan, log-in name, and the end of an account."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import audit, nip
from accounts.errors import Refusal
from accounts.groups import OFFICE_ADMIN
from accounts.models import EmploymentType, Golongan, User
from accounts.office.leaving import let_go
from accounts.office.trail import record_changes

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
    if old is not None and old.is_active and not person.is_active:
        let_go(person=old, by=by, at=at)
    person.save()
    extra: dict[str, object] = {"kata sandi": "diganti"} if password is not None else {}
    if nik is not None:
        extra["NIK"] = "diisi" if nik else "dihapus"
    if office_admin is not None and office_admin != was_admin:
        group = Group.objects.get(name=OFFICE_ADMIN)
        (person.groups.add if office_admin else person.groups.remove)(group)
        extra["admin kantor"] = [was_admin, office_admin]
    record_changes("pegawai", person, before, _PERSON_FIELDS, by=by, at=at, extra=extra)
    return person


@transaction.atomic
def deactivate(*, person: User, by: User | None, at: datetime) -> None:
    """Close an account: the person is out at once, every running post ends, everything personal is taken away.

    History keeps the name. Refused where something open would be left without a holder (accounts.office.leaving).
    """
    if by is not None and by.pk == person.pk:
        raise Refusal("Anda tidak dapat menonaktifkan akun Anda sendiri. Minta admin kantor yang lain.")
    person = User.objects.select_for_update().get(pk=person.pk)
    if not person.is_active:
        raise Refusal(f"Akun {person} sudah ditutup.")
    if person.is_superuser and by is not None and not by.is_superuser:
        raise Refusal(f"Akun {person} tidak dapat ditutup admin kantor.")
    before = audit.snapshot(person, _PERSON_FIELDS)
    let_go(person=person, by=by, at=at)
    person.is_active = False
    person.save(update_fields=["is_active"])
    record_changes("pegawai", person, before, _PERSON_FIELDS, by=by, at=at)


@transaction.atomic
def save_own_contact(*, person: User, email: str, phone: str, at: datetime) -> None:
    """A person changes where messages reach them; an empty e-mail means only the bell."""
    before = audit.snapshot(person, _PERSON_FIELDS)
    person.email, person.phone = email.strip(), phone.strip()
    person.save(update_fields=["email", "phone"])
    record_changes("pegawai", person, before, _PERSON_FIELDS, by=person, at=at)
