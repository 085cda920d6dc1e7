"""What leaves the office: by which way, when, how often, and what becomes of it. Against real servers on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from pytest_django import Settings

from accounts import notifications, outbox, tasks
from accounts.channels import settings as channels
from accounts.channels.gateway import check_gateway, filled, phone_number, retry_after, value_at
from accounts.channels.whatsapp import whatsapp_link
from accounts.errors import Refusal
from accounts.models import AuditEntry, Channel, ChannelPolicy, Delivery, Gateway, Message, User
from accounts.models.message import thread_of
from tests.accounts.servers import GatewayServer, MailServer, mail_server
from tests.factories import Office

State, Fault = Delivery.State, Delivery.Fault
SECRET = "rahasia-gerbang-uji"
NIGHT = timedelta(hours=12)


def tell(*people: User, at: datetime, key: str = "kunjungan:1:buka", **extra: Any) -> None:
    notifications.tell(
        recipients=people, key=key, subject='Menunggu "Anda"', body="Langkah 1 dari 9.", path="/kasus/1/", at=at, **extra
    )  # fmt: skip


@pytest.fixture
def smtp(settings: Settings) -> Iterator[MailServer]:
    with mail_server() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_TIMEOUT = 5
        yield server


@pytest.fixture
def gateway(
    office: Office, at: datetime, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[GatewayServer]:
    """The office uses a gateway, and everybody has a number and wants only it."""
    monkeypatch.setenv("GERBANG_UJI", SECRET)
    with GatewayServer(tmp_path) as server:
        settings.GATEWAY_CA_FILE = str(server.ca)
        made = channels.save_gateway(
            gateway=Gateway(
                name="Uji", url=server.url, template={"target": "{nomor}", "message": "{pesan}"},
                secret_name="GERBANG_UJI", success_path="status", success_value="true", timeout=2,
            ),
            by=office.admin, at=at,
        )  # fmt: skip
        channels.save_policy(
            policy=ChannelPolicy(email=False, gateway=made, gateway_default=True), by=office.admin, at=at
        )
        for person in (office.kadis, office.sekretaris):
            person.phone = "0812 3456 7890"
            person.save()
        yield server


# ── which way ───────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("policy", "choice", "phone", "expected"),
    [
        ({}, None, "", {"surel"}),
        ({"email": False}, None, "", set()),
        ({"email_default": False}, None, "", set()),
        ({"email_default": False}, (True, False), "", {"surel"}),
        ({}, (False, False), "0812 3456 7890", set()),
        ({}, (True, True), "0812 3456 7890", {"surel"}),
        ({"gateway": True}, None, "0812 3456 7890", {"surel"}),
        ({"gateway": True, "gateway_default": True}, None, "0812 3456 7890", {"surel", "gerbang"}),
        ({"gateway": True}, (False, True), "0812 3456 7890", {"gerbang"}),
        ({"gateway": True}, (False, True), "", set()),
    ],
)
def test_a_message_goes_by_the_ways_the_office_allows_and_the_person_wants(
    office: Office, at: datetime, policy: dict[str, Any], choice: Any, phone: str, expected: set[str]
) -> None:
    if policy.pop("gateway", False):
        policy["gateway"] = Gateway.objects.create(
            name="Uji", url="https://contoh.invalid", template={"a": "{nomor}"}
        )
    channels.save_policy(policy=ChannelPolicy(**policy), by=office.admin, at=at)
    if choice:
        channels.choose(person=office.kadis, email=choice[0], gateway=choice[1], at=at)
    office.kadis.phone = phone
    tell(office.kadis, at=at)
    assert set(Delivery.objects.values_list("channel", flat=True)) == expected
    assert notifications.unread_count(office.kadis) == 1, "the bell always rings"


def test_a_second_telling_of_the_same_adds_no_way_out(office: Office, at: datetime) -> None:
    tell(office.kadis, at=at, email=False)
    tell(office.kadis, at=at + timedelta(minutes=1))
    assert not Delivery.objects.exists()


# ── when ────────────────────────────────────────────────────────────────────────────────────────
def test_at_night_the_bell_rings_and_the_mail_waits_for_the_office(
    office: Office, at: datetime, smtp: MailServer
) -> None:
    night = at + NIGHT
    tell(office.kadis, at=night)
    assert notifications.unread_count(office.kadis) == 1
    assert notifications.deliver(at=night) == 0
    assert notifications.deliver(at=at + timedelta(days=1)) == 1


def test_what_the_day_left_behind_waits_too_and_what_a_person_sends_does_not(
    office: Office, at: datetime, smtp: MailServer
) -> None:
    tell(office.kadis, at=at)
    tell(office.sekretaris, at=at, key="laporan:1", at_once=True)
    assert notifications.deliver(at=at + NIGHT) == 1
    assert [mail["To"] for mail in smtp.taken] == [office.sekretaris.email]


def test_what_was_done_before_the_office_opened_is_no_longer_mailed(
    office: Office, at: datetime, smtp: MailServer
) -> None:
    tell(office.kadis, at=at + NIGHT)
    tell(office.kadis, at=at + NIGHT, key="kunjungan:1:dikirim-orang", at_once=True)
    tell(office.kadis, at=at + NIGHT, key="kunjungan:2:buka")
    notifications.close_messages(prefix="kunjungan:1:", at=at + NIGHT)
    assert notifications.deliver(at=at + timedelta(days=1)) == 2
    assert Delivery.objects.get(state=State.WITHHELD).message.key.startswith("kunjungan:1:buka")


def test_an_office_that_wants_no_quiet_gets_none(office: Office, at: datetime, smtp: MailServer) -> None:
    channels.save_policy(policy=ChannelPolicy(quiet=False), by=office.admin, at=at)
    tell(office.kadis, at=at + NIGHT)
    assert notifications.deliver(at=at + NIGHT) == 1


# ── SMTP ────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("answer", "state", "fault"),
    [
        ("550 5.1.1 tidak ada", State.FAILED, Fault.ALAMAT),
        ("450 4.2.0 greylisted", State.WAITING, Fault.ALAMAT),
    ],
)
def test_a_refused_address_is_given_up_and_a_busy_one_tried_again(
    office: Office, at: datetime, smtp: MailServer, answer: str, state: str, fault: str
) -> None:
    smtp.refused[office.kadis.email] = answer
    tell(office.kadis, office.sekretaris, at=at)
    assert notifications.deliver(at=at) == 1
    row = Delivery.objects.get(message__recipient=office.kadis)
    assert (row.state, row.fault) == (state, fault)
    assert [mail["To"] for mail in smtp.taken] == [office.sekretaris.email]


@pytest.mark.parametrize("answer", ["putus", "554 5.7.1 spam", "451 4.3.0 nanti"])
def test_a_message_the_server_chokes_on_does_not_keep_back_the_next(
    office: Office, at: datetime, smtp: MailServer, answer: str
) -> None:
    smtp.before_data.append(answer)
    tell(office.kadis, at=at)
    tell(office.sekretaris, at=at + timedelta(seconds=1), key="kedua")
    assert notifications.deliver(at=at + timedelta(seconds=2)) == 1
    row = Delivery.objects.get(message__recipient=office.kadis)
    assert row.state == (State.FAILED if answer.startswith("554") else State.WAITING)
    assert [mail["To"] for mail in smtp.taken] == [office.sekretaris.email]


def test_a_dead_server_is_asked_three_times_and_the_rest_grow_no_older(
    office: Office, at: datetime, settings: Settings
) -> None:
    settings.EMAIL_BACKEND = "tests.accounts.test_notifications.DeafServer"
    for number in range(10):
        tell(office.kadis, at=at + timedelta(seconds=number), key=f"pesan:{number}")
    assert notifications.deliver(at=at + timedelta(minutes=1)) == 0
    rows = list(Delivery.objects.order_by("queued_at").values_list("attempts", "state", "fault"))
    assert rows == [(1, State.WAITING, Fault.SAMBUNGAN)] * 3 + [(0, State.WAITING, Fault.SAMBUNGAN)] * 7


def test_the_mails_of_one_case_are_one_conversation(office: Office, at: datetime, smtp: MailServer) -> None:
    tell(office.kadis, at=at)
    tell(office.kadis, at=at + timedelta(seconds=1), key="kunjungan:1:tenggat")
    notifications.deliver(at=at + timedelta(seconds=2))
    first, second = smtp.taken
    assert first["References"] == second["References"] == second["In-Reply-To"]
    assert len({first["Message-ID"], second["Message-ID"], first["References"]}) == 3


# ── the gateway ─────────────────────────────────────────────────────────────────────────────────
def test_the_gateway_gets_the_template_filled_the_secret_and_the_same_key_each_time(
    office: Office, at: datetime, gateway: GatewayServer
) -> None:
    gateway.answers = [(500, {}, b"")]
    tell(office.kadis, at=at)
    assert notifications.deliver(at=at) == 0
    assert notifications.deliver(at=at + timedelta(minutes=2)) == 1
    (first, payload), (second, _) = gateway.asked
    assert payload["target"] == "6281234567890"
    assert 'Menunggu "Anda"' in payload["message"]
    assert "/kasus/1/" in payload["message"]
    assert first["Authorization"] == f"Bearer {SECRET}"
    assert first["Idempotency-Key"] == second["Idempotency-Key"]


@pytest.mark.parametrize(
    ("answer", "state", "fault", "seconds"),
    [
        ((200, {}, b'{"status": false, "reason": "nomor"}'), State.FAILED, Fault.DITOLAK, None),
        ((200, {}, b"<html>masuk dahulu</html>"), State.WAITING, Fault.JAWABAN, None),
        ((200, {}, b""), State.WAITING, Fault.JAWABAN, None),
        ((400, {}, b"{}"), State.FAILED, Fault.DITOLAK, None),
        ((401, {}, b"{}"), State.WAITING, Fault.MASUK, None),
        ((302, {"Location": "https://lain.invalid/"}, b""), State.FAILED, Fault.DITOLAK, None),
        ((429, {"Retry-After": "600"}, b""), State.WAITING, Fault.SIBUK, 600),
        ((429, {"Retry-After": "besok"}, b""), State.WAITING, Fault.SIBUK, None),
        ((503, {}, b""), State.WAITING, Fault.SIBUK, None),
        ((500, {}, b"galat"), State.WAITING, Fault.SAMBUNGAN, None),
        ("putus", State.WAITING, Fault.SAMBUNGAN, None),
        ("sampah", State.WAITING, Fault.SAMBUNGAN, None),
        ("diam", State.WAITING, Fault.SAMBUNGAN, None),
    ],
)
def test_what_the_gateway_answers_decides_what_becomes_of_the_message(
    office: Office,
    at: datetime,
    gateway: GatewayServer,
    answer: Any,
    state: str,
    fault: str,
    seconds: int | None,
) -> None:
    gateway.answers = [answer]
    tell(office.kadis, at=at)
    assert notifications.deliver(at=at) == 0
    row = Delivery.objects.get()
    assert (row.state, row.fault) == (state, fault)
    assert SECRET not in row.error
    assert len(gateway.asked) == 1, "nothing is followed or repeated by itself"
    if seconds:
        assert row.next_try_at is not None
        assert row.next_try_at >= at + timedelta(seconds=seconds)


def test_a_server_without_a_known_certificate_is_told_nothing(
    office: Office, at: datetime, gateway: GatewayServer, settings: Settings
) -> None:
    settings.GATEWAY_CA_FILE = ""
    tell(office.kadis, at=at)
    assert notifications.deliver(at=at) == 0
    assert gateway.asked == []
    assert Delivery.objects.get().fault == Fault.SAMBUNGAN


def test_without_its_secret_the_gateway_is_not_asked(
    office: Office, at: datetime, gateway: GatewayServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GERBANG_UJI")
    tell(office.kadis, at=at)
    assert notifications.deliver(at=at) == 0
    assert gateway.asked == []
    assert Delivery.objects.get().fault == Fault.MASUK


def test_the_secret_stands_nowhere_in_the_database(
    office: Office, at: datetime, gateway: GatewayServer
) -> None:
    gateway.answers = ["putus", (401, {}, SECRET.encode())]
    for number in range(3):
        tell(office.kadis, at=at + timedelta(seconds=number), key=f"pesan:{number}")
    notifications.deliver(at=at + timedelta(minutes=1))
    everything = [*Delivery.objects.values(), *Gateway.objects.values(), *AuditEntry.objects.values()]
    assert SECRET not in str(everything)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"url": "http://contoh.invalid"}, "url"),
        ({"template": []}, "template"),
        ({"template": {"a": "b"}}, "template"),
        ({"template": {"a": "{nomor} {sandi}"}}, "template"),
        ({"secret_name": ""}, "secret_name"),
        ({"auth": "kepala"}, "header"),
    ],
)
def test_a_gateway_that_cannot_work_is_refused_with_its_field(changes: dict[str, Any], field: str) -> None:
    usual = {
        "name": "U",
        "url": "https://contoh.invalid",
        "template": {"a": "{nomor}"},
        "secret_name": "GERBANG_A",
    }
    with pytest.raises(Refusal) as refused:
        check_gateway(Gateway(**usual | changes))
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("typed", "form", "number"),
    [
        ("0812 3456 7890", "62", "6281234567890"),
        ("+62 812-3456-7890", "08", "081234567890"),
        ("6281234567890", "+62", "+6281234567890"),
        ("81234567890", "62", "6281234567890"),
        ("", "62", ""),
        ("0474", "62", ""),
        ("+1 202 555 0100", "62", ""),
    ],
)
def test_a_number_is_read_as_people_write_it(typed: str, form: str, number: str) -> None:
    assert phone_number(typed, form) == number


def test_small_readers() -> None:
    assert filled({"a": ["{nomor}", 1], "b": "{lain}"}, {"nomor": '"x"'}) == {"a": ['"x"', 1], "b": "{lain}"}
    assert value_at(b'{"data": [{"ok": true}]}', "data.0.ok") == "true"
    assert value_at(b"[]", "0") is None
    assert retry_after("9" * 30) == 3600
    assert retry_after("Wed, 21 Oct 2015 07:28:00 GMT") == 0
    assert retry_after("nanti") is None
    assert whatsapp_link("0812 3456 7890", "a & b") == "https://wa.me/6281234567890?text=a%20%26%20b"
    assert whatsapp_link("", "a") == ""
    assert [thread_of(path) for path in ("/kasus/3/koreksi/", "/lonceng/", "")] == ["kasus/3", "", ""]


# ── again ───────────────────────────────────────────────────────────────────────────────────────
def test_failed_ones_go_out_again_once_and_it_is_on_record(
    office: Office, at: datetime, smtp: MailServer
) -> None:
    tell(office.kadis, at=at)
    row = Delivery.objects.get()
    Delivery.objects.update(state=State.FAILED, attempts=8, fault=Fault.ALAMAT)
    assert outbox.send_failed_again(deliveries=[row.pk, 999], by=office.admin, at=at) == 1
    assert outbox.send_failed_again(deliveries=[row.pk], by=office.admin, at=at) == 0
    assert notifications.deliver(at=at) == 1
    assert AuditEntry.objects.filter(stream=outbox.AUDIT).count() == 1


def test_a_worker_that_slept_past_its_lease_leaves_the_row_to_the_other(
    office: Office, at: datetime, smtp: MailServer, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other worker takes over in the middle of the batch; the sleeper sends only what is still its own."""
    settings.OUTBOX_STALE_SECONDS = 0
    tell(office.kadis, at=at)
    tell(office.sekretaris, at=at + timedelta(seconds=1), key="kedua")
    from accounts.channels import surel

    compose, others = surel._composed, []

    def steal(message: Message) -> Any:
        if not others:
            others.append(1)
            Delivery.objects.filter(message__recipient=office.sekretaris).update(claim=None, state=State.SENT)
        return compose(message)

    monkeypatch.setattr(surel, "_composed", steal)
    assert notifications.deliver(at=at + timedelta(seconds=2)) == 1
    assert [mail["To"] for mail in smtp.taken] == [office.kadis.email]


def test_a_full_batch_asks_for_the_next_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr(tasks.deliver, "delay", lambda: asked.append(1))
    for sent in (outbox.BATCH, outbox.BATCH - 1, 0):
        monkeypatch.setattr(outbox, "deliver", lambda *, at, sent=sent: sent)
        tasks.deliver()
    assert len(asked) == 1


# ── the move of the e-mail fields ───────────────────────────────────────────────────────────────
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_migration_keeps_every_state_and_goes_back() -> None:
    executor = MigrationExecutor(connection)
    before = executor.loader.graph.node_map[("accounts", "0007_pengiriman")].parents
    target = [parent.key for parent in before if parent.key[0] == "accounts"]
    executor.migrate(target)
    try:
        old = executor.loader.project_state(target).apps.get_model("accounts", "Message")
        moment = datetime.fromisoformat("2026-10-12T09:00:00+08:00")
        for state in ("tanpa", "menunggu", "dikirim", "terkirim", "gagal"):
            old.objects.create(
                address="a@contoh.test", addressee="A", key=f"k:{state}", subject="S", body="B", path="/kasus/3/",
                created_at=moment, email_state=state, attempts=len(state), error="galat" if state == "gagal" else "",
            )  # fmt: skip
        kept = list(old.objects.order_by("key").values_list("key", "email_state", "attempts", "error"))
        MigrationExecutor(connection).migrate([("accounts", "0007_pengiriman")])
        assert set(Delivery.objects.values_list("message__key", "state", "channel")) == {
            (f"k:{state}", state, Channel.SUREL) for state in ("menunggu", "dikirim", "terkirim", "gagal")
        }
        assert set(Message.objects.values_list("thread", flat=True)) == {"kasus/3"}
        MigrationExecutor(connection).migrate(target)
        back = list(old.objects.order_by("key").values_list("key", "email_state", "attempts", "error"))
        assert [row for row in back if row[1] != "tanpa"] == [row for row in kept if row[1] != "tanpa"]
    finally:
        leaves = MigrationExecutor(connection)
        leaves.migrate(leaves.loader.graph.leaf_nodes())
        Message.objects.all().delete()
