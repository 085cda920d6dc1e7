"""The office's own certificates: one CA, one PKCS#12 per official (domain.md section 3.1: tidak tersertifikasi).

The CA key lies in the data folder, encrypted by its own passphrase. An official's key exists only inside that official's
PKCS#12, encrypted by a passphrase that nobody else knows and nothing stores.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction

from accounts import audit
from accounts.errors import Refusal
from accounts.models import User
from reports.signing.models import SigningCertificate
from reports.signing.storage import stored

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.serialization import KeySerializationEncryption
    from cryptography.x509 import Certificate, KeyUsage, Name

LABEL = "tidak tersertifikasi"
SHORTEST = 8
CA_YEARS, OFFICIAL_YEARS = 10, 2
KEY_BITS = 3072


@dataclass(frozen=True)
class OfficeCA:
    key: RSAPrivateKey
    certificate: Certificate


def ca_folder() -> Path:
    return Path(settings.DATA) / "ca"


def ca_exists() -> bool:
    return (ca_folder() / "ca.pem").is_file()


def check_passphrase(passphrase: str) -> None:
    """Refuse what is too short to protect a key."""
    if len(passphrase) < SHORTEST:
        raise Refusal(
            f"Sandi terlalu pendek. Pakai sedikitnya {SHORTEST} huruf, angka, atau tanda.", field="passphrase"
        )


def create_ca(*, office: str, passphrase: str, at: datetime) -> Path:
    """Make the office CA in the data folder; refuses to replace one. Returns the certificate's path."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    check_passphrase(passphrase)
    folder = ca_folder()
    if ca_exists():
        raise Refusal(
            f"CA kantor sudah ada di {folder}. Pindahkan dahulu folder itu bila memang hendak membuat yang baru."
        )
    key = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
    name = _name(f"CA Kantor {office}", office)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(minutes=5))
        .not_valid_after(at + timedelta(days=365 * CA_YEARS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    protected = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(passphrase.encode()),
    )
    _write(folder / "ca.key", protected)
    _write(folder / "ca.pem", certificate.public_bytes(serialization.Encoding.PEM))
    return folder / "ca.pem"


def load_ca(passphrase: str) -> OfficeCA:
    """Open the office CA. Refuses where there is none, or the passphrase is another."""
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    if not ca_exists():
        raise Refusal("CA kantor belum dibuat. Jalankan `manage.py ca_kantor` dahulu.")
    try:
        key = load_pem_private_key((ca_folder() / "ca.key").read_bytes(), passphrase.encode())
    except (ValueError, TypeError):
        raise Refusal("Sandi CA kantor salah. Ketik lagi.") from None
    if not isinstance(key, RSAPrivateKey):
        raise Refusal("Kunci CA kantor bukan kunci RSA. Buat CA baru dengan `manage.py ca_kantor`.")
    return OfficeCA(key, x509.load_pem_x509_certificate((ca_folder() / "ca.pem").read_bytes()))


def issue(
    *, person: User, passphrase: str, ca: OfficeCA, office: str, by: User | None, at: datetime
) -> SigningCertificate:
    """Give one official a certificate whose key only `passphrase` opens; an earlier one is revoked."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import pkcs12

    check_passphrase(passphrase)
    key = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
    begins, ends = at - timedelta(minutes=5), at + timedelta(days=365 * OFFICIAL_YEARS)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(_name(person.name, office))
        .issuer_name(ca.certificate.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(min(ends, ca.certificate.not_valid_after_utc))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(ca.key.public_key()), critical=False
        )
        .sign(ca.key, hashes.SHA256())
    )
    store = pkcs12.serialize_key_and_certificates(
        person.username.encode(), key, certificate, [ca.certificate], _encryption(passphrase)
    )
    row = SigningCertificate(
        person=person, subject=certificate.subject.rfc4514_string()[:200], serial=f"{certificate.serial_number:x}",
        fingerprint=certificate.fingerprint(hashes.SHA256()).hex(), valid_from=certificate.not_valid_before_utc,
        valid_to=certificate.not_valid_after_utc, issued_at=at,
    )  # fmt: skip
    with transaction.atomic():
        person.certificates.filter(revoked_at__isnull=True).update(revoked_at=at)
        row.file.save("sertifikat.p12", ContentFile(store), save=False)
        row.save()
        audit.record(
            stream=f"orang:{person.pk}", act="sertifikat diterbitkan", by=by, at=at,
            detail={"seri": row.serial, "sidik": row.fingerprint, "sampai": row.valid_to},
        )  # fmt: skip
    return row


def change_passphrase(*, person: User, old: str, new: str, at: datetime) -> SigningCertificate:
    """Protect one's own key with another passphrase; certificate and fingerprint stay. Raises Refusal (field "old" or "new")."""
    from cryptography.hazmat.primitives.serialization import pkcs12

    certificate = valid_certificate(person, at)
    if certificate is None:
        raise Refusal("Anda belum mempunyai sertifikat yang berlaku. Minta admin kantor menerbitkannya.")
    try:
        check_passphrase(new)
    except Refusal as refusal:
        raise Refusal(refusal.message, field="new") from None
    if new == old:
        raise Refusal("Sandi baru sama dengan sandi lama. Pilih sandi lain.", field="new")
    try:
        store = pkcs12.load_pkcs12(stored(certificate.file), old.encode())
    except ValueError:
        raise Refusal("Sandi lama salah, jadi tidak diganti. Ketik lagi.", field="old") from None
    if store.cert is None or store.key is None:
        raise Refusal("Berkas sertifikat Anda tidak utuh. Minta admin kantor menerbitkan yang baru.")
    content = pkcs12.serialize_key_and_certificates(
        store.cert.friendly_name, store.key, store.cert.certificate,  # type: ignore[arg-type]
        [one.certificate for one in store.additional_certs], _encryption(new),
    )  # fmt: skip
    former = str(certificate.file.name)
    with transaction.atomic():
        certificate.file.save("sertifikat.p12", ContentFile(content), save=False)
        certificate.save(update_fields=["file"])
        audit.record(
            stream=f"orang:{person.pk}",
            act="sandi sertifikat diganti",
            by=person,
            at=at,
            detail={"seri": certificate.serial},
        )
        # the file the old passphrase opens must not stay
        transaction.on_commit(lambda: certificate.file.storage.delete(former), robust=True)
    return certificate


def _encryption(passphrase: str) -> KeySerializationEncryption:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.serialization import PrivateFormat, pkcs12

    return (
        PrivateFormat.PKCS12.encryption_builder()
        .kdf_rounds(200_000)
        .key_cert_algorithm(pkcs12.PBES.PBESv2SHA256AndAES256CBC)
        .hmac_hash(hashes.SHA256())
        .build(passphrase.encode())
    )


def valid_certificate(person: User, at: datetime) -> SigningCertificate | None:
    """The certificate this person may sign with at `at`."""
    return (
        person.certificates.filter(revoked_at__isnull=True, valid_from__lte=at, valid_to__gt=at)
        .order_by("-issued_at")
        .first()
    )


def _name(common: str, office: str) -> Name:
    from cryptography import x509
    from cryptography.x509.oid import NameOID

    longest = 64 - len(LABEL) - 3  # X.520 allows 64 letters; the label must survive the cut

    def labelled(text: str) -> str:
        return f"{text[:longest].rstrip()} ({LABEL})"

    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "ID"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, labelled(office)),
            x509.NameAttribute(NameOID.COMMON_NAME, labelled(common)),
        ]
    )


def _usage(*, signs_certificates: bool) -> KeyUsage:
    from cryptography import x509

    return x509.KeyUsage(
        digital_signature=not signs_certificates, content_commitment=not signs_certificates, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=signs_certificates, crl_sign=signs_certificates,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip


def _write(path: Path, content: bytes) -> None:
    """Readable by its owner only, from the first moment."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
