"""The berita acara of destroyed files: the decision, the list, and who proposed and approved it."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts import nip
from accounts.posts import Desk
from accounts.worktime_words import long_date
from reports.document_services import Origin, Progress, maker
from reports.letterhead import letterhead
from reports.signature_block import upper_title
from workflow.archive.destruction import may_see
from workflow.archive.models import DestructionProposal

STYLESHEET = "css/musnah-cetak.css"
DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")


def _may_read(desk: Desk, pk: int) -> bool:
    made = DestructionProposal.objects.filter(pk=pk).first()
    return made is not None and may_see(desk, made)


def _origin(pk: int) -> Origin:
    return Origin(reverse("workflow:arsip-pemusnahan", args=[pk]), "Kembali ke usul pemusnahan")


@maker("musnah", may_read=_may_read, origin=_origin)
def minutes_pdf(pk: int, progress: Progress) -> bytes:
    """The berita acara with its list, as decided."""
    from reports.pdf import to_pdf

    made = DestructionProposal.objects.prefetch_related("items").get(pk=pk)
    progress(30, "Menata berita acara")
    return to_pdf(page(made), identifier=f"musnah:{pk}", stylesheets=[STYLESHEET])


def page(made: DestructionProposal) -> str:
    """The whole HTML page. Raises ValueError for a list that was not approved."""
    if made.decided_at is None or made.state != DestructionProposal.State.DISETUJUI:
        raise ValueError("only an approved list has a berita acara")
    kop, day = letterhead(), timezone.localdate(made.decided_at)
    return render_to_string(
        "kertas/berita_acara.html",
        {
            "kop": kop,
            "alamat_lambang": f"media:{kop.logo.name}" if kop.logo else "",
            "usul": made,
            "berkas": list(made.items.all()),
            "hari": DAYS[day.weekday()],
            "tanggal": long_date(day),
            "diusulkan": long_date(timezone.localdate(made.proposed_at)),
            "tempat": kop.city,
            "jabatan": upper_title(made.decided_title),
            "nip": nip.display(made.decided_nip),
            "waktu": f"{timezone.localtime(made.decided_at):%d-%m-%Y %H.%M}",
        },
    )
