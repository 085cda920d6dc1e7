"""With a timestamp authority a signature carries its time (PAdES B-T); without an answer it is made all the same."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from reports.models import SignedPaper
from reports.signing.checking import Inspection, inspect
from tests.factories import Office
from tests.reports import paper_data
from tests.reports.test_paper_conformance import faults

pytestmark = [pytest.mark.django_db, pytest.mark.sekali]

TIME = datetime(2026, 10, 12, 1, 2, 3, tzinfo=UTC)
"""What the authority says, whatever the clock of this computer."""


def authority() -> Any:
    """pyHanko's own authority with a key and certificate made here."""
    from asn1crypto import keys
    from asn1crypto import x509 as asn1
    from pyhanko.sign.timestamps import DummyTimeStamper

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Otoritas Cap Waktu Uji")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(TIME - timedelta(days=1))
        .not_valid_after(TIME + timedelta(days=3650))
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return DummyTimeStamper(
        tsa_cert=asn1.Certificate.load(certificate.public_bytes(serialization.Encoding.DER)),
        tsa_key=keys.PrivateKeyInfo.load(private),
        fixed_dt=TIME,
    )


@pytest.fixture
def tsa(settings: Any) -> Iterator[list[str]]:
    """A local authority over HTTP; the list fills with the content types it was asked with."""
    from asn1crypto import tsp

    asked: list[str] = []
    stamper = authority()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(str(self.headers["Content-Type"]))
            body = self.rfile.read(int(self.headers["Content-Length"]))
            answer = asyncio.run(stamper.async_request_tsa_response(tsp.TimeStampReq.load(body))).dump()
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.TSA_URL = f"http://127.0.0.1:{server.server_port}/"
    yield asked
    server.shutdown()
    server.server_close()


def looked_at(paper: SignedPaper) -> tuple[Inspection, bytes]:
    with paper.signed_file.open("rb") as stream:
        pdf = stream.read()
    return inspect(pdf), pdf


def test_the_authoritys_time_stands_in_the_signature(tsa: list[str], office: Office, at: datetime) -> None:
    found, pdf = looked_at(paper_data.signed(office, at))
    assert (found.signed, found.intact, found.whole) == (True, True, True)
    assert (found.is_timestamped, found.signed_at) == (True, TIME)
    assert set(tsa) == {"application/timestamp-query"}
    assert faults(pdf) == []


def test_without_an_authority_the_signature_is_without_a_timestamp(office: Office, at: datetime) -> None:
    found, _ = looked_at(paper_data.signed(office, at))
    assert (found.signed, found.whole, found.is_timestamped) == (True, True, False)


def test_an_authority_that_does_not_answer_stops_nobody(
    settings: Any, office: Office, at: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    settings.TSA_URL = "http://127.0.0.1:9/"
    with caplog.at_level(logging.WARNING):
        found, _ = looked_at(paper_data.signed(office, at))
    assert (found.signed, found.whole, found.is_timestamped) == (True, True, False)
    assert "tanpa cap waktu" in caplog.text
