"""Things for tests, made through the office's own services: plain functions, no magic."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import cache
from itertools import count
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from accounts import office as services
from accounts.groups import OFFICE_ADMIN
from accounts.models import Assignment, EmploymentType, Unit, User
from accounts.roles import HEAD_OF_KIND, Mode, Place, Role, UnitKind
from tests.remembered import remembered

PASSWORD = "sandi-uji-2026"
SINCE = date(2025, 1, 6)
"""The first day of every post of the cast."""

_serial = count(1)


def make_unit(
    name: str,
    kind: UnitKind,
    parent: Unit | None,
    *,
    at: datetime,
    place: Place | str = "",
    short_name: str = "",
) -> Unit:
    unit = Unit(
        name=name,
        short_name=short_name or name.removeprefix("Sub Bagian ").removeprefix("Bidang "),
        kind=kind,
        parent=parent,
        place=place,
        order=next(_serial),
    )
    return services.save_unit(unit=unit, by=None, at=at)


def a_person(
    username: str,
    name: str = "",
    *,
    nip: str | None = "",
    employment: str = EmploymentType.PNS,
    golongan: str = "III/d",
    email: str | None = "",
) -> User:
    """Not yet saved; logs in with PASSWORD. Left "", NIP and e-mail are made up; None means there is none."""
    serial = next(_serial)
    made_up = f"19800101200601{serial % 2 + 1}{serial % 999 + 1:03d}"
    return User(
        username=username,
        name=name or username.replace("-", " ").title(),
        employment=employment,
        nip=made_up if nip == "" else nip,
        golongan=golongan if employment == EmploymentType.PNS else "",
        email=f"{username}@contoh.test" if email == "" else email or "",
        password=_hashed(),
    )


@cache
def _hashed() -> str:
    return make_password(PASSWORD)


def make_person(
    username: str,
    name: str = "",
    *,
    at: datetime,
    nip: str | None = "",
    employment: str = EmploymentType.PNS,
    golongan: str = "III/d",
    email: str | None = "",
    office_admin: bool = False,
) -> User:
    """The same, saved by the service."""
    person = a_person(username, name, nip=nip, employment=employment, golongan=golongan, email=email)
    return services.save_person(person=person, by=None, at=at, office_admin=office_admin)


def make_post(
    person: User,
    role: Role,
    unit: Unit,
    *,
    at: datetime,
    mode: Mode = Mode.DEFINITIF,
    start: date = SINCE,
    end: date | None = None,
    sk_number: str = "",
    title: str = "",
    receives_letters: bool = False,
) -> Assignment:
    if mode != Mode.DEFINITIF:
        sk_number = sk_number or "800.1.11/7/2026"
    return services.assign(
        person=person,
        role=role,
        unit=unit,
        mode=mode,
        start=start,
        end=end,
        sk_number=sk_number,
        title=title,
        receives_letters=receives_letters,
        by=None,
        at=at,
    )


@dataclass(frozen=True)
class Office:
    """The cast. People are named after their posts; bidang PAUD has no Kepala Seksi."""

    dinas: Unit
    sekretariat: Unit
    perencanaan: Unit
    umum: Unit
    keuangan: Unit
    sd: Unit
    seksi_sd: Unit
    smp: Unit
    seksi_smp: Unit
    paud: Unit

    kadis: User
    sekretaris: User
    kasubag: User
    staf_perencana: User
    kasubag_umum: User
    penerima_surat: User
    kasubag_keuangan: User
    kabid_sd: User
    kasi_sd: User
    staf_sd: User
    kabid_smp: User
    kasi_smp: User
    staf_smp: User
    kabid_paud: User
    staf_paud: User
    admin: User

    @property
    def people(self) -> dict[str, User]:
        """{"kadis": <User>, ...} for tests that walk through everybody."""
        return {
            field.name: value
            for field in fields(self)
            if isinstance(value := getattr(self, field.name), User)
        }


@remembered
def office() -> Office:
    """Build the whole cast in few statements, past the services; tests/accounts/test_posts.py holds it to their checks."""

    def unit(name: str, kind: UnitKind, parent: Unit | None, short_name: str, place: str = "") -> Unit:
        return Unit.objects.create(
            name=name, short_name=short_name, kind=kind, parent=parent, place=place, order=next(_serial)
        )

    dinas = unit("Dinas Pendidikan dan Kebudayaan", UnitKind.DINAS, None, "Dinas", Place.DINAS)
    sekretariat = unit("Sekretariat", UnitKind.SEKRETARIAT, dinas, "Sekretariat", Place.SEKRETARIAT)
    units = {
        "dinas": dinas,
        "sekretariat": sekretariat,
        "perencanaan": unit(
            "Sub Bagian Perencanaan", UnitKind.SUB_BAGIAN, sekretariat, "Perencanaan", Place.PERENCANAAN
        ),
        "umum": unit("Sub Bagian Umum dan Kepegawaian", UnitKind.SUB_BAGIAN, sekretariat, "Umum"),
        "keuangan": unit("Sub Bagian Keuangan", UnitKind.SUB_BAGIAN, sekretariat, "Keuangan"),
        "sd": (sd := unit("Bidang Pembinaan SD", UnitKind.BIDANG, dinas, "SD")),
        "seksi_sd": unit("Seksi Kurikulum SD", UnitKind.SEKSI, sd, "Kurikulum SD"),
        "smp": (smp := unit("Bidang Pembinaan SMP", UnitKind.BIDANG, dinas, "SMP")),
        "seksi_smp": unit("Seksi Kurikulum SMP", UnitKind.SEKSI, smp, "Kurikulum SMP"),
        "paud": unit("Bidang Pembinaan PAUD dan PNF", UnitKind.BIDANG, dinas, "PAUD dan PNF"),
    }
    posts = {
        # person: (unit, staf?, golongan)
        "kadis": ("dinas", False, "IV/c"),
        "sekretaris": ("sekretariat", False, "IV/b"),
        "kasubag": ("perencanaan", False, "III/d"),
        "staf_perencana": ("perencanaan", True, "III/a"),
        "kasubag_umum": ("umum", False, "III/d"),
        "penerima_surat": ("umum", True, "III/a"),
        "kasubag_keuangan": ("keuangan", False, "III/d"),
        "kabid_sd": ("sd", False, "IV/a"),
        "kasi_sd": ("seksi_sd", False, "III/c"),
        "staf_sd": ("seksi_sd", True, "III/a"),
        "kabid_smp": ("smp", False, "IV/a"),
        "kasi_smp": ("seksi_smp", False, "III/c"),
        "staf_smp": ("seksi_smp", True, "III/a"),
        "kabid_paud": ("paud", False, "IV/a"),
        "staf_paud": ("paud", True, "III/a"),
    }
    people = {
        name: a_person(name.replace("_", "-"), golongan=golongan) for name, (_, _, golongan) in posts.items()
    }
    people["admin"] = a_person("admin", "Admin Kantor")
    people["admin"].is_staff = True
    User.objects.bulk_create(people.values())
    people["admin"].groups.add(Group.objects.get(name=OFFICE_ADMIN))
    Assignment.objects.bulk_create(
        Assignment(
            person=people[name],
            role=Role.STAF if is_staf else HEAD_OF_KIND[units[place].kind],
            unit=units[place],
            start=SINCE,
            receives_letters=name == "penerima_surat",
        )
        for name, (place, is_staf, _) in posts.items()
    )
    everything: dict[str, Any] = {**units, **people}
    return Office(**everything)
