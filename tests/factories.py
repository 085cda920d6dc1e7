"""Things for tests, made through the office's own services: plain functions, no magic."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime
from itertools import count

from accounts import office as services
from accounts.models import Assignment, EmploymentType, Unit, User
from accounts.roles import HEAD_OF_KIND, Mode, Place, Role, UnitKind

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
    """A person who can log in with PASSWORD. Left "", NIP and e-mail are made up; None means the person has none."""
    serial = next(_serial)
    made_up = f"19800101200601{serial % 2 + 1}{serial % 999 + 1:03d}"
    person = User(
        username=username,
        name=name or username.replace("-", " ").title(),
        employment=employment,
        nip=made_up if nip == "" else nip,
        golongan=golongan if employment == EmploymentType.PNS else "",
        email=f"{username}@contoh.test" if email == "" else email or "",
    )
    person.set_password(PASSWORD)
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


def office(at: datetime) -> Office:
    """Build the whole cast; `at` is the moment of writing, the posts run since SINCE."""
    dinas = make_unit(
        "Dinas Pendidikan dan Kebudayaan", UnitKind.DINAS, None, at=at, place=Place.DINAS, short_name="Dinas"
    )
    sekretariat = make_unit("Sekretariat", UnitKind.SEKRETARIAT, dinas, at=at, place=Place.SEKRETARIAT)
    perencanaan = make_unit(
        "Sub Bagian Perencanaan", UnitKind.SUB_BAGIAN, sekretariat, at=at, place=Place.PERENCANAAN
    )
    umum = make_unit(
        "Sub Bagian Umum dan Kepegawaian", UnitKind.SUB_BAGIAN, sekretariat, at=at, short_name="Umum"
    )
    keuangan = make_unit("Sub Bagian Keuangan", UnitKind.SUB_BAGIAN, sekretariat, at=at)
    sd = make_unit("Bidang Pembinaan SD", UnitKind.BIDANG, dinas, at=at, short_name="SD")
    seksi_sd = make_unit("Seksi Kurikulum SD", UnitKind.SEKSI, sd, at=at)
    smp = make_unit("Bidang Pembinaan SMP", UnitKind.BIDANG, dinas, at=at, short_name="SMP")
    seksi_smp = make_unit("Seksi Kurikulum SMP", UnitKind.SEKSI, smp, at=at)
    paud = make_unit(
        "Bidang Pembinaan PAUD dan PNF", UnitKind.BIDANG, dinas, at=at, short_name="PAUD dan PNF"
    )

    def head(username: str, unit: Unit, golongan: str) -> User:
        person = make_person(username, at=at, golongan=golongan)
        make_post(person, HEAD_OF_KIND[unit.kind], unit, at=at)
        return person

    def staf(username: str, unit: Unit, *, receives_letters: bool = False) -> User:
        person = make_person(username, at=at, golongan="III/a")
        make_post(person, Role.STAF, unit, at=at, receives_letters=receives_letters)
        return person

    return Office(
        dinas=dinas,
        sekretariat=sekretariat,
        perencanaan=perencanaan,
        umum=umum,
        keuangan=keuangan,
        sd=sd,
        seksi_sd=seksi_sd,
        smp=smp,
        seksi_smp=seksi_smp,
        paud=paud,
        kadis=head("kadis", dinas, "IV/c"),
        sekretaris=head("sekretaris", sekretariat, "IV/b"),
        kasubag=head("kasubag", perencanaan, "III/d"),
        staf_perencana=staf("staf-perencana", perencanaan),
        kasubag_umum=head("kasubag-umum", umum, "III/d"),
        penerima_surat=staf("penerima-surat", umum, receives_letters=True),
        kasubag_keuangan=head("kasubag-keuangan", keuangan, "III/d"),
        kabid_sd=head("kabid-sd", sd, "IV/a"),
        kasi_sd=head("kasi-sd", seksi_sd, "III/c"),
        staf_sd=staf("staf-sd", seksi_sd),
        kabid_smp=head("kabid-smp", smp, "IV/a"),
        kasi_smp=head("kasi-smp", seksi_smp, "III/c"),
        staf_smp=staf("staf-smp", seksi_smp),
        kabid_paud=head("kabid-paud", paud, "IV/a"),
        staf_paud=staf("staf-paud", paud),
        admin=make_person("admin", "Admin Kantor", at=at, office_admin=True),
    )
