"""Paraf and signature: over exactly one version, by exactly one person, once."""

from __future__ import annotations

import logging
import subprocess
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.errors import NotYours, Refusal
from accounts.posts import Desk
from accounts.roles import Pelaksana
from reports.drafting import services as drafting
from reports.letterhead import Letterhead
from reports.models import LetterNumber, Paraf, SignedPaper, SigningCertificate
from reports.signing import ca, checking, paraf
from reports.signing import services as signing
from tests.factories import Office
from tests.reports import paper_data
from tests.reports.paper_data import PASSPHRASE, post_of

State = SignedPaper.State


def signed_bytes(paper: SignedPaper) -> bytes:
    with paper.signed_file.open("rb") as stream:
        return bytes(stream.read())


def make(paper: SignedPaper, office: Office, at: datetime, **changed: object) -> signing.MadeSignature:
    assert paper.document is not None
    wanted: dict[str, object] = {
        "paper_id": paper.pk, "seen_sha256": paper.document.sha256, "passphrase": PASSPHRASE, "by": office.kadis,
        "assignment": post_of(office.kadis, at), "at": at,
    }  # fmt: skip
    return signing.make_signature(**(wanted | changed))  # type: ignore[arg-type]


# ── paraf ───────────────────────────────────────────────────────────────────────────────────────
def seal(office: Office, at: datetime, version: object, sha256: str) -> Paraf:
    return paraf.seal(
        version=version, pelaksana=Pelaksana.KASUBAG_PERENCANAAN, step=6, by=office.kasubag,  # type: ignore[arg-type]
        assignment=post_of(office.kasubag, at), at=at, sha256=sha256,
    )  # fmt: skip


def test_a_paraf_keeps_person_post_and_hash_of_the_version(office: Office, at: datetime) -> None:
    version = paper_data.submitted(office, at)
    given = seal(office, at, version, version.sha256)
    assert (given.person_name, given.title, given.sha256) == (
        office.kasubag.name,
        "Kasubag Perencanaan",
        version.sha256,
    )
    assert paraf.living(version.report) == [given]


def test_a_paraf_over_another_hash_is_refused(office: Office, at: datetime) -> None:
    with pytest.raises(Refusal, match="bukan versi terakhir"):
        seal(office, at, paper_data.submitted(office, at), "0" * 64)


def test_a_paraf_over_an_older_version_is_refused(office: Office, at: datetime) -> None:
    old = paper_data.submitted(office, at)
    paper_data.submitted(office, at, old.report)
    with pytest.raises(Refusal, match="Sudah ada versi 2 yang lebih baru"):
        seal(office, at, old, old.sha256)


def test_a_version_is_sealed_once_a_step(office: Office, at: datetime) -> None:
    version = paper_data.submitted(office, at)
    seal(office, at, version, version.sha256)
    with pytest.raises(Refusal, match="sudah diparaf oleh Kasubag Perencanaan"):
        seal(office, at, version, version.sha256)


@pytest.mark.parametrize(("from_step", "left"), [(5, []), (6, []), (7, [6]), (8, [6, 7])])
def test_a_send_back_voids_the_parafs_of_its_target_and_later(
    from_step: int, left: list[int], office: Office, at: datetime
) -> None:
    version = paper_data.sealed(office, at)
    voided = paraf.void(report=version.report, from_step=from_step, reason="Perbaiki BAB III", at=at)
    assert [one.step for one in paraf.living(version.report)] == left
    assert all(one.voided_at == at and one.voided_reason == "Perbaiki BAB III" for one in voided)
    assert Paraf.objects.count() == 2


def test_a_new_version_leaves_the_old_parafs_with_the_old_version(office: Office, at: datetime) -> None:
    version = paper_data.sealed(office, at)
    paper_data.submitted(office, at, version.report)
    assert paraf.living(version.report) == []
    assert version.parafs.filter(voided_at__isnull=True).count() == 2


# ── before the passphrase is asked ──────────────────────────────────────────────────────────────
def test_everything_missing_is_told_before_the_passphrase(office: Office, at: datetime) -> None:
    version = paper_data.submitted(office, at)
    Letterhead.objects.all().delete()
    type(office.kadis).objects.filter(pk=office.kadis.pk).update(nip=None)
    missing = " ".join(signing.preflight(report=version.report, assignment=post_of(office.kadis, at), at=at))
    for expected in (
        "belum diparaf Kasubag Perencanaan", "belum diparaf Sekretaris Dinas", "belum mempunyai sertifikat", "NIP", "Kop surat",
    ):  # fmt: skip
        assert expected in missing
    with pytest.raises(Refusal, match="belum diparaf"):
        signing.prepare(
            report=version.report,
            version=version,
            signer_assignment=post_of(office.kadis, at),
            by=office.kadis,
            at=at,
        )
    assert not LetterNumber.objects.filter(series__purpose="laporan").exists()


def test_an_expired_certificate_is_told(office: Office, at: datetime) -> None:
    version = paper_data.sealed(office, at)
    paper_data.certificate(office.kadis, at)
    later = at + timedelta(days=365 * 2 + 1)
    assert "sertifikat tanda tangan yang berlaku" in " ".join(
        signing.preflight(report=version.report, assignment=post_of(office.kadis, later), at=later)
    )


# ── preparing ───────────────────────────────────────────────────────────────────────────────────
def test_preparing_freezes_the_signer_of_that_day(office: Office, at: datetime) -> None:
    paper = paper_data.prepared(office, at)
    type(office.kadis).objects.filter(pk=office.kadis.pk).update(name="ORANG LAIN", golongan="I/a")
    paper.refresh_from_db()
    assert (paper.signer_name, paper.signer_pangkat) == (office.kadis.name, office.kadis.pangkat)
    assert paper.signer_title == "Kepala Dinas Pendidikan dan Kebudayaan"
    assert paper.state == State.SIAP


def test_preparing_twice_gives_the_same_paper(office: Office, at: datetime) -> None:
    paper = paper_data.prepared(office, at)
    again = signing.prepare(
        report=paper.report,
        version=paper.version,
        signer_assignment=post_of(office.kadis, at),
        by=office.kadis,
        at=at,
    )
    assert again == paper


def test_a_sent_back_paper_leaves_its_number_with_the_report(office: Office, at: datetime) -> None:
    paper = paper_data.prepared(office, at)
    signing.discard(report=paper.report, reason="Perbaiki", at=at)
    paraf.void(report=paper.report, from_step=5, reason="Perbaiki", at=at)
    second = paper_data.prepared(
        office, at, version=paper_data.sealed(office, at, paper_data.submitted(office, at, paper.report))
    )
    paper.refresh_from_db()
    assert paper.state == State.BATAL
    assert second.number == paper.number
    assert second.version.number == 2
    assert LetterNumber.objects.filter(series__purpose="laporan").count() == 1


def test_a_paper_of_yesterday_is_prepared_anew_with_todays_date(office: Office, at: datetime) -> None:
    paper = paper_data.prepared(office, at)
    tomorrow = at + timedelta(days=1)
    again = signing.prepare(
        report=paper.report,
        version=paper.version,
        signer_assignment=post_of(office.kadis, tomorrow),
        by=office.kadis,
        at=tomorrow,
    )
    assert again.paper_date == tomorrow.date()
    assert again.number == paper.number


def test_a_plh_gets_a_paper_of_his_own_with_the_same_number(office: Office, at: datetime) -> None:
    first = paper_data.prepared(office, at)
    plh = paper_data.make_plh(office, at)
    paper_data.certificate(plh, at)
    post = Desk(plh, at).acts_as(Pelaksana.KEPALA_DINAS)
    assert post is not None
    second = signing.prepare(
        report=first.report, version=first.version, signer_assignment=post, by=plh, at=at
    )
    first.refresh_from_db()
    assert (first.state, second.number) == (State.BATAL, first.number)
    assert second.signer_title == "Plh. Kepala Dinas Pendidikan dan Kebudayaan"
    paper_data.render(second.document, at)
    second.refresh_from_db()
    assert second.document is not None
    signed = signing.sign_paper(
        paper_id=second.pk,
        seen_sha256=second.document.sha256,
        passphrase=PASSPHRASE,
        by=plh,
        assignment=post,
        at=at,
    )
    assert signed.state == State.DITANDATANGANI


# ── signing ─────────────────────────────────────────────────────────────────────────────────────
def test_poppler_calls_the_signature_valid_over_the_whole_file(
    office: Office, at: datetime, tmp_path: Path
) -> None:
    paper = paper_data.signed(office, at)
    (tmp_path / "laporan.pdf").write_bytes(signed_bytes(paper))
    said = subprocess.run(
        ["pdfsig", str(tmp_path / "laporan.pdf")], capture_output=True, text=True, check=False
    ).stdout
    assert "Signature Validation: Signature is Valid." in said
    assert "Total document signed" in said
    assert "tidak tersertifikasi" in said
    assert "ETSI.CAdES.detached" in said


def test_the_signature_is_added_behind_exactly_the_file_the_signer_saw(office: Office, at: datetime) -> None:
    paper = paper_data.signed(office, at)
    assert paper.document is not None
    with paper.document.file.open("rb") as stream:
        assert signed_bytes(paper).startswith(stream.read())
    assert signed_bytes(paper).startswith(b"%PDF-1.7")
    assert paper.number.state == LetterNumber.State.TERPAKAI


def test_a_wrong_passphrase_is_told_and_changes_nothing(
    office: Office, at: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    paper = paper_data.prepared(office, at)
    caplog.set_level(logging.DEBUG)
    with pytest.raises(Refusal, match="Sandi tanda tangan salah") as refusal:
        make(paper, office, at, passphrase="sandi-yang-salah")
    assert refusal.value.field == "passphrase"
    assert "sandi-yang-salah" not in caplog.text
    paper.refresh_from_db()
    assert (paper.state, paper.number.state) == (State.SIAP, LetterNumber.State.DIPESAN)


def test_the_passphrase_reaches_neither_log_nor_trail_nor_database(
    office: Office, at: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    from accounts.models import AuditEntry

    caplog.set_level(logging.DEBUG)
    paper = paper_data.signed(office, at)
    assert PASSPHRASE not in caplog.text
    assert not [entry for entry in AuditEntry.objects.all() if PASSPHRASE in str(entry.detail)]
    certificate = SigningCertificate.objects.get()
    with certificate.file.open("rb") as stream:
        store = stream.read()
    assert PASSPHRASE.encode() not in store
    assert b"PRIVATE KEY" not in store
    assert PASSPHRASE.encode() not in signed_bytes(paper)


def test_another_file_than_the_one_seen_is_not_signed(office: Office, at: datetime) -> None:
    with pytest.raises(Refusal, match="bukan PDF yang akan ditandatangani"):
        make(paper_data.prepared(office, at), office, at, seen_sha256="0" * 64)


def test_a_file_changed_in_the_store_is_not_signed(office: Office, at: datetime) -> None:
    paper = paper_data.prepared(office, at)
    assert paper.document is not None
    path = Path(paper.document.file.path)
    path.chmod(0o600)
    path.write_bytes(path.read_bytes() + b"\n")
    with pytest.raises(Refusal, match="berubah sejak dibuat"):
        make(paper, office, at)


def test_only_the_frozen_signer_signs(office: Office, at: datetime) -> None:
    paper = paper_data.prepared(office, at)
    with pytest.raises(NotYours, match="disiapkan untuk"):
        make(paper, office, at, by=office.sekretaris, assignment=post_of(office.sekretaris, at))


def test_a_paper_not_yet_rendered_is_not_signed(office: Office, at: datetime) -> None:
    version = paper_data.sealed(office, at)
    paper_data.certificate(office.kadis, at)
    paper = signing.prepare(
        report=version.report,
        version=version,
        signer_assignment=post_of(office.kadis, at),
        by=office.kadis,
        at=at,
    )
    with pytest.raises(Refusal, match="belum selesai dibuat"):
        make(paper, office, at)


def test_a_report_is_signed_once(office: Office, at: datetime) -> None:
    paper = paper_data.prepared(office, at)
    made = make(paper, office, at)
    post = post_of(office.kadis, at)
    first = signing.store_signature(report=paper.report, made=made, by=office.kadis, assignment=post, at=at)
    with pytest.raises(Refusal, match="sudah ditandatangani"):
        signing.store_signature(report=paper.report, made=made, by=office.kadis, assignment=post, at=at)
    first.refresh_from_db()
    assert first.signed_sha256 == made.sha256


def test_a_signature_made_before_a_send_back_is_not_kept(office: Office, at: datetime) -> None:
    paper = paper_data.prepared(office, at)
    made = make(paper, office, at)
    signing.discard(report=paper.report, reason="Perbaiki", at=at)
    with pytest.raises(Refusal, match="tidak dipakai"):
        signing.store_signature(
            report=paper.report, made=made, by=office.kadis, assignment=post_of(office.kadis, at), at=at
        )


def test_a_signature_over_a_version_that_lost_a_paraf_is_not_kept(office: Office, at: datetime) -> None:
    paper = paper_data.prepared(office, at)
    made = make(paper, office, at)
    paraf.void(report=paper.report, from_step=7, reason="x", at=at)
    with pytest.raises(Refusal, match="tidak lengkap"):
        signing.store_signature(
            report=paper.report, made=made, by=office.kadis, assignment=post_of(office.kadis, at), at=at
        )


def test_a_failed_attempt_keeps_the_number(office: Office, at: datetime) -> None:
    paper = paper_data.prepared(office, at)
    with pytest.raises(Refusal):
        make(paper, office, at, passphrase="salah-salah")
    held = signing.held_number(paper.report)
    assert held == paper.number
    assert drafting.newest(paper.report) == paper.version


# ── what a changed file looks like ──────────────────────────────────────────────────────────────
def test_one_changed_byte_breaks_the_signature(office: Office, at: datetime) -> None:
    pdf = bytearray(signed_bytes(paper_data.signed(office, at)))
    pdf[len(pdf) // 3] ^= 1
    found = checking.inspect(bytes(pdf))
    assert not (found.signed and found.intact)


def test_appended_bytes_are_noticed(office: Office, at: datetime) -> None:
    pdf = signed_bytes(paper_data.signed(office, at))
    found = checking.inspect(pdf)
    assert (found.signed, found.intact, found.whole) == (True, True, True)
    assert found.fingerprint == SigningCertificate.objects.get().fingerprint
    from io import BytesIO

    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    writer.root["/Tambahan"] = generic.pdf_string("ditambah")
    writer.update_root()
    out = BytesIO()
    writer.write(out)
    found = checking.inspect(out.getvalue())
    assert found.signed
    assert not found.whole


@pytest.mark.parametrize("junk", [b"", b"bukan pdf", b"%PDF-1.7\nrusak", b"\x00" * 100])
def test_junk_counts_as_unsigned(junk: bytes) -> None:
    assert checking.inspect(junk) == checking.Inspection()


# ── certificates ────────────────────────────────────────────────────────────────────────────────
def test_a_certificate_is_labelled_and_replaces_the_old_one(office: Office, at: datetime) -> None:
    old = paper_data.certificate(office.kadis, at)
    new = paper_data.certificate(office.kadis, at + timedelta(days=1))
    old.refresh_from_db()
    assert old.revoked_at is not None
    assert new.subject.count("tidak tersertifikasi") == 2
    assert ca.valid_certificate(office.kadis, at + timedelta(days=2)) == new


def test_a_very_long_name_keeps_the_label(office: Office, at: datetime) -> None:
    office.kadis.name = "Prof. Dr. " + "A" * 90
    assert paper_data.certificate(office.kadis, at).subject.count("tidak tersertifikasi") == 2


def test_a_short_passphrase_is_refused(office: Office, at: datetime) -> None:
    with pytest.raises(Refusal, match="sedikitnya 8"):
        paper_data.certificate(office.kadis, at, passphrase="pendek")


def test_the_ca_is_made_once_and_its_key_is_protected(office: Office, at: datetime) -> None:
    paper_data.certificate(office.kadis, at)
    with pytest.raises(Refusal, match="sudah ada"):
        ca.create_ca(office="X", passphrase="sandi-ca-kantor", at=at)
    with pytest.raises(Refusal, match="Sandi CA kantor salah"):
        ca.load_ca("salah-salah")
    key = ca.ca_folder() / "ca.key"
    assert key.stat().st_mode & 0o077 == 0
    assert b"ENCRYPTED" in key.read_bytes()


def test_the_command_issues_for_a_known_person_only(
    office: Office, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper_data.certificate(office.kadis, at)  # makes the CA
    monkeypatch.setenv("SANDI_CA", "sandi-ca-kantor")
    from io import StringIO

    monkeypatch.setattr("sys.stdin", StringIO("sandi-sekretaris\n"))
    call_command("terbitkan_sertifikat", "sekretaris", "--sandi-stdin", stdout=StringIO())
    assert office.sekretaris.certificates.count() == 1
    with pytest.raises(CommandError, match="Tidak ada pegawai aktif"):
        call_command("terbitkan_sertifikat", "entah", "--sandi-stdin")


def test_the_key_is_read_once_for_however_many_papers(
    office: Office, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading a key examines it, which takes longer than signing (bin/bench paper, P8)."""
    from cryptography.hazmat.primitives import serialization

    from reports.signing import local
    from reports.signing.backends import Sheet

    paper = paper_data.prepared(office, at)
    certificate = ca.valid_certificate(office.kadis, at)
    assert certificate is not None
    assert paper.document is not None
    read: list[int] = []
    usual = serialization.load_der_private_key
    monkeypatch.setattr(
        serialization,
        "load_der_private_key",
        lambda *given, **named: (read.append(1), usual(*given, **named))[1],
    )
    local._signer_class.cache_clear()
    with certificate.file.open("rb") as stream:
        signer = local.open_key(stream.read(), PASSPHRASE)
    with paper.document.file.open("rb") as stream:
        sheet = Sheet(stream.read(), reason="Penandatanganan", location="Malili")
    signed = [local.sign(sheet, signer) for _ in range(2)]
    local._signer_class.cache_clear()
    assert len(read) == 1
    assert all(checking.inspect(one).intact for one in signed)
