"""A link that opens WhatsApp with the text ready: a person sends it, with their own number; nothing leaves by itself."""

from __future__ import annotations

from urllib.parse import quote

from accounts.channels.gateway import phone_number
from accounts.models import Gateway


def whatsapp_link(phone: str, text: str) -> str:
    """https://wa.me/62…?text=…; empty without a usable Indonesian number.

    `text` leaves the office: number, step, due time and address only, never report data.
    """
    number = phone_number(phone, Gateway.Number.NEGARA)
    return f"https://wa.me/{number}?text={quote(text)}" if number else ""
