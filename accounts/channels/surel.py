"""E-mail through Django's backend: one connection for a batch, and SMTP's answers as facts about one message."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.core.exceptions import ValidationError
from django.core.mail import get_connection
from django.core.validators import validate_email

from accounts import mail
from accounts.channels.base import ChannelDown, Fault, NotDelivered, Refused, channel
from accounts.errors import Refusal
from accounts.models import Channel, Message


class _Line:
    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.is_open = False

    def send(self, message: Message) -> None:
        email = _composed(message)
        try:
            if not self.is_open:
                self.connection.open()
                self.is_open = True
            self.connection.send_messages([email])
        except smtplib.SMTPAuthenticationError as error:
            raise ChannelDown(Fault.MASUK, _code(error.smtp_code)) from error
        except smtplib.SMTPRecipientsRefused as error:
            raise _answered(Fault.ALAMAT, min(code for code, _ in error.recipients.values())) from error
        except (smtplib.SMTPServerDisconnected, smtplib.SMTPConnectError) as error:
            self.close()
            raise ChannelDown(Fault.SAMBUNGAN, type(error).__name__) from error
        except smtplib.SMTPResponseException as error:
            raise _answered(Fault.DITOLAK, error.smtp_code) from error
        except smtplib.SMTPException as error:
            raise Refused(Fault.DITOLAK, type(error).__name__) from error
        except OSError as error:  # refused, reset, timed out, TLS not accepted
            self.close()
            raise ChannelDown(Fault.SAMBUNGAN, f"{type(error).__name__}: {error}") from error

    def close(self) -> None:
        """A broken line is dropped without asking it anything; the next message opens another."""
        self.is_open = False
        with suppress(Exception):
            self.connection.close()


def _composed(message: Message) -> Any:
    address = message.email_address
    if not address:
        raise Refused(Fault.TANPA_ALAMAT)
    try:
        validate_email(address)
    except ValidationError as error:
        raise Refused(Fault.ALAMAT, "bukan alamat surel") from error
    try:
        return mail.compose(message)
    except Refusal as refusal:  # what should go along may not go any more
        raise Refused(Fault.BERKAS, refusal.message) from refusal
    except OSError as error:
        raise NotDelivered(Fault.BERKAS, type(error).__name__) from error


def _answered(fault: Any, code: int) -> NotDelivered:
    """5xx is a No for good, 4xx (greylisting, full mailbox) one for now: RFC 5321, 4.2.1."""
    return (Refused if code >= 500 else NotDelivered)(fault, _code(code))


def _code(code: int) -> str:
    return f"SMTP {code}"


@channel(Channel.SUREL)
@contextmanager
def line() -> Iterator[_Line]:
    """A line to the mail server, connected with the first message."""
    open_line = _Line(get_connection())
    try:
        yield open_line
    finally:
        open_line.close()
