"""The signature block in every mode, by Permendagri 1/2023 article 44 (domain.md section 2.3)."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from accounts.models import Assignment, EmploymentType, User
from accounts.posts import held_posts
from accounts.roles import Mode, Role
from reports.signature_block import block_of, signer_facts
from reports.signing.models import Backend, LetterNumber, SignedPaper
from tests.factories import Office, make_post

pytestmark = [pytest.mark.django_db, pytest.mark.sekali]
KADIS = "KEPALA DINAS PENDIDIKAN DAN KEBUDAYAAN"

# who signs, in which mode: the lines above the name, as they stand on the paper
BLOCKS: list[tuple[str, Mode, list[str]]] = [
    ("kadis", Mode.DEFINITIF, [f"{KADIS},"]),
    ("sekretaris", Mode.PLT, [f"Plt. {KADIS},"]),
    ("sekretaris", Mode.PLH, [f"Plh. {KADIS},"]),
    ("kabid_sd", Mode.PLH, [f"Plh. {KADIS},"]),
    ("sekretaris", Mode.PJ, [f"Pj. {KADIS},"]),
    ("sekretaris", Mode.AN, [f"a.n. {KADIS},", "Sekretaris,"]),
    ("kabid_sd", Mode.AN, [f"a.n. {KADIS},", "Kepala Bidang Pembinaan SD,"]),
    ("kasubag", Mode.UB, [f"a.n. {KADIS},", "Sekretaris,", "u.b.", "Kepala Sub Bagian Perencanaan,"]),
    (
        "kasi_sd",
        Mode.UB,
        [f"a.n. {KADIS},", "Kepala Bidang Pembinaan SD,", "u.b.", "Kepala Seksi Kurikulum SD,"],
    ),
]


def post(office: Office, who: str, mode: Mode, at: datetime) -> Assignment:
    person: User = getattr(office, who)
    if mode == Mode.DEFINITIF:
        return held_posts(person, at)[0]
    end = None if mode in (Mode.PLT, Mode.PJ) else date(2026, 12, 31)
    return make_post(person, Role.KEPALA_DINAS, office.dinas, at=at, mode=mode, start=at.date(), end=end)


def lines(person: User, assignment: Assignment, at: datetime) -> list[str]:
    paper = SignedPaper(
        paper_date=at.date(),
        backend=Backend.LOKAL,
        number=LetterNumber(text="1"),
        **signer_facts(person, assignment, at),
    )
    block = block_of(paper)
    below = [f"Pangkat: {block.pangkat}"] * bool(block.pangkat) + [f"NIP {block.nip}"] * bool(block.nip)
    return [f"{block.title},", *block.below, block.name, *below]


@pytest.mark.parametrize(("who", "mode", "above"), BLOCKS)
def test_each_mode_is_written_as_the_rule_says(
    who: str, mode: Mode, above: list[str], office: Office, at: datetime
) -> None:
    person: User = getattr(office, who)
    found = lines(person, post(office, who, mode, at), at)
    assert found == [*above, person.name, f"Pangkat: {person.pangkat}", f"NIP {person.nip_display}"]


@pytest.mark.parametrize(
    ("employment", "nip", "golongan", "below"),
    [
        (
            EmploymentType.PNS,
            "198001122006041016",
            "IV/b",
            ["Pangkat: Pembina Tk. I", "NIP 19800112 200604 1 016"],
        ),
        (EmploymentType.PPPK, "198001122023211016", "IX", ["NIP 19800112 202321 1 016"]),
        (EmploymentType.NON_ASN, None, "", []),
    ],
)
def test_gelar_stays_and_pangkat_and_nip_stand_where_there_are_any(
    employment: str, nip: str | None, golongan: str, below: list[str], office: Office, at: datetime
) -> None:
    person = office.kadis
    person.name = "Dr. ANDI CONTOH, S.Pd., M.M."
    person.employment, person.nip, person.golongan = employment, nip, golongan
    found = lines(person, post(office, "kadis", Mode.DEFINITIF, at), at)
    assert found == [f"{KADIS},", "Dr. ANDI CONTOH, S.Pd., M.M.", *below]


def test_a_mandate_leaves_the_holder_free_to_act_too(office: Office, at: datetime) -> None:
    from accounts.posts import holders
    from accounts.roles import Pelaksana

    post(office, "sekretaris", Mode.AN, at)
    assert {one.person for one in holders(Pelaksana.KEPALA_DINAS, at)} == {office.kadis, office.sekretaris}


def test_a_mandate_needs_a_post_of_ones_own(office: Office, at: datetime) -> None:
    from accounts.errors import Refusal

    with pytest.raises(Refusal, match="memegang jabatan sendiri"):
        post(office, "staf_perencana", Mode.AN, at)
