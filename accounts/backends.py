"""Log-in by NIP, grouped as on paper or not, or by user name in any letter case."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from accounts import nip
from accounts.models import User


def find_person(login: str) -> User | None:
    """Whoever this NIP or user name belongs to, active or not."""
    digits = nip.normalise(login)
    if len(digits) == nip.LENGTH and digits.isdigit():
        return User.objects.filter(nip=digits).first()
    return User.objects.filter(username__iexact=login.strip()).first()


class NipOrUsernameBackend(ModelBackend):
    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        if not username or not password:
            return None
        person = find_person(username)
        if person is None:
            # As slow as a wrong password, so that time does not tell which NIP exists.
            User().set_password(password)
            return None
        return person if person.check_password(password) and self.user_can_authenticate(person) else None
