"""E-mail: how a message becomes one, and the default backend that writes it to a file."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string

from accounts.models import Message


@dataclass(frozen=True)
class Attachment:
    """A file that goes with an e-mail."""

    name: str
    content: bytes
    mime: str


Attaching = Callable[[Message], Sequence[Attachment]]
_attaching: dict[str, Attaching] = {}


def attaches(prefix: str) -> Callable[[Attaching], Attaching]:
    """Register what goes with the messages whose key begins with `prefix:`. Read when the e-mail leaves, never stored twice."""

    def register(function: Attaching) -> Attaching:
        if prefix in _attaching:
            raise RuntimeError(f"Two attachments for {prefix}")
        _attaching[prefix] = function
        return function

    return register


def compose(message: Message) -> EmailMultiAlternatives:
    """Text and HTML: the sentence and a link to a page, nothing fetched from anywhere, so that opening it tells nobody.

    The Message-ID follows from the key, so a repeat shows. What is about one thing refers to a first message that nobody
    ever sent, which is how mail programs hold it together for every recipient, whichever of its messages they got.
    """
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    link = f"{settings.SITE_URL}{message.path}" if message.path else ""
    context = {"message": message, "link": link, "first_line": message.body.partition("\n")[0]}
    headers = {
        "Message-ID": f"<{_digest(message.key)}@{host}>",
        "X-Kunci": message.key,
        "Auto-Submitted": "auto-generated",
    }
    if message.thread:
        root = f"<rangkaian-{_digest(message.thread)}@{host}>"
        headers |= {"In-Reply-To": root, "References": root}
    email = EmailMultiAlternatives(
        subject=" ".join(message.subject.split()),
        body=render_to_string("accounts/surel.txt", context),
        to=[message.email_address],
        headers=headers,
    )
    email.attach_alternative(render_to_string("accounts/surel.html", context), "text/html")
    if (attach := _attaching.get(message.key.partition(":")[0])) is not None:
        for file in attach(message):
            email.attach(file.name, file.content, file.mime)
    return email


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:40]


class KeyedFileBackend(BaseEmailBackend):
    """One file per message key in EMAIL_FILE_PATH, written whole or not at all: sending twice leaves one."""

    def __init__(self, fail_silently: bool = False, file_path: str | None = None, **kwargs: Any) -> None:
        super().__init__(fail_silently=fail_silently)
        self.folder = Path(file_path or settings.EMAIL_FILE_PATH)
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for email in email_messages:
            content = email.message().as_bytes()
            key = str(email.extra_headers.get("X-Kunci", "")).encode() or content
            self._write(self.folder / f"{hashlib.sha256(key).hexdigest()}.eml", content)
        return len(email_messages)

    def _write(self, path: Path, content: bytes) -> None:
        with tempfile.NamedTemporaryFile(dir=self.folder, prefix=".surel-", delete=False) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(file.name).replace(path)
