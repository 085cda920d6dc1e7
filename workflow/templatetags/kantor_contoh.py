"""The sample accounts on the log-in page: only in the demo office, never elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

from django import template
from django.conf import settings
from django.utils import timezone

from accounts.models import Assignment, User

register = template.Library()

FIRST = (
    "kadis", "sekretaris", "kasubag", "staf-perencana", "penerima-surat", "kabid-sd", "kasi-sd", "staf-sd", "admin",
)  # fmt: skip
"""The walk through the SOP needs these; the other units' accounts follow behind a fold."""


@dataclass(frozen=True)
class SampleAccount:
    """A log-in to try: user name and the post behind it."""

    username: str
    jabatan: str


@register.simple_tag
def akun_contoh() -> list[SampleAccount]:
    """Active accounts with their post today, those of the SOP's own walk first; empty outside the demo office."""
    if not settings.DEMO:
        return []
    posts: dict[int, str] = {}
    for assignment in Assignment.objects.at(timezone.now()).with_places():
        posts.setdefault(assignment.person_id, assignment.jabatan)
    rank = {name: index for index, name in enumerate(FIRST)}
    people = User.objects.filter(is_active=True).order_by("username").values_list("pk", "username")
    found = [
        SampleAccount(name, posts.get(pk, "Pengelola" if name == "admin" else "")) for pk, name in people
    ]
    return sorted(found, key=lambda account: (rank.get(account.username, len(FIRST)), account.username))
