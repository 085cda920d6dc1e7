"""The generic HTTPS gateway: a provider's template filled, sent once, and its answer judged by status and, if asked, one value.

The secret comes from the environment at the moment of sending; it stands in no database, log or error. Redirects are
not followed, because they would take the secret elsewhere; proxies and .netrc of the environment are not used.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.views.decorators.debug import sensitive_variables

from accounts.channels.base import LONGEST_WAIT, ChannelDown, Fault, NotDelivered, Refused, channel
from accounts.errors import Refusal
from accounts.models import Channel, ChannelPolicy, Gateway, Message

LARGEST_ANSWER: Final = 64 * 1024
_PLACE: Final = re.compile(r"\{([a-z]+)\}")
PLACES: Final = frozenset({"nomor", "nama", "judul", "isi", "tautan", "pesan", "kunci"})


def check_gateway(gateway: Gateway) -> None:
    """Refusal where a provider could not work as entered, with the field to mend."""
    if urlsplit(gateway.url).scheme != "https":
        raise Refusal(
            "Alamat gerbang harus diawali https:// supaya pesan tidak terbaca di jalan.", field="url"
        )
    if not isinstance(gateway.template, dict) or not gateway.template:
        raise Refusal('Tulis templat sebagai objek JSON, misalnya {"target": "{nomor}", "message": "{pesan}"}.', field="template")  # fmt: skip
    if unknown := sorted(_places(gateway.template) - PLACES):
        raise Refusal(
            f"Templat memuat {{{unknown[0]}}}, yang tidak dikenal. Yang dikenal: {', '.join(f'{{{one}}}' for one in sorted(PLACES))}.",
            field="template",
        )
    if "nomor" not in _places(gateway.template):
        raise Refusal(
            "Templat belum memuat {nomor}, sehingga gerbang tidak tahu kepada siapa.", field="template"
        )
    if gateway.auth != Gateway.Auth.TANPA and not gateway.secret_name:
        raise Refusal("Isi nama variabel rahasia, atau pilih cara masuk “tanpa”.", field="secret_name")
    if gateway.auth == Gateway.Auth.KEPALA and not gateway.header:
        raise Refusal("Isi nama kepala HTTP yang membawa rahasia, misalnya Authorization.", field="header")


def _places(value: Any) -> set[str]:
    if isinstance(value, str):
        return set(_PLACE.findall(value))
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return {place for part in parts for place in _places(part)}


def phone_number(text: str, form: str) -> str:
    """A number as people write it ("0812 3456", "+62 812") in the provider's form; empty when it is none."""
    digits = re.sub(r"\D", "", text)
    local = digits.removeprefix("62") if digits.startswith("62") else digits.removeprefix("0")
    if not 7 <= len(local) <= 13 or not (digits.startswith(("0", "62")) or text.strip().startswith("8")):
        return ""
    return {Gateway.Number.LOKAL: "0", Gateway.Number.NEGARA: "62", Gateway.Number.PLUS: "+62"}[Gateway.Number(form)] + local  # fmt: skip


def filled(template: Any, values: Mapping[str, str]) -> Any:
    """The template with its places filled inside the strings: whatever a title holds, the JSON stays whole."""
    if isinstance(template, str):
        return _PLACE.sub(lambda found: values.get(found[1], found[0]), template)
    if isinstance(template, dict):
        return {key: filled(value, values) for key, value in template.items()}
    if isinstance(template, list):
        return [filled(value, values) for value in template]
    return template


class _Line:
    def __init__(self, gateway: Gateway | None, session: Any) -> None:
        self.gateway, self.session = gateway, session

    def send(self, message: Message) -> None:
        if self.gateway is None:
            raise Refused(Fault.LAIN, "gerbang dimatikan")
        number = phone_number(message.recipient.phone if message.recipient else "", self.gateway.number_form)
        if not number:
            raise Refused(Fault.TANPA_ALAMAT)
        status, headers, body = self._post(message, number)
        self._judge(status, headers, body)

    @sensitive_variables()
    def _post(self, message: Message, number: str) -> tuple[int, Mapping[str, str], bytes]:
        from requests.exceptions import RequestException

        assert self.gateway is not None
        link = f"{settings.SITE_URL}{message.path}" if message.path else ""
        key = hashlib.sha256(message.key.encode()).hexdigest()[:40]
        payload = filled(
            self.gateway.template,
            {
                "nomor": number, "nama": message.name, "judul": message.subject, "isi": message.body, "tautan": link,
                "pesan": "\n".join(part for part in (message.subject, message.body, link) if part), "kunci": key,
            },
        )  # fmt: skip
        credentials = _credentials(self.gateway)
        as_json = self.gateway.form == Gateway.Form.JSON
        try:
            response = self.session.post(
                self.gateway.url, json=payload if as_json else None, data=None if as_json else payload,
                headers={"Idempotency-Key": key, **credentials}, allow_redirects=False, stream=True,
                timeout=(min(8, self.gateway.timeout), self.gateway.timeout), verify=settings.GATEWAY_CA_FILE or True,
            )  # fmt: skip
            return (
                response.status_code,
                response.headers,
                response.raw.read(LARGEST_ANSWER, decode_content=True),
            )
        except (RequestException, OSError) as error:  # its text holds the address and may hold more
            raise ChannelDown(Fault.SAMBUNGAN, type(error).__name__) from None
        except Exception as error:  # urllib3's own, while the body was read
            raise NotDelivered(Fault.JAWABAN, type(error).__name__) from None

    def _judge(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        assert self.gateway is not None
        if status in (401, 403):
            raise ChannelDown(Fault.MASUK, f"HTTP {status}")
        if status in (429, 503):
            raise NotDelivered(
                Fault.SIBUK, f"HTTP {status}", wait=retry_after(headers.get("Retry-After", ""))
            )
        if status >= 500 or status == 408:
            raise NotDelivered(Fault.SAMBUNGAN, f"HTTP {status}")
        if status >= 300:
            raise Refused(Fault.DITOLAK, f"HTTP {status}")
        if self.gateway.success_path:
            told = value_at(body, self.gateway.success_path)
            if told is None:
                raise NotDelivered(Fault.JAWABAN, f"HTTP {status}, {self.gateway.success_path} tidak ada")
            if told.casefold() != self.gateway.success_value.casefold():
                raise Refused(
                    Fault.DITOLAK, f"HTTP {status}, {self.gateway.success_path} bukan yang diharapkan"
                )


def _credentials(gateway: Gateway) -> dict[str, str]:
    """The header that carries the secret. Raises ChannelDown when the server's environment lacks it."""
    if gateway.auth == Gateway.Auth.TANPA:
        return {}
    secret = os.environ.get(gateway.secret_name, "") if gateway.secret_name.startswith("GERBANG_") else ""
    if not secret:
        raise ChannelDown(Fault.MASUK, f"{gateway.secret_name} belum diisi di server")
    if gateway.auth == Gateway.Auth.BEARER:
        return {"Authorization": f"Bearer {secret}"}
    if gateway.auth == Gateway.Auth.BASIC:
        return {"Authorization": f"Basic {base64.b64encode(secret.encode()).decode()}"}
    return {gateway.header: secret}


def value_at(body: bytes, path: str) -> str | None:
    """The value at "data.0.status" in a JSON answer, as text (true is "true"); None when it is not there."""
    import json

    try:
        found: Any = json.loads(body)
        for part in path.split("."):
            found = found[int(part)] if isinstance(found, list) else found[part]
    except (ValueError, KeyError, IndexError, TypeError, RecursionError):
        return None
    return json.dumps(found) if isinstance(found, bool | int | float) else str(found)


def retry_after(text: str) -> int | None:
    """Seconds of a Retry-After header, which holds seconds or a date; None when it holds neither."""
    if text.strip().isdecimal():
        return min(int(text.strip()[:9]), LONGEST_WAIT)
    try:
        seconds = (parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds()
    except (ValueError, TypeError):
        return None
    return max(0, min(int(seconds), LONGEST_WAIT))


@channel(Channel.GERBANG)
@contextmanager
def line() -> Iterator[_Line]:
    """A line to the gateway the office uses now."""
    import requests

    with requests.Session() as session:
        session.trust_env = False
        yield _Line(ChannelPolicy.current().gateway, session)
