"""What is typed about the time of a step: until when it is extended, and whom it waits for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms

from accounts.errors import Refusal
from accounts.forms_base import BaseForm
from accounts.worktime import Norm
from accounts.worktime_words import moment
from reports.collection.late import read_until

OTHER = "lain"


class ExtendForm(BaseForm):
    """One of the offered due times, or a moment of one's own."""

    sampai = forms.ChoiceField(
        label="Tenggat baru", widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Pilih tenggat baru dari daftar ini."},
    )  # fmt: skip
    waktu_lain = forms.CharField(
        label="Waktu lain", required=False, max_length=30,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "class": "form-control pendek-waktu"}),
        help_text="Diisi bila Anda memilih “waktu lain”. Pada jam kerja, WITA.",
    )  # fmt: skip
    alasan = forms.CharField(
        label="Alasan", max_length=500, widget=forms.Textarea(attrs={"rows": "3"}),
        help_text="Tercatat pada kasus di samping norma SOP, dan terbaca pelaksananya.",
    )  # fmt: skip

    def __init__(
        self, *args: Any, offers: Sequence[tuple[Norm, datetime]], at: datetime, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [(until.isoformat(), f"{norm} kerja: {moment(until, at)}") for norm, until in offers]
        posted = self.data.get("sampai", "") if self.is_bound else ""
        if posted and posted != OTHER and posted not in dict(choices) and (seen := _moment(posted)):
            choices.insert(
                0, (posted, f"seperti yang Anda pilih: {moment(seen, at)}")
            )  # time went on meanwhile
        self.fields["sampai"].choices = [*choices, (OTHER, "waktu lain")]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("sampai") == OTHER:
            try:
                data["until"] = read_until(data.get("waktu_lain", ""))
            except Refusal:
                self.add_error("waktu_lain", "Pilih tanggal dan jam tenggat yang baru.")
        elif data.get("sampai"):
            data["until"] = _moment(data["sampai"])
        return data

    def add_refusal(self, refusal: Exception) -> None:
        """A refused moment belongs to the control it came from."""
        if getattr(refusal, "field", None) == "sampai" and self.data.get("sampai") == OTHER:
            self.add_error("waktu_lain", str(refusal))
        else:
            super().add_refusal(refusal)


def _moment(text: str) -> datetime | None:
    """What an offered choice carries: an aware moment."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None else None


class WaitForm(BaseForm):
    alasan = forms.CharField(
        label="Siapa yang ditunggu, dan untuk apa", max_length=500, widget=forms.Textarea(attrs={"rows": "3"}),
        help_text="Misalnya: Bappelitbangda belum menjawab angka PDRB yang kami minta. Terbaca atasan Anda.",
    )  # fmt: skip
