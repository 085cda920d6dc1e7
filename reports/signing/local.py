"""PAdES B-B with an official's own certificate, by pyHanko (imported inside: only signing pays for it)."""

from __future__ import annotations

from io import BytesIO

from accounts.errors import Refusal

FIELD = "TandaTangan"
WRONG_PASSPHRASE = (
    "Sandi tanda tangan salah. Ketik lagi; bila lupa, minta admin kantor menerbitkan sertifikat baru."
)


def sign(pdf: bytes, p12: bytes, passphrase: str, *, reason: str, location: str) -> bytes:
    """The same PDF with one invisible certifying signature added behind it; further signing of forms only.

    The passphrase opens the key here and is forgotten. Raises Refusal when it is wrong.
    """
    from cryptography.hazmat.primitives.serialization import pkcs12
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers
    from pyhanko.sign.fields import InvisSigSettings, MDPPerm, SigFieldSpec, SigSeedSubFilter

    try:
        pkcs12.load_pkcs12(p12, passphrase.encode())
    except ValueError:
        raise Refusal(WRONG_PASSPHRASE, field="passphrase") from None
    signer = signers.SimpleSigner.load_pkcs12_data(p12, other_certs=[], passphrase=passphrase.encode())
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    writer._update_meta = lambda: None  # type: ignore[method-assign]  # PDF/A: XMP and document info must go on saying the same
    fields.append_signature_field(
        writer,
        SigFieldSpec(
            FIELD,
            invis_sig_settings=InvisSigSettings(box_out_of_bounds=True),
            readable_field_name="Tanda tangan elektronik",
        ),
    )
    metadata = signers.PdfSignatureMetadata(
        field_name=FIELD, md_algorithm="sha256", reason=reason, location=location, subfilter=SigSeedSubFilter.PADES,
        certify=True, docmdp_permissions=MDPPerm.FILL_FORMS,
    )  # fmt: skip
    out = BytesIO()
    signers.PdfSigner(metadata, signer).sign_pdf(writer, output=out)
    return out.getvalue()
