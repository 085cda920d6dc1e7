"""Small secrets at rest (a NIK): encrypted in the database, opened only where they are used (UU 27/2022).

The key is derived from SECRET_KEY, so a copy of the database alone opens nothing; after a change of SECRET_KEY the keys in
SECRET_KEY_LAMA still open, and the next saving seals with the new one.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.encoding import force_bytes

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet


def seal(text: str) -> str:
    """The text encrypted; the same text gives another result each time."""
    return _keys().encrypt(text.encode()).decode() if text else ""


def unseal(sealed: str) -> str:
    """The text again; empty when no key of ours opens it (SECRET_KEY was lost: it has to be typed anew)."""
    from cryptography.fernet import InvalidToken

    if not sealed:
        return ""
    try:
        return _keys().decrypt(sealed.encode()).decode()
    except InvalidToken:
        return ""


def _keys() -> MultiFernet:
    from cryptography.fernet import Fernet, MultiFernet

    return MultiFernet(
        [Fernet(_derived(secret)) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    )


def _derived(secret: str | bytes) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    key = HKDF(SHA256(), length=32, salt=None, info=b"sop-kinerja small secrets").derive(force_bytes(secret))
    return base64.urlsafe_b64encode(key)
