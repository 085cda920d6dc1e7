"""Plt./Plh./Pj., leave, and what else is entered about people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from accounts.forms_base import BaseForm, IndonesianDateField
from accounts.models import Absence, Assignment, Unit, User
from accounts.models.office import standard_title
from accounts.office.stand_ins import MODES

SCAN_HELP = "PDF, JPG atau PNG. Hanya dapat dibuka pejabatnya, atasannya, TU dan admin kantor."


def people_choices() -> list[tuple[str, str]]:
    """Everybody with an account, by name."""
    people = User.objects.filter(is_active=True, assignments__isnull=False).distinct().order_by("name")
    return [("", "Pilih…"), *((str(person.pk), person.name) for person in people)]


class StandInForm(BaseForm):
    """A Plt., Plh. or Pj. with the letter that orders it."""

    unit = forms.TypedChoiceField(label="Jabatan yang dijalankan", coerce=int)
    person = forms.TypedChoiceField(label="Dijalankan oleh", coerce=int)
    mode = forms.ChoiceField(
        label="Sebagai", choices=[(mode.value, mode.label) for mode in MODES],
        help_text="Plh. bila pejabatnya berhalangan sementara, Plt. bila jabatannya kosong, Pj. menurut SK tersendiri.",
    )  # fmt: skip
    start = IndonesianDateField(label="Mulai")
    end = IndonesianDateField(
        label="Sampai dengan", required=False, help_text="Hari terakhir. Plh. selalu berbatas waktu."
    )
    sk_number = forms.CharField(label="Nomor SK atau surat perintah", max_length=100)
    scan = forms.FileField(label="Pindaian SK", required=False, help_text=SCAN_HELP)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.filter(is_active=True)
        self.fields["unit"].choices = [  # type: ignore[attr-defined]
            ("", "Pilih…"),
            *((str(unit.pk), standard_title(unit.head_role, unit)) for unit in units),
        ]
        self.fields["person"].choices = people_choices()  # type: ignore[attr-defined]


class OrderScanForm(BaseForm):
    scan = forms.FileField(label="Pindaian SK", help_text=SCAN_HELP)


class AbsenceForm(BaseForm):
    """Leave or duty elsewhere. `for_others`: TU and the admin choose whose; everybody else enters their own."""

    person = forms.TypedChoiceField(label="Pegawai", coerce=int)
    kind = forms.ChoiceField(label="Jenis", choices=Absence.Kind)
    start = IndonesianDateField(label="Mulai")
    end = IndonesianDateField(label="Sampai dengan", help_text="Hari terakhir tidak di kantor.")
    letter_number = forms.CharField(
        label="Nomor surat cuti atau surat tugas", required=False, max_length=100,
        help_text="Dipakai juga sebagai nomor surat perintah Plh. bila tidak diisi lain.",
    )  # fmt: skip

    def __init__(self, *args: Any, for_others: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if for_others:
            self.fields["person"].choices = people_choices()  # type: ignore[attr-defined]
        else:
            del self.fields["person"]


class EndAbsenceForm(BaseForm):
    """Is the Plh. to go on? Asked, because a surat perintah may say so."""

    stand_ins = forms.ChoiceField(
        label="Plh. yang ditunjuk karena ini", widget=forms.RadioSelect, initial="akhiri",
        choices=[("akhiri", "Akhiri juga sekarang"), ("biarkan", "Biarkan berjalan sampai tanggalnya")],
    )  # fmt: skip


class AssignForm(BaseForm):
    """One of the staf who may act in the step, or all of them."""

    person = forms.TypedChoiceField(
        label="Ditugaskan kepada", coerce=int, empty_value=None, required=False, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, staff: Iterable[Assignment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [  # type: ignore[attr-defined]
            *((str(post.person_id), f"{post.person}, {post.jabatan}") for post in staff),
            ("", "Semua staf perencana"),
        ]
