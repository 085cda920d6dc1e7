"""BSrE Esign Client Service, API v1 (multipart) and v2 (JSON), as in its Petunjuk Teknis v2.0 (domain.md section 3.2).

Kept nowhere: passphrase, NIK, the body of a request. What comes back is accepted only after our own look at it.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import quote

from django.conf import settings
from django.views.decorators.debug import sensitive_variables

from accounts.models import User
from reports.signing import accepting, bsre_http, bsre_words
from reports.signing.backends import (
    OutcomeUnknown,
    Sheet,
    Signature,
    SignerStatus,
    SigningRefused,
    Verified,
)
from reports.signing.bsre_http import Answer, NoAnswer, NotSent
from reports.signing.models import Backend

STATUS_SECONDS = 10
MIME = "application/pdf"


class BsreBackend:
    """Certified signatures; the key lies with BSrE and is opened by the signer's own passphrase."""

    kind = Backend.BSRE
    is_remote = True

    @property
    def signs_together(self) -> bool:
        """v2 takes several files in one request, all or none."""
        return bool(settings.BSRE_VERSION == 2)

    def missing(self, person: User, at: datetime) -> list[str]:
        sentences = []
        if not settings.BSRE_URL or not settings.BSRE_USER:
            sentences.append(bsre_words.NOT_CONFIGURED)
        if not person.nik:
            sentences.append(bsre_words.NO_NIK.format(name=person.name))
        return sentences

    @sensitive_variables("nik")
    def signer_status(self, person: User) -> SignerStatus:
        if lacking := self.missing(person, datetime.min):
            return SignerStatus(False, " ".join(lacking))
        nik = person.nik
        try:
            if settings.BSRE_VERSION == 1:
                answer = bsre_http.ask("GET", f"/api/user/status/{quote(nik)}", seconds=STATUS_SECONDS)
            else:
                answer = bsre_http.ask(
                    "POST", "/api/v2/user/check/status", payload={"nik": nik}, seconds=STATUS_SECONDS
                )
        except (NotSent, NoAnswer):
            return SignerStatus(False, bsre_words.NOT_REACHED, is_certain=False)
        told = answer.json()
        if answer.status in (401, 403):
            return SignerStatus(False, bsre_words.WRONG_ACCOUNT, is_certain=False)
        word, code = str(told.get("status") or ""), str(told.get("status_code") or "")
        if answer.status >= 500 or (not told.get("status_code") and not word):
            return SignerStatus(False, bsre_words.NOT_REACHED, is_certain=False)
        if code == bsre_words.NOT_REGISTERED:
            code, word = "1110", ""
        return bsre_words.status_of(word, code)

    @sensitive_variables("passphrase")
    def sign(self, person: User, passphrase: str, sheets: Sequence[Sheet], at: datetime) -> list[Signature]:
        """One request. Raises SigningRefused (certainly not signed, or not usable) or OutcomeUnknown."""
        try:
            answer = (
                self._sign_v1(person, passphrase, *sheets)
                if settings.BSRE_VERSION == 1
                else self._sign_v2(person, passphrase, sheets)
            )
        except NotSent:
            raise SigningRefused(bsre_words.NOT_REACHED, code="tidak-terhubung") from None
        except NoAnswer as lost:
            raise OutcomeUnknown(bsre_words.LOST, code="jawaban-hilang", remote_id=lost.remote_id) from None
        _raise_for(answer, secrets=(passphrase, person.nik))
        files = [answer.body] if settings.BSRE_VERSION == 1 else _files(answer)
        if len(files) != len(sheets):
            raise OutcomeUnknown(bsre_words.UNREADABLE, code="jawaban-rusak", remote_id=answer.remote_id)
        return [
            accepted(sheet.pdf, pdf, person, at, answer.remote_id)
            for sheet, pdf in zip(sheets, files, strict=True)
        ]

    def download(self, remote_id: str) -> bytes | None:
        """A document v1 signed and keeps for one download; None when it is not there or cannot be asked."""
        if settings.BSRE_VERSION != 1 or not remote_id:
            return None
        try:
            answer = bsre_http.ask("GET", f"/api/sign/download/{quote(remote_id, safe='')}")
        except (NotSent, NoAnswer):
            return None
        return answer.body if answer.status == 200 and answer.body.startswith(b"%PDF") else None

    def verify(self, pdf: bytes) -> Verified:
        """BSrE's own opinion of a signed file. Raises SigningRefused when it cannot be had."""
        try:
            if settings.BSRE_VERSION == 1:
                answer = bsre_http.ask(
                    "POST", "/api/sign/verify", files={"signed_file": ("naskah.pdf", pdf, MIME)}
                )
            else:
                answer = bsre_http.ask(
                    "POST", "/api/v2/verify/pdf", payload={"file": base64.b64encode(pdf).decode()}
                )
        except (NotSent, NoAnswer):
            raise SigningRefused(bsre_words.NOT_REACHED, code="tidak-terhubung") from None
        told = answer.json()
        if answer.status != 200 or not told:
            raise SigningRefused(bsre_words.INSIDE_ERROR, code=str(answer.status))
        return _verified(told)

    @sensitive_variables("passphrase")
    def _sign_v1(self, person: User, passphrase: str, sheet: Sheet) -> Answer:
        return bsre_http.ask(
            "POST", "/api/sign/pdf", files={"file": ("naskah.pdf", sheet.pdf, MIME)},
            fields={
                "nik": person.nik, "passphrase": passphrase, "tampilan": "invisible", "reason": sheet.reason,
                "location": sheet.location,
            },
        )  # fmt: skip

    @sensitive_variables("passphrase")
    def _sign_v2(self, person: User, passphrase: str, sheets: Sequence[Sheet]) -> Answer:
        return bsre_http.ask(
            "POST", "/api/v2/sign/pdf",
            payload={
                "nik": person.nik, "passphrase": passphrase,
                "signatureProperties": [
                    {"tampilan": "INVISIBLE", "location": sheet.location, "reason": sheet.reason} for sheet in sheets
                ],
                "file": [base64.b64encode(sheet.pdf).decode() for sheet in sheets],
            },
        )  # fmt: skip


def accepted(unsigned: bytes, signed: bytes, person: User, at: datetime, remote_id: str) -> Signature:
    """A file from BSrE that may be kept. Raises SigningRefused, or OutcomeUnknown when it cannot be read at all."""
    try:
        facts = accepting.accept(unsigned, signed, signer=person.name, at=at)
    except accepting.Unacceptable as problem:
        if problem.code == accepting.BROKEN:
            raise OutcomeUnknown(bsre_words.UNREADABLE, code="jawaban-rusak", remote_id=remote_id) from None
        sentence = bsre_words.UNUSABLE[problem.code].format(detail=bsre_words.plain(problem.detail))
        raise SigningRefused(sentence, code=problem.code) from None
    return Signature(signed, facts, remote_id=remote_id)


@sensitive_variables("secrets")
def _raise_for(answer: Answer, secrets: tuple[str, str]) -> None:
    """Sort an answer to a signing request: a no, a "nobody knows", or (returning) a yes still to be looked at.

    `secrets` are taken out of the service's words, should it repeat what it was given.
    """
    told = answer.json()
    code, error = str(told.get("status_code") or ""), str(told.get("error") or told.get("message") or "")
    for secret in filter(None, secrets):
        code, error = code.replace(secret, "…"), error.replace(secret, "…")
    if answer.status == 200 and not (told and error):
        return
    if code:
        raise bsre_words.refusal(code, error)
    if answer.status in (401, 403):
        raise SigningRefused(bsre_words.WRONG_ACCOUNT, code=str(answer.status))
    if answer.status in (301, 302, 307, 308, 404, 405):
        raise SigningRefused(bsre_words.NOT_THERE, code=str(answer.status))
    if answer.status == 503:
        raise SigningRefused(bsre_words.NOT_REACHED, code="503")
    if answer.status == 500 and {"timestamp", "path"} <= set(
        told
    ):  # Spring: its own handling ended in an error
        raise SigningRefused(bsre_words.INSIDE_ERROR, code="500")
    if 400 <= answer.status < 500:
        raise bsre_words.refusal(str(answer.status), error)
    raise OutcomeUnknown(bsre_words.UNREADABLE, code=str(answer.status), remote_id=answer.remote_id)


def _files(answer: Answer) -> list[bytes]:
    """The signed files of a v2 answer, in order; [] when there are none to be read."""
    told = answer.json().get("file")
    try:
        return [base64.b64decode(one, validate=True) for one in told] if isinstance(told, list) else []
    except (binascii.Error, TypeError, ValueError):
        return []


def _verified(told: dict[str, object]) -> Verified:
    if "conclusion" in told:
        conclusion = str(told.get("conclusion") or "")
        return Verified(
            conclusion != "NO_SIGNATURE",
            _all_intact(told),
            bsre_words.plain(str(told.get("description") or conclusion)),
        )
    summary, count = str(told.get("summary") or ""), told.get("jumlah_signature") or 0
    return Verified(
        bool(count), bool(count) and "NOT VALID" not in summary.upper(), bsre_words.plain(summary)
    )


def _all_intact(told: dict[str, object]) -> bool:
    found = told.get("signatureInformations")
    return (
        isinstance(found, list)
        and bool(found)
        and all(isinstance(one, dict) and one.get("integrityValid") is True for one in found)
    )
