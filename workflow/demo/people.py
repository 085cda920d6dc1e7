"""Units and people of the sample office. People are named after their posts; the NIPs are valid and made up."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from accounts import office
from accounts.models import Absence, EmploymentType, Unit, User
from accounts.office import absences, aides
from accounts.roles import HEAD_OF_KIND, Place, Role, UnitKind

SINCE: Final = date(2025, 1, 6)
"""The first day of every post: the day the SOP was signed."""

D, S, SB, B, SK = (
    UnitKind.DINAS, UnitKind.SEKRETARIAT, UnitKind.SUB_BAGIAN, UnitKind.BIDANG, UnitKind.SEKSI,
)  # fmt: skip
PNS, PPPK, NON = EmploymentType.PNS, EmploymentType.PPPK, EmploymentType.NON_ASN
HEAD, STAF = "kepala", "staf"

# fmt: off
UNITS: Final[tuple[tuple[str, UnitKind, str, str, str, str], ...]] = (
    # key            kind  under          name                                              short name           place
    ("dinas",        D,    "",            "Dinas Pendidikan dan Kebudayaan",                "Dinas",             Place.DINAS),
    ("sekretariat",  S,    "dinas",       "Sekretariat",                                    "Sekretariat",       Place.SEKRETARIAT),
    ("perencanaan",  SB,   "sekretariat", "Sub Bagian Perencanaan",                         "Perencanaan",       Place.PERENCANAAN),
    ("umum",         SB,   "sekretariat", "Sub Bagian Umum dan Kepegawaian",                "Umum",              ""),
    ("keuangan",     SB,   "sekretariat", "Sub Bagian Keuangan",                            "Keuangan",          ""),
    ("paud",         B,    "dinas",       "Bidang Pembinaan PAUD dan PNF",                  "PAUD dan PNF",      ""),
    ("sd",           B,    "dinas",       "Bidang Pembinaan SD",                            "SD",                ""),
    ("kur-sd",       SK,   "sd",          "Seksi Kurikulum dan Penilaian SD",               "Kurikulum SD",      ""),
    ("sar-sd",       SK,   "sd",          "Seksi Kelembagaan dan Sarana Prasarana SD",      "Sarpras SD",        ""),
    ("smp",          B,    "dinas",       "Bidang Pembinaan SMP",                           "SMP",               ""),
    ("kur-smp",      SK,   "smp",         "Seksi Kurikulum dan Penilaian SMP",              "Kurikulum SMP",     ""),
    ("sar-smp",      SK,   "smp",         "Seksi Kelembagaan dan Sarana Prasarana SMP",     "Sarpras SMP",       ""),
    ("gtk",          B,    "dinas",       "Bidang Pembinaan Ketenagaan",                    "GTK",               ""),
    ("gtk-dikdas",   SK,   "gtk",         "Seksi Guru dan Tenaga Kependidikan",             "Guru dan Tendik",   ""),
    ("kebudayaan",   B,    "dinas",       "Bidang Kebudayaan",                              "Kebudayaan",        ""),
    ("cagar",        SK,   "kebudayaan",  "Seksi Cagar Budaya dan Permuseuman",             "Cagar Budaya",      ""),
)
"""Bidang PAUD dan PNF has no seksi: its figures go from the staf straight to the head, visibly."""

PEOPLE: Final[tuple[tuple[str, str, str, str, EmploymentType, str, str], ...]] = (
    # log-in             name                                              unit           post   status golongan NIP
    ("kadis",            "CONTOH KEPALA DINAS, S.Pd., M.M.",               "dinas",       HEAD,  PNS,  "IV/c", "197003121995031901"),
    ("sekretaris",       "CONTOH SEKRETARIS DINAS, S.E., M.Si.",           "sekretariat", HEAD,  PNS,  "IV/b", "197308171998032902"),
    ("kasubag",          "CONTOH KASUBAG PERENCANAAN, S.Sos., M.AP.",      "perencanaan", HEAD,  PNS,  "III/d", "198204052006041903"),
    ("staf-perencana",   "CONTOH STAF PERENCANA, S.Stat.",                 "perencanaan", STAF,  PNS,  "III/b", "199202142019032904"),
    ("kasubag-umum",     "CONTOH KASUBAG UMUM, S.IP.",                     "umum",        HEAD,  PNS,  "III/d", "198011232005022905"),
    ("penerima-surat",   "CONTOH PENERIMA SURAT",                          "umum",        STAF,  NON,  "",     ""),
    ("staf-umum",        "CONTOH STAF UMUM, A.Md.",                        "umum",        STAF,  PNS,  "II/d", "199507092020121906"),
    ("kasubag-keuangan", "CONTOH KASUBAG KEUANGAN, S.E., Ak.",             "keuangan",    HEAD,  PNS,  "III/d", "198106302007011907"),
    ("staf-keuangan",    "CONTOH STAF KEUANGAN, S.E.",                     "keuangan",    STAF,  PNS,  "III/a", "199309182020122908"),
    ("kabid-paud",       "CONTOH KABID PAUD DAN PNF, S.Pd., M.Pd.",        "paud",        HEAD,  PNS,  "IV/a", "197505251999032909"),
    ("staf-paud",        "CONTOH STAF PAUD, S.Pd.",                        "paud",        STAF,  PPPK, "IX",   "199009132023212910"),
    ("kabid-sd",         "CONTOH KABID PEMBINAAN SD, S.Pd., M.Pd.",        "sd",          HEAD,  PNS,  "IV/a", "197402191998021911"),
    ("kasi-sd",          "CONTOH KASI KURIKULUM SD, S.Pd.",                "kur-sd",      HEAD,  PNS,  "III/d", "198303282008012912"),
    ("kasi-sarpras-sd",  "CONTOH KASI SARPRAS SD, S.T.",                   "sar-sd",      HEAD,  PNS,  "III/c", "198510102010011913"),
    ("staf-sd",          "CONTOH STAF SD, S.Pd.",                          "kur-sd",      STAF,  PNS,  "III/a", "199401052019032914"),
    ("kabid-smp",        "CONTOH KABID PEMBINAAN SMP, S.Pd., M.M.",        "smp",         HEAD,  PNS,  "IV/a", "197207071997021915"),
    ("kasi-smp",         "CONTOH KASI KURIKULUM SMP, S.Pd.",               "kur-smp",     HEAD,  PNS,  "III/d", "198208142006042916"),
    ("kasi-sarpras-smp", "CONTOH KASI SARPRAS SMP, S.T.",                  "sar-smp",     HEAD,  PNS,  "III/c", "198612012011011917"),
    ("staf-smp",         "CONTOH STAF SMP, S.Kom.",                        "kur-smp",     STAF,  PPPK, "IX",   "199104202024211918"),
    ("kabid-gtk",        "CONTOH KABID KETENAGAAN, S.H., M.H.",            "gtk",         HEAD,  PNS,  "IV/a", "197609151999031919"),
    ("kasi-gtk",         "CONTOH KASI GTK, S.AP.",                         "gtk-dikdas",  HEAD,  PNS,  "III/d", "198401112009022920"),
    ("staf-gtk",         "CONTOH STAF GTK, S.Kom.",                        "gtk-dikdas",  STAF,  PNS,  "III/a", "199606062022031921"),
    ("kabid-kebudayaan", "CONTOH KABID KEBUDAYAAN, S.S., M.Hum.",          "kebudayaan",  HEAD,  PNS,  "IV/a", "197711211999032922"),
    ("kasi-kebudayaan",  "CONTOH KASI CAGAR BUDAYA, S.S.",                 "cagar",       HEAD,  PNS,  "III/c", "198509052011012923"),
    ("staf-kebudayaan",  "CONTOH STAF KEBUDAYAAN, S.Sn.",                  "cagar",       STAF,  NON,  "",     ""),
)
# fmt: on
ADMIN: Final = "admin"
WITHOUT_EMAIL: Final = frozenset({"penerima-surat", "staf-kebudayaan"})
WITHOUT_PHONE: Final = frozenset({"kasi-kebudayaan", "staf-kebudayaan"})
TITLES: Final = {"kasi-sarpras-smp": "Sub Koordinator Sarana Prasarana SMP"}
"""Since 2021 many seksi are led by a sub koordinator: the post is the same, the written title another."""


@dataclass
class Cast:
    """Everybody and every unit by their key."""

    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)

    def __getitem__(self, login: str) -> User:
        return self.people[login]


def make_office(*, password: str, at: datetime) -> Cast:
    """Units, people with one password for all, and their posts since SINCE."""
    cast = Cast()
    for order, (key, kind, under, name, short_name, place) in enumerate(UNITS, start=1):
        unit = Unit(
            name=name,
            short_name=short_name,
            kind=kind,
            parent=cast.units.get(under),
            place=place,
            order=order,
        )
        cast.units[key] = office.save_unit(unit=unit, by=None, at=at)
    hashed = make_password(password)  # once: the hash is slow on purpose
    admin = User(username=ADMIN, name="CONTOH ADMIN KANTOR", employment=NON, password=hashed)
    cast.people[ADMIN] = office.save_person(person=admin, by=None, at=at, office_admin=True)
    for login, name, unit_key, post, employment, golongan, nip in PEOPLE:
        person = User(
            username=login,
            name=name,
            employment=employment,
            nip=nip or None,
            golongan=golongan,
            password=hashed,
        )
        cast.people[login] = office.save_person(person=person, by=admin, at=at)
        unit = cast.units[unit_key]
        office.assign(
            person=person, role=HEAD_OF_KIND[unit.kind] if post == HEAD else Role.STAF, unit=unit, start=SINCE,
            title=TITLES.get(login, ""), receives_letters=login == "penerima-surat", by=admin, at=at,
        )  # fmt: skip
    return cast


def give_addresses(cast: Cast, *, at: datetime) -> None:
    """E-mail addresses and numbers, given last: what happened in the past is then told by the bell alone."""
    admin = cast[ADMIN]
    for order, (login, person) in enumerate(cast.people.items(), start=1):
        if login not in WITHOUT_EMAIL:
            person.email = f"{login}@contoh.invalid"
        if login not in WITHOUT_PHONE:
            person.phone = f"0800 0000 {order:04d}"  # 0800 is no mobile number here: nobody's WhatsApp rings
        office.save_person(person=person, by=admin, at=at)


def come_and_go(cast: Cast, *, at: datetime) -> None:
    """A Kabid on duty elsewhere with a Plh., and an aide of the Kepala Dinas: what the pages of people are about."""
    away, plh, keeper = cast["kabid-kebudayaan"], cast["kasi-kebudayaan"], cast["penerima-surat"]
    today = timezone.localdate(at)
    absence = absences.record_absence(
        person=away, kind=Absence.Kind.DINAS_LUAR, start=today, end=today + timedelta(days=2),
        letter_number="094/112/DIKBUD/2026", by=keeper, at=at,
    )  # fmt: skip
    absences.confirm_stand_in(
        absence=absence, post=away.assignments.get(), person=plh, sk_number="", by=keeper, at=at
    )
    aides.appoint_aide(official=cast["kadis"], aide=keeper, by=cast["kadis"], at=at)
