"""The line to BSrE's Esign Client Service: one request, one answer, and whether a missing answer may mean "done".

Nothing of a request is logged, and no exception of the HTTP library leaves this module: its text holds addresses, and the
address of API v1's status question holds a NIK.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any

from django.conf import settings
from django.views.decorators.debug import sensitive_variables

LARGEST = 60 * 1024 * 1024
"""Bytes of an answer; a signed report in base64 has a tenth of it."""
CONNECT_SECONDS = 8


class NotSent(Exception):  # noqa: N818 - a fact about the line
    """No connection was made: nothing can have happened over there."""


class NoAnswer(Exception):  # noqa: N818 - a fact about the line
    """Sent, but the answer did not arrive whole. `remote_id` when the head of the answer still told it."""

    def __init__(self, remote_id: str = "") -> None:
        super().__init__()
        self.remote_id = remote_id


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    remote_id: str = ""

    def json(self) -> dict[str, Any]:
        """The body as a JSON object; empty for anything else (HTML of a proxy, garbage)."""
        try:
            found = json.loads(self.body)
        except (ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}


@sensitive_variables()
def ask(
    method: str,
    path: str,
    *,
    payload: Mapping[str, Any] | None = None,
    fields: Mapping[str, str] | None = None,
    files: Mapping[str, tuple[str, bytes, str]] | None = None,
    seconds: int | None = None,
) -> Answer:
    """Ask once, never again by itself, and read the whole answer within `seconds`. Raises NotSent or NoAnswer."""
    import requests
    from requests.auth import HTTPBasicAuth
    from requests.exceptions import ConnectionError as BrokenLine
    from requests.exceptions import ConnectTimeout, RequestException

    end = monotonic() + (seconds or settings.BSRE_TIMEOUT)
    try:
        with requests.Session() as session:
            session.trust_env = False  # no .netrc, no proxy of the environment for a passphrase
            response = session.request(
                method, settings.BSRE_URL + path, json=payload, data=fields, files=files, stream=True,
                auth=HTTPBasicAuth(settings.BSRE_USER, settings.BSRE_PASSWORD), allow_redirects=False,
                timeout=(CONNECT_SECONDS, max(1, end - monotonic())), verify=settings.BSRE_CA_FILE or True,
            )  # fmt: skip
            remote_id = _id(response.headers)
            return Answer(response.status_code, _body(response, end, remote_id), remote_id)
    except ConnectTimeout:
        raise NotSent from None
    except BrokenLine as error:
        raise (NotSent if _never_connected(error) else NoAnswer) from None
    except RequestException:
        raise NoAnswer from None


def _body(response: Any, end: float, remote_id: str) -> bytes:
    """All of it, or NoAnswer: a slow trickle is cut at the same moment as silence."""
    from requests.exceptions import RequestException

    parts, size = [], 0
    try:
        for part in response.iter_content(64 * 1024):
            parts.append(part)
            size += len(part)
            if size > LARGEST or monotonic() > end:
                raise NoAnswer(remote_id)
    except RequestException:
        raise NoAnswer(remote_id) from None
    return b"".join(parts)


def _id(headers: Mapping[str, str]) -> str:
    """`id_dokumen` as clients in the field know it, in the spellings of different servers."""
    for name in ("id_dokumen", "id-dokumen", "idDokumen"):
        value = str(headers.get(name) or "")
        if value and len(value) <= 100 and all(letter.isalnum() or letter in "-_." for letter in value):
            return value
    return ""


def _never_connected(error: BaseException) -> bool:
    """Refused, no such host, or TLS not accepted: known from the cause that urllib3 names."""
    from requests.exceptions import SSLError
    from urllib3.exceptions import MaxRetryError, NameResolutionError, NewConnectionError

    if isinstance(error, SSLError):
        return True
    cause = error.args[0] if error.args else None
    reason = cause.reason if isinstance(cause, MaxRetryError) else cause
    return isinstance(reason, (NewConnectionError, NameResolutionError))
