"""Remarks pinned to a version, found again in the next one, and corrections of superiors that keep earlier parafs."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from accounts.errors import Refusal
from accounts.roles import Pelaksana
from reports.correcting import anchors, services
from reports.correcting.anchors import Block, found_again
from reports.correcting.direct import Rewritten, correct
from reports.drafting.models import Version
from reports.models import DraftRemark, SignedPaper
from reports.paper_html import paraf_marks
from reports.signing import paraf
from reports.signing import services as signing
from tests.factories import Office
from tests.reports.paper_data import post_of, sealed, submitted

pytestmark = pytest.mark.django_db


def block(index: int, words: str, section: str = "ikhtisar", kind: str = "paragraf") -> Block:
    return Block(section, index, kind, words)


PARAGRAPHS = [
    block(0, "IKHTISAR", kind="judul"),
    block(1, "Capaian rata-rata SD pada triwulan ini sebesar 87,50 persen."),
    block(2, "Serapan anggaran mencapai 64,10 persen dari pagu."),
    block(1, "Faktor penghambat ialah jarak sekolah.", "hambatan"),
]


@pytest.mark.parametrize(
    ("quote", "section", "index", "found"),
    [
        # the same words, where they were or a paragraph further on
        ("Serapan anggaran mencapai 64,10 persen dari pagu.", "ikhtisar", 2, 2),
        ("Serapan anggaran mencapai 64,10 persen dari pagu.", "ikhtisar", 1, 2),
        # a figure or a few words changed
        ("Capaian rata-rata SD pada triwulan ini sebesar 86,00 persen.", "ikhtisar", 1, 1),
        # moved to another section unchanged
        ("Faktor penghambat ialah jarak sekolah.", "ikhtisar", 4, 3),
        # gone: nothing like it, or the section itself is gone
        ("Rapat koordinasi dilaksanakan di Malili bersama seluruh pengawas.", "ikhtisar", 3, None),
        ("Kalimat dari bagian yang dihapus seluruhnya.", "dihapus", 1, None),
        # a heading is not a paragraph
        ("IKHTISAR EKSEKUTIF", "ikhtisar", 0, 0),
    ],
)
def test_a_remark_finds_its_paragraph_again_or_says_it_is_gone(
    quote: str, section: str, index: int, found: int | None
) -> None:
    place = found_again(section=section, index=index, quote=quote, among=PARAGRAPHS)
    assert place == (None if found is None else PARAGRAPHS[found])


def test_every_paragraph_table_and_chart_of_a_version_can_be_pinned(office: Office, at: datetime) -> None:
    version = submitted(office, at)
    kinds = {one.kind for one in anchors.blocks(version)}
    assert {"judul", "paragraf", "tabel", "grafik"} <= kinds
    assert all(one.words for one in anchors.blocks(version)), "a block that says nothing cannot be quoted"
    names = [one.name for one in anchors.blocks(version)]
    assert len(names) == len(set(names))


def pinned(version: Version, office: Office, at: datetime, text: str = "Sebut sumbernya.") -> DraftRemark:
    first = next(one for one in anchors.blocks(version) if one.kind == "paragraf")
    return services.pin(
        version=version, section=first.section, block=first.index, text=text, pelaksana=Pelaksana.KASUBAG_PERENCANAAN,
        by=office.kasubag, title="Kasubag Perencanaan", at=at,
    )  # fmt: skip


def test_a_remark_goes_from_open_to_dealt_with_to_confirmed(office: Office, at: datetime) -> None:
    version = submitted(office, at)
    remark = pinned(version, office, at)
    report = version.report
    assert services.open_remarks(report, Pelaksana.KASUBAG_PERENCANAAN).count() == 1
    assert services.open_remarks(report, Pelaksana.SEKRETARIS).count() == 0
    writer = {
        "report": report,
        "remark_id": remark.pk,
        "by": office.staf_perencana,
        "title": "Staf",
        "at": at,
    }
    corrector = writer | {"by": office.kasubag, "title": "Kasubag", "pelaksana": "kasubag_perencanaan"}
    services.resolve(**writer, text="Sudah ditambahkan.", pelaksana="staf_perencana")
    services.ask_again(**corrector, text="Tahunnya belum.")
    remark.refresh_from_db()
    assert remark.waits_for_writer
    services.resolve(**writer, text="", pelaksana="staf_perencana")
    services.confirm(**corrector)
    remark.refresh_from_db()
    assert not remark.is_open
    assert [one.text for one in remark.replies.all()] == ["Sudah ditambahkan.", "Tahunnya belum."]
    assert services.still_open(report) == ""


def test_what_may_not_follow_is_refused_with_a_sentence(office: Office, at: datetime) -> None:
    version = submitted(office, at)
    remark = pinned(version, office, at)
    given = {
        "report": version.report,
        "remark_id": remark.pk,
        "by": office.kasubag,
        "title": "Kasubag",
        "at": at,
    }
    own = given | {"pelaksana": Pelaksana.KASUBAG_PERENCANAAN.value}
    other = given | {"pelaksana": Pelaksana.SEKRETARIS.value}
    with pytest.raises(Refusal, match="milik Kasubag Perencanaan"):
        services.confirm(**other)
    with pytest.raises(Refusal, match="jabatan Anda sendiri"):
        services.resolve(**own, text="")
    with pytest.raises(Refusal, match="belum ditandai diperbaiki"):
        services.ask_again(**own, text="Lagi.")
    with pytest.raises(Refusal, match="Tulis jawaban"):
        services.reply(**given, text="   ")
    with pytest.raises(Refusal, match="Terlalu panjang"):
        services.reply(**given, text="x" * 2001)
    services.confirm(**own)
    with pytest.raises(Refusal, match="sudah selesai"):
        services.reply(**given, text="Masih ada.")
    with pytest.raises(Refusal, match="Tulis apa yang harus diperbaiki"):
        pinned(version, office, at, text=" ")
    with pytest.raises(Refusal, match="tidak ada dalam versi ini"):
        services.pin(
            version=version, section="ikhtisar", block=999, text="x", pelaksana="sekretaris", by=office.sekretaris,
            title="Sekretaris", at=at,
        )  # fmt: skip


def corrected(version: Version, office: Office, at: datetime, text: str, step: int = 8) -> Version:
    by = {6: office.kasubag, 7: office.sekretaris, 8: office.kadis}[step]
    section = version.report.sections.get(key="ikhtisar")
    return correct(
        report=version.report, seen_number=version.number,
        rewritten=[Rewritten(section.pk, section.text + f"<p>{text}</p>", section.version)], note="",
        pelaksana=Pelaksana.KEPALA_DINAS, step=step, by=by, assignment=post_of(by, at), at=at,
    )  # fmt: skip


def test_a_correction_makes_a_version_and_keeps_each_paraf_over_what_it_certified(
    office: Office, at: datetime
) -> None:
    first = sealed(office, at)
    second = corrected(first, office, at + timedelta(minutes=5), "Ditambahkan Kepala Dinas.")
    assert second.number == 2
    assert "Ditambahkan Kepala Dinas." in second.html
    assert (second.correction.by, second.correction.step) == (office.kadis, 8)
    carried = paraf.living(second.report)
    assert [(seal.step, seal.version.number) for seal in carried] == [(6, 1), (7, 1)]
    assert all(seal.sha256 == first.sha256 for seal in carried)
    assert all(one.mark.endswith(", atas versi 1") for one in paraf_marks(carried, second)), "said on paper"
    missing = signing.preflight(report=second.report, assignment=post_of(office.kadis, at), at=at)
    assert not [one for one in missing if "paraf" in one], "both parafs are there, over version 1"


def test_what_the_writer_submits_carries_nothing_from_before(office: Office, at: datetime) -> None:
    first = sealed(office, at)
    corrected(first, office, at + timedelta(minutes=5), "Ditambahkan.")
    third = submitted(office, at + timedelta(minutes=10), first.report)
    assert paraf.carried(third) == []
    assert [seal.version.number for seal in paraf.carried(third.report.versions.get(number=2))] == [1, 1]


@pytest.mark.parametrize("why", ["tidak berubah", "versi lama", "bagian lama"])
def test_a_correction_that_cannot_be_kept_keeps_nothing(office: Office, at: datetime, why: str) -> None:
    version = sealed(office, at)
    section = version.report.sections.get(key="ikhtisar")
    seen = version.number - (why == "versi lama")
    text = section.text if why == "tidak berubah" else "<p>Lain.</p>"
    stale = section.version - (why == "bagian lama")
    with pytest.raises(Refusal):
        correct(
            report=version.report, seen_number=seen, rewritten=[Rewritten(section.pk, text, stale)], note="",
            pelaksana=Pelaksana.KEPALA_DINAS, step=8, by=office.kadis, assignment=post_of(office.kadis, at), at=at,
        )  # fmt: skip
    section.refresh_from_db()
    assert "Lain." not in section.text
    assert version.report.versions.count() == 1
    assert not SignedPaper.objects.exists()
