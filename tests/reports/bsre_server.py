"""BSrE's Esign Client Service on this machine, over real HTTP, as its Petunjuk Teknis v2.0 describes it (v1 and v2).

It really signs, with a CA of its own through pyHanko, and can be told to fail in every way that was seen or is documented:

    with BsreServer() as bsre:
        bsre.user("7324…", "ANDI CONTOH", "passphrase")
        bsre.fault = "jatuh-setelah-tanda-tangan"
"""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.parser import BytesParser
from email.policy import HTTP
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from typing import Any

USER, PASSWORD = "sop-kinerja", "sandi-aplikasi-uji"
CODES = {
    "ISSUE": "1111", "NOT_REGISTERED": "1110", "EXPIRED": "1112", "RENEW": "1113", "WAITING_FOR_VERIFICATION": "1114",
    "NEW": "1115", "NO_CERTIFICATE": "1116", "SUSPEND": "1117", "REVOKE": "1118",
}  # fmt: skip
SPRING = {"timestamp": "2026-10-12T01:00:00.000+00:00", "status": 500, "error": "Internal Server Error"}
HTML = b"<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>"


@dataclass
class Person:
    name: str
    passphrase: str
    status: str = "ISSUE"


@dataclass
class BsreServer:
    """`fault` names what goes wrong with the next signing requests; "" is a service in health."""

    fault: str = ""
    slow_seconds: float = 2.0
    people: dict[str, Person] = field(default_factory=dict)
    kept: dict[str, bytes] = field(default_factory=dict)
    """What was signed, by id, each for one download."""
    asked: list[str] = field(default_factory=list)
    signed: int = 0

    def user(self, nik: str, name: str, passphrase: str, status: str = "ISSUE") -> None:
        self.people[nik] = Person(name, passphrase, status)

    def __enter__(self) -> BsreServer:
        owner = self

        class Handler(_Handler):
            server_state = owner

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self._thread = threading.Thread(
            target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    def times(self, path: str) -> int:
        return sum(path in one for one in self.asked)

    def sign(self, pdf: bytes, person: Person, reason: str, location: str) -> tuple[str, bytes]:
        name = "SITI ORANG LAIN" if self.fault == "sertifikat-orang-lain" else person.name
        if self.fault == "naskah-lain":
            pdf = pdf.replace(b"%PDF-1.7", b"%PDF-1.6", 1)
        made = sign(pdf, name, expired=self.fault == "sertifikat-berakhir", reason=reason, location=location)
        self.signed += 1
        key = f"dok-{self.signed}"
        self.kept[key] = made
        return key, made


class _Handler(BaseHTTPRequestHandler):
    server_state: BsreServer
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Silent: a test reads the application's log."""

    def do_GET(self) -> None:
        state = self.server_state
        state.asked.append(f"GET {self.path}")
        if not self._authorised():
            return
        if self.path.startswith("/api/user/status/"):
            return self._status(self.path.rpartition("/")[2], in_words=False)
        if self.path.startswith("/api/sign/download/"):
            found = state.kept.pop(self.path.rpartition("/")[2], None)
            if found is None:
                return self._json(400, {"error": "Dokumen tidak ditemukan", "status_code": 2021})
            return self._send(200, found, "application/pdf")
        self._json(404, {"timestamp": "x", "status": 404, "error": "Not Found", "path": self.path})

    def do_POST(self) -> None:
        state = self.server_state
        state.asked.append(f"POST {self.path}")
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if not self._authorised():
            return
        acts: dict[str, Callable[[bytes], None]] = {
            "/api/sign/pdf": self._sign_v1,
            "/api/v2/sign/pdf": self._sign_v2,
            "/api/v2/user/check/status": lambda one: self._status(json.loads(one)["nik"], in_words=True),
            "/api/sign/verify": lambda one: self._verify(self._form(one)["signed_file"], 1),
            "/api/v2/verify/pdf": lambda one: self._verify(base64.b64decode(json.loads(one)["file"]), 2),
        }
        acts.get(self.path, lambda _: self._json(404, {"status": 404, "error": "Not Found"}))(body)

    # ── signing ─────────────────────────────────────────────────────────────────────────────────
    def _sign_v1(self, body: bytes) -> None:
        form = self._form(body)
        assert form["tampilan"] == b"invisible"
        person = self._may(form["nik"].decode(), form["passphrase"].decode())
        if person is None or self._before():
            return
        key, made = self.server_state.sign(
            form["file"], person, form["reason"].decode(), form["location"].decode()
        )
        self._answer(made, lambda pdf: (pdf, "application/pdf", {"id_dokumen": key}))

    def _sign_v2(self, body: bytes) -> None:
        told = json.loads(body)
        assert len(told["signatureProperties"]) in (1, len(told["file"]))
        assert all(one["tampilan"] == "INVISIBLE" for one in told["signatureProperties"])
        person = self._may(told["nik"], told["passphrase"])
        if person is None or self._before():
            return
        made = [
            self.server_state.sign(base64.b64decode(one), person, facts["reason"], facts["location"])[1]
            for one, facts in zip(told["file"], told["signatureProperties"], strict=True)
        ]
        self._answer(
            made[0],
            lambda pdf: (
                json.dumps(
                    {"time": 1000, "file": [base64.b64encode(one).decode() for one in [pdf, *made[1:]]]}
                ).encode(),
                "application/json",
                {},
            ),
        )

    def _may(self, nik: str, passphrase: str) -> Person | None:
        person = self.server_state.people.get(nik)
        if person is None:
            self._json(400, {"error": "User tidak terdaftar", "status_code": 2011})
        elif person.passphrase != passphrase:
            self._json(400, {"error": "Passphrase anda salah", "status_code": 2031})
        elif person.status != "ISSUE":
            self._json(400, {"error": f"Status pengguna {person.status}", "status_code": 2036})
        else:
            return person
        return None

    def _before(self) -> bool:
        """Faults in which nothing gets signed; True when the answer was given."""
        fault = self.server_state.fault
        if fault == "spring-500":
            self._json(500, SPRING | {"path": self.path})
        elif fault == "html-502":
            self._send(502, HTML, "text/html")
        elif fault == "html-503":
            self._send(503, HTML.replace(b"502 Bad Gateway", b"503 Service Unavailable"), "text/html")
        elif fault == "html-404":
            self._send(404, b"<html>404</html>", "text/html")
        elif fault == "pengulang":
            person = next(iter(self.server_state.people.items()))
            self._json(
                400, {"error": f"gagal untuk {person[0]} / {person[1].passphrase}", "status_code": 9999}
            )
        elif fault == "lambat-tanpa-tanda-tangan":
            time.sleep(self.server_state.slow_seconds)
            self._hang_up()
        elif fault == "jatuh-sebelum-tanda-tangan":
            self._hang_up()
        else:
            return False
        return True

    def _answer(self, pdf: bytes, pack: Callable[[bytes], tuple[bytes, str, dict[str, str]]]) -> None:
        """Faults after the signature was made."""
        fault = self.server_state.fault
        if fault == "sampah":
            return self._send(200, b"\x00\x01ini bukan PDF" * 40, "application/octet-stream")
        if fault == "html-200":
            return self._send(200, b"<html><body>Silakan masuk</body></html>", "text/html")
        if fault == "terpotong":
            pdf = pdf[: len(pdf) // 2]
        if fault == "diubah":
            pdf = pdf[:900] + bytes([pdf[900] ^ 1]) + pdf[901:]
        if fault == "lambat-sesudah-tanda-tangan":
            time.sleep(self.server_state.slow_seconds)
        if fault == "jatuh-setelah-tanda-tangan":
            return self._hang_up()
        body, kind, headers = pack(pdf)
        if fault == "jatuh-di-tengah":
            self.send_response(200)
            for name, value in (headers | {"Content-Type": kind, "Content-Length": str(len(body))}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body[: len(body) // 3])
            self.wfile.flush()
            return self._hang_up()
        self._send(200, body, kind, headers)

    # ── the rest ────────────────────────────────────────────────────────────────────────────────
    def _status(self, nik: str, *, in_words: bool) -> None:
        if self.server_state.fault == "status-mati":
            return self._hang_up()
        person = self.server_state.people.get(nik)
        status = person.status if person else "NOT_REGISTERED"
        told: dict[str, Any] = {"status_code": CODES[status], "message": f"User {status}"}
        self._json(
            200, told | ({"status": status} if in_words or status not in ("ISSUE", "NOT_REGISTERED") else {})
        )

    def _verify(self, pdf: bytes, version: int) -> None:
        from reports.signing.checking import inspect

        found = inspect(pdf)
        whole = found.intact and found.whole
        if version == 1:
            summary = None if not found.signed else "DOCUMENT VALID" if whole else "DOCUMENT NOT VALID !!!"
            self._json(
                200,
                {"nama_dokumen": "x.pdf", "jumlah_signature": int(found.signed), "notes": "", "summary": summary,
                 "details": [{"signature_document": {"document_integrity": whole}}] if found.signed else []},
            )  # fmt: skip
            return
        self._json(
            200,
            {"conclusion": "VALID" if whole else "INVALID" if found.signed else "NO_SIGNATURE",
             "description": "Dokumen valid" if whole else "Dokumen tidak valid", "signatureCount": int(found.signed),
             "signatureInformations": [{"integrityValid": whole, "signatureFormat": "PKCS7-T"}] if found.signed else []},
        )  # fmt: skip

    def _authorised(self) -> bool:
        expected = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        if self.headers.get("Authorization") == f"Basic {expected}":
            return True
        self._json(401, {"timestamp": "x", "status": 401, "error": "Unauthorized", "path": self.path})
        return False

    def _form(self, body: bytes) -> dict[str, bytes]:
        message = BytesParser(policy=HTTP).parsebytes(
            b"Content-Type: " + self.headers["Content-Type"].encode() + b"\r\n\r\n" + body
        )
        return {
            str(part.get_param("name", header="content-disposition")): part.get_payload(decode=True) or b""  # type: ignore[misc]
            for part in message.iter_parts()  # type: ignore[attr-defined]
        }

    def _hang_up(self) -> None:
        self.close_connection = True
        self.connection.close()

    def _json(self, status: int, told: dict[str, Any]) -> None:
        self._send(status, json.dumps(told).encode(), "application/json")

    def _send(self, status: int, body: bytes, kind: str, headers: dict[str, str] | None = None) -> None:
        try:
            self.send_response(status)
            for name, value in (
                (headers or {}) | {"Content-Type": kind, "Content-Length": str(len(body))}
            ).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            self.close_connection = True  # whoever asked did not wait


# ── a CA of its own ─────────────────────────────────────────────────────────────────────────────
@cache
def _key() -> Any:
    from cryptography.hazmat.primitives.asymmetric import rsa

    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@cache
def _signer(name: str, expired: bool) -> Any:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12
    from cryptography.x509.oid import NameOID
    from pyhanko.sign.signers import SimpleSigner

    def named(common: str) -> x509.Name:
        return x509.Name(
            [
                x509.NameAttribute(NameOID.COUNTRY_NAME, "ID"),
                x509.NameAttribute(NameOID.COMMON_NAME, common),
            ]
        )

    begins = datetime(2020, 1, 1, tzinfo=UTC)
    ends = begins + timedelta(days=365) if expired else datetime(2036, 1, 1, tzinfo=UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(named(name))
        .issuer_name(named("OSD LU Kelas 2 (uji)"))
        .public_key(_key().public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(ends)
        .sign(_key(), hashes.SHA256())
    )
    store = pkcs12.serialize_key_and_certificates(b"uji", _key(), certificate, None, NoEncryption())
    return SimpleSigner.load_pkcs12_data(store, other_certs=[])


def sign(pdf: bytes, name: str, *, expired: bool = False, reason: str = "", location: str = "") -> bytes:
    """Sign as BSrE does: one invisible signature, added behind the file."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers
    from pyhanko.sign.fields import SigFieldSpec

    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    fields.append_signature_field(writer, SigFieldSpec("BSrE"))
    metadata = signers.PdfSignatureMetadata(
        field_name="BSrE", md_algorithm="sha256", reason=reason, location=location
    )
    out = BytesIO()
    signers.PdfSigner(metadata, _signer(name, expired)).sign_pdf(writer, output=out)
    return out.getvalue()
