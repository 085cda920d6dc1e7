"""How a message is worded once it leaves the office: what only its readers may know is called there by a name that says nothing.

The bell stays inside and keeps the words; an e-mail or a text message lies on servers and screens of others. Asked when the
message leaves, so that nobody who writes one has to remember it.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping

from accounts.models import Message

Veiling = Callable[[int], Mapping[str, str]]
_veiling: dict[str, Veiling] = {}


def veils(kind: str) -> Callable[[Veiling], Veiling]:
    """Register which words stand for others in what is about "kasus/3": key in; {} where nothing is secret."""

    def register(function: Veiling) -> Veiling:
        _veiling[kind] = function
        return function

    return register


def worded(message: Message) -> Message:
    """The message as it goes out; the row itself is not touched.

    What somebody sends on purpose to people without an account stays as they sent it.
    """
    kind, _, key = message.thread.partition("/")
    if message.recipient_id is None or kind not in _veiling or not key.isdecimal():
        return message
    veiled = _veiling[kind](int(key))
    if not veiled:
        return message
    made = copy.copy(message)
    for words in sorted(veiled, key=len, reverse=True):
        made.subject = made.subject.replace(words, veiled[words])
        made.body = made.body.replace(words, veiled[words])
    return made
