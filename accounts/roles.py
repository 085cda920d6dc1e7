"""Roles, modes and the pelaksana the SOP names. A pelaksana is role x place."""

from __future__ import annotations

from django.db.models import TextChoices


class Role(TextChoices):
    KEPALA_DINAS = "kepala_dinas", "Kepala Dinas"
    SEKRETARIS = "sekretaris", "Sekretaris Dinas"
    KEPALA_BIDANG = "kepala_bidang", "Kepala Bidang"
    KEPALA_SUB_BAGIAN = "kepala_sub_bagian", "Kepala Sub Bagian"
    KEPALA_SEKSI = "kepala_seksi", "Kepala Seksi"
    STAF = "staf", "Staf Bagian"


HEAD_ROLES = frozenset(set(Role) - {Role.STAF})
"""Posts that one definitif holder has at a time; a unit may have many staf."""


class Mode(TextChoices):
    """How a post is held. a.n. and u.b. are a mandate beside the holder: both may act, and the paper names both posts."""

    DEFINITIF = "definitif", "definitif"
    PLT = "plt", "Plt."
    PLH = "plh", "Plh."
    PJ = "pj", "Pj."
    AN = "an", "a.n."
    UB = "ub", "u.b."


MANDATES = frozenset({Mode.AN, Mode.UB})
"""Modes that act for a holder who goes on acting; written under the holder's post with the signer's own."""


class UnitKind(TextChoices):
    DINAS = "dinas", "Dinas"
    SEKRETARIAT = "sekretariat", "Sekretariat"
    SUB_BAGIAN = "sub_bagian", "Sub bagian"
    BIDANG = "bidang", "Bidang"
    SEKSI = "seksi", "Seksi"


HEAD_OF_KIND: dict[str, Role] = {
    UnitKind.DINAS: Role.KEPALA_DINAS,
    UnitKind.SEKRETARIAT: Role.SEKRETARIS,
    UnitKind.BIDANG: Role.KEPALA_BIDANG,
    UnitKind.SUB_BAGIAN: Role.KEPALA_SUB_BAGIAN,
    UnitKind.SEKSI: Role.KEPALA_SEKSI,
}
"""Which role heads which kind of unit; the only combinations a head's post may have."""


class Place(TextChoices):
    """The units the SOP itself names."""

    DINAS = "dinas", "Dinas"
    SEKRETARIAT = "sekretariat", "Sekretariat"
    PERENCANAAN = "perencanaan", "Sub Bagian Perencanaan"


class Pelaksana(TextChoices):
    """Who carries out a step, as an SOP edition may name it. The label is the SOP's own column."""

    KEPALA_DINAS = "kepala_dinas", "Kepala Dinas"
    SEKRETARIS = "sekretaris", "Sekretaris Dinas"
    KASUBAG_PERENCANAAN = "kasubag_perencanaan", "Sub Bag. Perencanaan"
    STAF_PERENCANA = "staf_perencana", "Staf Bagian"

    @property
    def role(self) -> Role:
        return _ROLE_PLACE[self][0]

    @property
    def place(self) -> Place:
        return _ROLE_PLACE[self][1]

    @property
    def unit_kind(self) -> UnitKind:
        """Of the unit the work is done in: whose office hours count."""
        return _KIND_OF_PLACE[self.place]

    @property
    def person(self) -> str:
        """How a sentence names the one who does it, e.g. "Kasubag Perencanaan"."""
        return _PERSON[self]


_ROLE_PLACE: dict[Pelaksana, tuple[Role, Place]] = {
    Pelaksana.KEPALA_DINAS: (Role.KEPALA_DINAS, Place.DINAS),
    Pelaksana.SEKRETARIS: (Role.SEKRETARIS, Place.SEKRETARIAT),
    Pelaksana.KASUBAG_PERENCANAAN: (Role.KEPALA_SUB_BAGIAN, Place.PERENCANAAN),
    Pelaksana.STAF_PERENCANA: (Role.STAF, Place.PERENCANAAN),
}
_KIND_OF_PLACE: dict[Place, UnitKind] = {
    Place.DINAS: UnitKind.DINAS,
    Place.SEKRETARIAT: UnitKind.SEKRETARIAT,
    Place.PERENCANAAN: UnitKind.SUB_BAGIAN,
}
_PERSON: dict[Pelaksana, str] = {
    Pelaksana.KEPALA_DINAS: "Kepala Dinas",
    Pelaksana.SEKRETARIS: "Sekretaris Dinas",
    Pelaksana.KASUBAG_PERENCANAAN: "Kasubag Perencanaan",
    Pelaksana.STAF_PERENCANA: "Staf Perencana",
}
