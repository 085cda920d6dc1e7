"""How django-allauth behaves in an office: accounts are made by the office admin, and e-mail is optional."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse

from accounts.backends import find_person


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": "NIP atau nama pengguna dan kata sandi tidak cocok. "
        "Periksa kembali; bila lupa kata sandi, minta admin kantor membuatkan yang baru.",
        "too_many_login_attempts": "Terlalu banyak percobaan masuk yang gagal. "
        "Tunggu lima menit lalu coba lagi, atau minta admin kantor membuatkan kata sandi baru.",
        "incorrect_password": "Kata sandi tidak benar. Ketik kata sandi yang dipakai untuk masuk.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("saya")

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """One count of failures per person, however the NIP is grouped and whichever name is typed."""
        login = str(credentials.get("username", ""))
        person = find_person(login)
        key: str = super()._get_login_attempts_cache_key(
            request, username=f"orang-{person.pk}" if person else login.strip()
        )
        return key
