"""Messages: written once, mailed once, whatever dies in between."""

import email
from datetime import datetime, timedelta
from email.message import Message as Mail
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection
from django.test import Client
from pytest_django import Settings

from accounts import mail, notifications, outbox
from accounts.models import Delivery, Message, User
from tests.factories import Office, make_person


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.EMAIL_BACKEND = "accounts.mail.KeyedFileBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "surel")
    settings.SITE_URL = "https://sop.contoh.test"
    return tmp_path / "surel"


def tell(*people: User, at: datetime, key: str = "langkah:1:buka", **extra: Any) -> None:
    notifications.tell(
        recipients=people,
        key=key,
        subject="Sebuah langkah menunggu Anda",
        body="Kasus 1 menunggu disposisi Anda.",
        path="/kasus/1/",
        at=at,
        **extra,
    )


def mails(folder: Path) -> list[Mail]:
    return [email.message_from_bytes(path.read_bytes()) for path in sorted(folder.glob("*.eml"))]


def test_telling_the_same_thing_twice_writes_one_message(office: Office, at: datetime) -> None:
    tell(office.kadis, office.kadis, office.sekretaris, at=at)
    tell(office.kadis, at=at + timedelta(minutes=1))
    assert Message.objects.filter(recipient=office.kadis).count() == 1
    assert Message.objects.count() == 2


def test_people_without_e_mail_and_messages_without_it_only_ring_the_bell(
    office: Office, at: datetime, folder: Path
) -> None:
    tell(make_person("tanpa-surel", email=None, at=at), at=at)
    tell(office.kadis, at=at, key="lain", email=False)
    assert not Delivery.objects.exists()
    assert notifications.deliver(at=at) == 0


def test_who_has_left_is_not_told(office: Office, at: datetime) -> None:
    office.kadis.is_active = False
    tell(office.kadis, at=at)
    assert not Message.objects.exists()


def test_the_mail_names_the_page_and_nothing_else(office: Office, at: datetime, folder: Path) -> None:
    tell(office.kadis, at=at)
    assert notifications.deliver(at=at) == 1
    (sent,) = mails(folder)
    assert sent["To"] == office.kadis.email
    assert sent["X-Kunci"] == f"langkah:1:buka:{office.kadis.pk}"
    assert sent["Message-ID"].endswith("@sop.contoh.test>")
    text, html = (part.get_payload(decode=True).decode() for part in sent.walk() if not part.is_multipart())  # type: ignore[union-attr]
    assert "https://sop.contoh.test/kasus/1/" in text
    assert 'href="https://sop.contoh.test/kasus/1/"' in html
    assert "style=" not in html


def test_a_sent_mail_is_not_sent_again(office: Office, at: datetime, folder: Path) -> None:
    tell(office.kadis, at=at)
    assert notifications.deliver(at=at) == 1
    assert notifications.deliver(at=at + timedelta(days=1)) == 0


def test_a_worker_killed_between_sending_and_marking_leaves_one_file(
    office: Office, at: datetime, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    tell(office.kadis, office.sekretaris, at=at)
    write = mail.KeyedFileBackend._write

    def die_after_writing(self: mail.KeyedFileBackend, path: Path, content: bytes) -> None:
        write(self, path, content)
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(mail.KeyedFileBackend, "_write", die_after_writing)
        with pytest.raises(Killed):
            notifications.deliver(at=at)
    assert len(mails(folder)) == 1
    assert notifications.deliver(at=at + timedelta(seconds=60)) == 0  # the claim is still fresh
    assert notifications.deliver(at=at + timedelta(seconds=121)) == 2
    assert sorted(sent["To"] for sent in mails(folder)) == [office.kadis.email, office.sekretaris.email]


class DeafServer(BaseEmailBackend):
    def open(self) -> bool:
        raise ConnectionRefusedError("tidak ada yang menjawab")

    def send_messages(self, email_messages: Any) -> int:
        raise ConnectionRefusedError("tidak ada yang menjawab")


def test_a_mail_server_that_is_down_is_tried_ever_more_rarely_and_then_given_up(
    office: Office, at: datetime, settings: Settings
) -> None:
    settings.EMAIL_BACKEND = "tests.accounts.test_notifications.DeafServer"
    tell(office.kadis, at=at)
    moment, waits = at, []
    for _ in range(outbox.LAST_ATTEMPT):
        assert notifications.deliver(at=moment) == 0
        row = Delivery.objects.get()
        assert row.next_try_at is not None
        waits.append((row.next_try_at - moment) / timedelta(minutes=1))
        before = row.attempts
        notifications.deliver(at=row.next_try_at - timedelta(seconds=1))
        assert Delivery.objects.get().attempts == before
        moment = row.next_try_at
    usual = [2**number for number in range(outbox.LAST_ATTEMPT)]
    assert all(0.79 * pause <= wait <= 1.21 * pause for pause, wait in zip(usual, waits, strict=True)), waits
    row = Delivery.objects.get()
    assert (row.state, row.fault) == (Delivery.State.FAILED, Delivery.Fault.SAMBUNGAN)
    assert "tidak ada yang menjawab" in row.error


def test_one_bad_address_does_not_keep_back_the_others(
    office: Office, at: datetime, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(office.kadis, office.sekretaris, at=at)
    compose = mail.compose

    def refuse_kadis(message: Message) -> Any:
        if message.recipient == office.kadis:
            raise ValueError("alamat rusak")
        return compose(message)

    monkeypatch.setattr(mail, "compose", refuse_kadis)
    assert notifications.deliver(at=at) == 1
    assert [sent["To"] for sent in mails(folder)] == [office.sekretaris.email]


def test_a_batch_has_a_limit_and_the_oldest_go_first(office: Office, at: datetime, folder: Path) -> None:
    tell(office.sekretaris, at=at + timedelta(minutes=1), key="kedua")
    tell(office.kadis, at=at, key="pertama")
    assert notifications.deliver(at=at + timedelta(minutes=2), limit=1) == 1
    assert [sent["To"] for sent in mails(folder)] == [office.kadis.email]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_four_workers_at_once_send_every_mail_once(at: datetime, folder: Path) -> None:
    person = make_person("penerima", at=at)
    for number in range(40):
        tell(person, at=at, key=f"pesan:{number}")
    barrier, counts = Barrier(4), []

    def work() -> None:
        try:
            barrier.wait()
            while sent := notifications.deliver(at=at, limit=7):
                counts.append(sent)
        finally:
            connection.close()

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    while sent := notifications.deliver(at=at):  # whatever a losing worker left for the next tick
        counts.append(sent)
    assert sum(counts) == 40
    assert set(Delivery.objects.values_list("state", "attempts")) == {(Delivery.State.SENT, 1)}
    assert len(mails(folder)) == 40


# ── the bell ────────────────────────────────────────────────────────────────────────────────────
def test_the_bell_shows_my_messages_and_nobody_elses(office: Office, at: datetime, klien: Any) -> None:
    tell(office.kadis, at=at)
    mine: Client = klien(office.kadis)
    assert "Sebuah langkah menunggu Anda" in mine.get("/lonceng/").content.decode()
    assert ">1<" in mine.get("/lonceng/jumlah/").content.decode()
    other: Client = klien(office.sekretaris)
    assert "Belum ada pemberitahuan" in other.get("/lonceng/").content.decode()
    message = Message.objects.get()
    assert other.post(f"/lonceng/{message.pk}/baca/").status_code == 404
    assert Message.objects.get().read_at is None


def test_reading_is_a_post_and_looking_changes_nothing(office: Office, at: datetime, klien: Any) -> None:
    tell(office.kadis, at=at)
    tell(office.kadis, at=at, key="kedua")
    client: Client = klien(office.kadis)
    client.get("/lonceng/")
    assert client.get("/lonceng/baca/").status_code == 405
    assert notifications.unread_count(office.kadis) == 2
    client.post(f"/lonceng/{Message.objects.filter(key__startswith='kedua').get().pk}/baca/")
    assert notifications.unread_count(office.kadis) == 1
    client.post("/lonceng/baca/")
    assert notifications.unread_count(office.kadis) == 0


@pytest.mark.parametrize("path", ["/lonceng/", "/lonceng/jumlah/", "/saya/"])
def test_these_pages_are_for_people_who_logged_in(db: None, client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 302
    assert response["Location"].startswith("/akun/login/")


def test_waiting_for_the_bell_does_not_keep_a_forgotten_session_alive(office: Office, klien: Any) -> None:
    client: Client = klien(office.kadis)
    client.get("/lonceng/jumlah/")
    assert "disentuh" not in client.session
    client.get("/lonceng/")
    assert "disentuh" in client.session
