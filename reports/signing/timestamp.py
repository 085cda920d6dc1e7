"""The timestamp authority of the office, when it has one (TSA_URL): then a signature is PAdES B-T instead of B-B.

A timestamp proves that the signature was there at that time, also after the certificate has ended or was revoked.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from pyhanko.sign.timestamps import TimeStamper

logger = logging.getLogger(__name__)

PATIENCE = 10
"""Seconds to wait for an answer: the signer sits before the screen."""


def timestamper() -> TimeStamper | None:
    """Asks the configured authority by RFC 3161 over HTTP; None where there is none, or it does not answer.

    Tried once before it is needed: a signature must not fail for want of a timestamp, and says itself whether it has one.
    """
    if not settings.TSA_URL:
        return None
    from asyncio import run

    from pyhanko.sign.timestamps import HTTPTimeStamper, TimestampRequestError

    found = HTTPTimeStamper(settings.TSA_URL, timeout=PATIENCE)
    try:
        run(found.async_dummy_response("sha256"))
    except (TimestampRequestError, OSError, ValueError) as error:
        logger.warning("otoritas cap waktu tidak menjawab, tanda tangan dibuat tanpa cap waktu: %s", error)
        return None
    return found
