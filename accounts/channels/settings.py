"""Services that write what the office allows and what a person chose. Every change stands in the trail."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction

from accounts import audit
from accounts.channels.gateway import check_gateway
from accounts.models import ChannelChoice, ChannelPolicy, Gateway, User

STREAM: Final = "saluran"
_POLICY: Final = ("email", "email_default", "gateway", "gateway_default", "quiet")
_GATEWAY: Final = (
    "name", "url", "form", "template", "number_form", "auth", "header", "secret_name", "success_path", "success_value",
    "timeout",
)  # fmt: skip
_CHOICE: Final = ("email", "gateway")


@transaction.atomic
def save_policy(*, policy: ChannelPolicy, by: User | None, at: datetime) -> ChannelPolicy:
    """Keep what the office allows. There is one row, whoever saves first."""
    before, _ = ChannelPolicy.objects.select_for_update().get_or_create(only=True)
    policy.pk = before.pk
    policy.save()
    _note("saluran diatur", before, policy, _POLICY, by=by, at=at, stream=STREAM)
    return policy


@transaction.atomic
def save_gateway(*, gateway: Gateway, by: User | None, at: datetime) -> Gateway:
    """Keep a provider. Raises Refusal where it could not work."""
    check_gateway(gateway)
    before = Gateway.objects.filter(pk=gateway.pk).first() if gateway.pk else None
    gateway.save()
    _note("gerbang disimpan", before, gateway, _GATEWAY, by=by, at=at, stream=STREAM)
    return gateway


@transaction.atomic
def choose(*, person: User, email: bool, gateway: bool, at: datetime) -> ChannelChoice:
    """A person's own choice. The bell is no choice: it always rings."""
    before = ChannelChoice.objects.filter(person=person).first()
    choice, _ = ChannelChoice.objects.update_or_create(
        person=person, defaults={"email": email, "gateway": gateway}
    )
    _note("saluran dipilih", before, choice, _CHOICE, by=person, at=at, stream=f"pegawai:{person.pk}")
    return choice


def choice_of(person: User, policy: ChannelPolicy) -> tuple[bool, bool]:
    """(e-mail, gateway) as they hold for this person now, before asking whether there is an address. One query."""
    own = ChannelChoice.objects.filter(person=person).first()
    if own is None:
        return policy.email_default, policy.gateway_default
    return own.email, own.gateway


def _note(
    act: str,
    before: ChannelPolicy | Gateway | ChannelChoice | None,
    after: ChannelPolicy | Gateway | ChannelChoice,
    fields: tuple[str, ...],
    *,
    by: User | None,
    at: datetime,
    stream: str,
) -> None:
    old = audit.snapshot(before, fields) if before else {}
    if changed := audit.changes(old, audit.snapshot(after, fields)):
        audit.record(stream=stream, act=act, by=by, at=at, detail=changed)
