"""A message gateway over real HTTPS and a mail server over real SMTP, on this machine, which fail in every way that was seen.

with GatewayServer(tmp_path) as gateway:
    gateway.answers = [(429, {"Retry-After": "90"}, b"")]
"""

from __future__ import annotations

import json
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import Message as Mail
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from aiosmtpd.controller import Controller
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

Answer = tuple[int, dict[str, str], bytes] | str
"""Status, headers and body; or "putus" (reset), "diam" (no answer), "sampah" (no HTTP)."""


def certificate(folder: Path) -> tuple[Path, Path]:
    """(certificate, key) for 127.0.0.1, its own authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Gerbang Uji")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    paths = folder / "gerbang.pem", folder / "gerbang.key"
    paths[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return paths


@dataclass
class GatewayServer:
    """Answers in the order of `answers`, then with `usual`."""

    folder: Path
    answers: list[Answer] = field(default_factory=list)
    usual: Answer = (200, {}, b'{"status": true}')
    asked: list[tuple[dict[str, str], Any]] = field(default_factory=list)
    """(headers, payload) of every request."""

    def __enter__(self) -> GatewayServer:
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                is_json = "json" in self.headers.get("Content-Type", "")
                owner.asked.append(
                    (dict(self.headers), json.loads(body) if is_json else parse_qs(body.decode()))
                )
                owner._answer(self, owner.answers.pop(0) if owner.answers else owner.usual)

            def log_message(self, *args: Any) -> None:
                """Quiet."""

        self.ca, key = certificate(self.folder)
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.ca, key)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.url = f"https://127.0.0.1:{self.server.server_address[1]}/kirim"
        threading.Thread(
            target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        ).start()
        return self

    def __exit__(self, *args: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    def _answer(self, handler: BaseHTTPRequestHandler, answer: Answer) -> None:
        if answer == "putus":
            handler.connection.shutdown(socket.SHUT_RDWR)
        elif answer == "diam":
            time.sleep(3)
        elif answer == "sampah":
            handler.wfile.write(b"bukan http sama sekali\r\n\r\n")
        else:
            assert isinstance(answer, tuple)
            status, headers, body = answer
            handler.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                handler.send_header(name, value)
            handler.end_headers()
            handler.wfile.write(body)
        handler.close_connection = True


@dataclass
class MailServer:
    """Takes e-mails; an address in `refused` gets that answer instead, and `before_data` answers come first."""

    refused: dict[str, str] = field(default_factory=dict)
    before_data: list[str] = field(default_factory=list)
    taken: list[Mail] = field(default_factory=list)
    port: int = 0

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.before_data:
            answer = self.before_data.pop(0)
            if answer == "putus":
                server.transport.abort()
            return answer
        self.taken.append(message_from_bytes(envelope.content))
        return "250 OK"


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """A mail server on a free port."""
    handler = MailServer()
    controller = Controller(handler, hostname="127.0.0.1", port=_free_port())
    controller.start()
    handler.port = controller.port
    try:
        yield handler
    finally:
        controller.stop()


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
