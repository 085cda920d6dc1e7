"""A report on its way from the frozen analysis to the signed paper, for tests."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from accounts.models import Assignment, User
from accounts.posts import acting_posts
from accounts.roles import Mode, Pelaksana, Role
from reports.analysis.services import freeze, save_factor
from reports.document_services import render_document
from reports.documents import Document
from reports.drafting import services as drafting
from reports.drafting.models import Version
from reports.report import Report
from reports.signing import acting, ca, paraf
from reports.signing import services as signing
from reports.signing.models import Backend, SignedPaper, SigningCertificate
from tests.factories import Office, make_post
from tests.remembered import remembered
from tests.reports.data import accept_all, open_all

PASSPHRASE = "sandi-kadis-2026"


def post_of(person: User, at: datetime) -> Assignment:
    return acting_posts(person, at)[0]


@remembered
def analysed(office: Office, at: datetime) -> Report:
    """Data of SD and SMP accepted, PAUD excused, factors written, analysis frozen."""
    collection = open_all(office, at)
    accept_all(collection, office, at)
    save_factor(
        report=collection.report, unit=office.sd, supporting="Pendampingan sekolah berjalan.", hindering="",
        follow_up="Kunjungan rumah bersama pemerintah desa", by=office.kasubag, at=at, title="Kasubag Perencanaan",
    )  # fmt: skip
    freeze(report=collection.report, by=office.kasubag, at=at, title="Kasubag Perencanaan")
    return collection.report


@remembered
def submitted(office: Office, at: datetime, report: Report | None = None) -> Version:
    report = report or analysed(office, at)
    drafting.generate(report=report, by=office.staf_perencana, at=at, title="Staf Perencana")
    return drafting.submit(report=report, note="", by=office.staf_perencana, at=at, title="Staf Perencana")


@remembered
def sealed(office: Office, at: datetime, version: Version | None = None) -> Version:
    version = version or submitted(office, at)
    for person, step, pelaksana in (
        (office.kasubag, 6, Pelaksana.KASUBAG_PERENCANAAN),
        (office.sekretaris, 7, Pelaksana.SEKRETARIS),
    ):
        paraf.seal(
            version=version,
            pelaksana=pelaksana,
            step=step,
            by=person,
            assignment=post_of(person, at),
            at=at,
            sha256=version.sha256,
        )
    return version


def certificate(person: User, at: datetime, passphrase: str = PASSPHRASE) -> SigningCertificate:
    """A certificate from an office CA made on first use in the test's data folder."""
    office_name = "Dinas Pendidikan dan Kebudayaan"
    if not ca.ca_exists():
        ca.create_ca(office=office_name, passphrase="sandi-ca-kantor", at=at)
    return ca.issue(
        person=person,
        passphrase=passphrase,
        ca=ca.load_ca("sandi-ca-kantor"),
        office=office_name,
        by=None,
        at=at,
    )


def render(document: Document | None, at: datetime) -> Document:
    assert document is not None
    render_document(pk=document.pk, clock=lambda: at)
    document.refresh_from_db()
    assert document.state == Document.State.SELESAI, document.error or document.state
    return document


@remembered
def prepared(
    office: Office,
    at: datetime,
    *,
    signer: User | None = None,
    version: Version | None = None,
    backend: Backend | None = None,
    pengantar: dict[str, Any] | None = None,
) -> SignedPaper:
    """Ready to be signed: certificate issued, numbers reserved, PDFs stored."""
    signer = signer or office.kadis
    version = version or sealed(office, at)
    certificate(signer, at)
    paper = signing.prepare(
        report=version.report, version=version, signer_assignment=post_of(signer, at), by=signer, at=at,
        backend=backend, pengantar=pengantar,
    )  # fmt: skip
    for one in acting.papers_of_act(version.report):
        render(one.document, at)
    paper.refresh_from_db()
    return paper


def press(paper: SignedPaper, office: Office, at: datetime, passphrase: str = PASSPHRASE) -> SignedPaper:
    """The signer presses the button: sign everything of the act, keep it."""
    report, post = paper.report, post_of(office.kadis, at)
    shas = {one.kind: one.document.sha256 for one in acting.papers_of_act(report) if one.document}
    made = signing.make_signature(
        paper_id=paper.pk, seen_sha256=shas["laporan"], seen_pengantar=shas.get("pengantar", ""), passphrase=passphrase,
        by=office.kadis, assignment=post, at=at,
    )  # fmt: skip
    return signing.store_signature(report=report, made=made, by=office.kadis, assignment=post, at=at)


@remembered
def signed(office: Office, at: datetime, *, signer: User | None = None) -> SignedPaper:
    signer = signer or office.kadis
    paper = prepared(office, at, signer=signer)
    assert paper.document is not None
    return signing.sign_paper(
        paper_id=paper.pk,
        seen_sha256=paper.document.sha256,
        passphrase=PASSPHRASE,
        by=signer,
        assignment=post_of(signer, at),
        at=at,
    )


def make_plh(office: Office, at: datetime) -> User:
    """The Sekretaris stands in for the Kepala Dinas today."""
    make_post(
        office.sekretaris,
        Role.KEPALA_DINAS,
        office.dinas,
        at=at,
        mode=Mode.PLH,
        start=at.date(),
        end=at.date(),
        sk_number="800/1",
    )
    return office.sekretaris
