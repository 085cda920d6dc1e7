"""Who signs, as written on the paper: Permendagri 1/2023 article 44 (domain.md section 2.3).

A report is a naskah dinas khusus and a surat pengantar is korespondensi: the name stands with its gelar. Officials other than
kepala daerah, wakil and sekda have pangkat and NIP below it; PPPK have no pangkat, non-ASN neither.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from accounts import nip
from accounts.models import Assignment, User
from accounts.posts import held_posts
from accounts.roles import MANDATES, Mode, Role, UnitKind
from accounts.worktime_words import long_date
from reports.letterhead import Letterhead, letterhead
from reports.signing.models import Backend, SignedPaper
from reports.signing.wording import wording

ON_BEHALF = "a.n. "
UB = "u.b."


@dataclass(frozen=True)
class SignatureBlock:
    """`below`: the lines under an "a.n."; `qr` and `words` only on the paper that is to be signed."""

    place_date: str
    title: str
    name: str
    pangkat: str = ""
    nip: str = ""
    qr: SafeString | None = None
    below: tuple[str, ...] = ()
    words: str = ""
    """What the box beside the QR says: the truth about the signature."""
    by_hand: bool = False
    """Leaves room for the pen."""


def signer_title(assignment: Assignment, kop: Letterhead) -> str:
    """The post as a signature block names it: "Plh. Kepala Dinas Pendidikan dan Kebudayaan"; of a mandate: "a.n. …"."""
    title = assignment.title
    if not title:
        title = f"Kepala {kop.office_name}" if assignment.role == Role.KEPALA_DINAS else assignment.jabatan
    if assignment.mode in MANDATES:
        return on_behalf(title)
    prefix = "" if assignment.mode == Mode.DEFINITIF else f"{Mode(assignment.mode).label} "
    return title if title.startswith(prefix) and prefix else prefix + title


def on_behalf(title: str) -> str:
    """ "a.n. Kepala Dinas" of a mandate's title in any form: "a.n. …", "u.b. …" or bare; what "u.b." adds stands below."""
    for mode in MANDATES:
        title = title.removeprefix(f"{Mode(mode).label} ")
    return ON_BEHALF + title


def written(below: Iterable[str]) -> tuple[str, ...]:
    """The lines under an "a.n." as they stand on paper: a comma behind each post, none behind "u.b."."""
    return tuple(line if line == UB else f"{line}," for line in below)


def lines_below(assignment: Assignment, at: datetime) -> tuple[str, ...]:
    """Under "a.n. KEPALA DINAS …,": the signer's own post; for u.b. the post between, "u.b.", and the own post."""
    if assignment.mode not in MANDATES:
        return ()
    own = next(
        (
            post
            for post in held_posts(assignment.person, at)
            if post.mode not in MANDATES and post.role != Role.STAF
        ),
        None,
    )
    if own is None:
        return (assignment.person.name,)
    if assignment.mode == Mode.UB and own.unit.parent is not None and own.unit.parent.kind != UnitKind.DINAS:
        between = (
            "Sekretaris" if own.unit.parent.kind == UnitKind.SEKRETARIAT else f"Kepala {own.unit.parent.name}"
        )
        return (between, UB, own_title(own))
    return (own_title(own),)


def own_title(post: Assignment) -> str:
    """A post as its holder signs: "Sekretaris", "Kepala Sub Bagian Perencanaan"."""
    if post.title:
        return post.title
    if post.role == Role.SEKRETARIS:
        return "Sekretaris"
    if post.role == Role.KEPALA_SUB_BAGIAN:
        return f"Kepala {post.unit.name}"
    return post.jabatan


def upper_title(title: str) -> str:
    """ "Plh. KEPALA DINAS …", "a.n. KEPALA DINAS …": the post in capitals, what stands before it as it is written."""
    for before in (*(f"{mode.label} " for mode in (Mode.PLT, Mode.PLH, Mode.PJ)), ON_BEHALF):
        if title.startswith(before):
            return before + title.removeprefix(before).upper()
    return title.upper()


def signer_facts(person: User, assignment: Assignment, at: datetime) -> dict[str, str]:
    """Name, post, mode, rank and NIP of that day, to be frozen on the paper."""
    return {
        "signer_name": person.name,
        "signer_title": signer_title(assignment, letterhead()),
        "signer_below": "\n".join(lines_below(assignment, at)),
        "signer_mode": assignment.mode,
        "signer_pangkat": person.pangkat,
        "signer_nip": person.nip or "",
    }


def block_of(paper: SignedPaper) -> SignatureBlock:
    """The block of a paper that is to be signed, from what was frozen in it."""
    return SignatureBlock(
        place_date=f"{letterhead().city}, {long_date(paper.paper_date)}",
        title=upper_title(paper.signer_title),
        below=written(paper.signer_below.splitlines()),
        name=paper.signer_name, pangkat=paper.signer_pangkat, nip=nip.display(paper.signer_nip),
        qr=qr_svg(verification_url(paper.token), "Kode QR menuju halaman pemeriksaan naskah ini"),
        words=wording(paper.backend).box, by_hand=paper.backend == Backend.BASAH,
    )  # fmt: skip


def verification_url(token: str) -> str:
    """The address in the QR: the office's own, with an unguessable token and no NIP."""
    return f"{settings.SITE_URL}{reverse('verifikasi', args=[token])}"


def qr_svg(text: str, title: str) -> SafeString:
    """A QR code as inline SVG that names itself."""
    import segno

    drawn: str = segno.make(text, error="m", micro=False).svg_inline(
        border=2, omitsize=True, title=title, svgclass="qr", lineclass=None, light="#fff", dark="#000"
    )
    return mark_safe(drawn.replace("<svg ", '<svg role="img" ', 1))
