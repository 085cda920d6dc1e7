"""The page of what left the office or could not: for the office admin, who repairs addresses and servers.

It names kind, recipient and cause. Subject and text belong to the recipient: a title may be that of a secret case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts import outbox
from accounts.channels.faults import explain
from accounts.channels.kinds import kind_of
from accounts.desk import desk_of
from accounts.forms_base import read_key
from accounts.models import Channel, Delivery, User

PER_PAGE: Final = 25
MOST: Final = 1000
"""*Kirim ulang semua* takes so many at a time; what is left stays on the page."""
State = Delivery.State
STATES: Final = ((State.FAILED, "Gagal"), (State.WAITING, "Menunggu"), (State.SENT, "Terkirim"))


@dataclass(frozen=True)
class Filter:
    """What the admin asked to see; anything unknown means the usual."""

    state: str
    channel: str
    text: str

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> Filter:
        state, channel = str(given.get("keadaan", "")), str(given.get("saluran", ""))
        return cls(
            state if state in dict(STATES) else State.FAILED,
            channel if channel in Channel.values else "",
            str(given.get("cari", "")).strip()[:100],
        )

    @property
    def query(self) -> str:
        """The same again, for an address."""
        given = {"keadaan": self.state, "saluran": self.channel, "cari": self.text}
        return urlencode({name: value for name, value in given.items() if value})

    def rows(self) -> QuerySet[Delivery]:
        states = [State.WAITING, State.CLAIMED] if self.state == State.WAITING else [self.state]
        rows = Delivery.objects.filter(state__in=states)
        if self.channel:
            rows = rows.filter(channel=self.channel)
        if self.text:
            person = Q(message__recipient__name__icontains=self.text) | Q(
                message__addressee__icontains=self.text
            )
            address = Q(message__recipient__email__icontains=self.text) | Q(
                message__address__icontains=self.text
            )
            rows = rows.filter(person | address)
        return rows.select_related("message__recipient")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def outgoing(request: HttpRequest) -> HttpResponse:
    """What failed for good, what still waits, what went out; *kirim ulang* one or all that match."""
    desk = desk_of(request)
    if not desk.is_office_admin:
        raise Http404
    if request.method == "POST":
        return _again(request)
    wanted = Filter.read(request.GET)
    number = max(1, read_key(request.GET.get("halaman", "")) or 1)
    first = (number - 1) * PER_PAGE
    found = list(wanted.rows()[first : first + PER_PAGE + 1]) if first < 10**6 else []
    counts = dict(Delivery.objects.order_by().values_list("state").annotate(Count("pk")))
    counts[State.WAITING] = counts.get(State.WAITING, 0) + counts.get(State.CLAIMED, 0)
    context = {
        "baris": [_row(one) for one in found[:PER_PAGE]],
        "saring": wanted,
        "keadaan_ada": [(value, f"{words} ({counts.get(value, 0)})") for value, words in STATES],
        "saluran_ada": Channel.choices,
        "gagal": wanted.state == State.FAILED,
        "kantor_tutup": wanted.state == State.WAITING and outbox.is_quiet(desk.at),
        "hal": number,
        "sebelumnya": f"?{wanted.query}&halaman={number - 1}" if number > 1 else "",
        "berikutnya": f"?{wanted.query}&halaman={number + 1}" if len(found) > PER_PAGE else "",
    }
    return render(request, "accounts/pesan_keluar.html", context)


def _row(one: Delivery) -> dict[str, Any]:
    cause, cure = explain(one.channel, one.fault) if one.fault else ("", "")
    message = one.message
    outside = message.recipient is None
    email = one.channel == Channel.SUREL
    address = message.email_address if email else message.recipient.phone if message.recipient else ""
    return {
        "satu": one,
        "kepada": message.name,
        "alamat": address,
        "orang": None if outside else message.recipient_id,
        "perihal": kind_of(message.key),
        "sebab": cause,
        "obat": cure,
    }


def _again(request: HttpRequest) -> HttpResponse:
    wanted = Filter.read(request.POST)
    if request.POST.get("aksi") == "semua":
        failed = Filter(State.FAILED, wanted.channel, wanted.text).rows()
        chosen = list(failed.order_by("queued_at").values_list("pk", flat=True)[:MOST])
    else:
        chosen = [key for one in request.POST.getlist("kirim") if (key := read_key(one)) is not None]
    by, at = cast(User, request.user), desk_of(request).at
    again = outbox.send_failed_again(deliveries=chosen, by=by, at=at) if chosen else 0
    if again:
        messages.success(
            request, f"{again} pesan masuk antrean lagi. Hasilnya tampak di sini beberapa menit lagi."
        )
    elif chosen:
        messages.info(
            request, "Tidak ada yang dikirim ulang: pesan itu sudah masuk antrean atau sudah terkirim."
        )
    else:
        messages.error(
            request, "Belum ada yang dipilih. Centang pesannya, lalu tekan Kirim ulang yang dicentang."
        )
    return redirect(f"{reverse('pesan-keluar')}?{wanted.query}")
