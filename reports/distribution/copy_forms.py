"""What is typed about one copy on the page of step 9; a refused form is shown again alone, with everything in it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts.errors import Refusal
from accounts.forms_base import BaseForm, IndonesianDateField
from accounts.returning import came_from
from reports.distribution.models import Copy

FIELDS = {"name": "nama", "on": "tanggal", "email": "surel", "outside": "surel"}
"""Names of the services' arguments, as the forms call them."""


class HandedOver(BaseForm):
    """The day a recipient outside took the report; today when nothing is written."""

    nama = forms.CharField(label="Diterima oleh", required=False, max_length=200)
    tanggal = IndonesianDateField(label="Tanggal diterima", required=False)


class Address(BaseForm):
    """Where the e-mail goes; for a unit it is empty and goes to its people."""

    surel = forms.CharField(label="Alamat surel", required=False, max_length=254)


def add_refusal(form: BaseForm, refusal: Refusal) -> None:
    """The sentence at the field it is about."""
    name = FIELDS.get(refusal.field or "", "")
    form.add_error(name if name in form.fields else None, refusal.message)


def again(request: HttpRequest, copy: Copy, form: BaseForm) -> HttpResponse:
    """The refused form on a page of its own, which leads back to where the button stood."""
    there = came_from(request, reverse("salinan", args=[copy.pk]))
    is_receipt = isinstance(form, HandedOver)
    if is_receipt and copy.unit_id is None:
        form.fields["nama"].required = True  # or its label would say that it may stay empty
    context: dict[str, Any] = {
        "judul": "Catat penerimaan" if is_receipt else "Kirim lewat surel",
        "penjelasan": f"{copy.report.title}, salinan untuk {copy}.",
        "form": form,
        "ada_galat": True,
        "tombol": "Catat" if is_receipt else "Kirim",
        "batal_url": there,
        "tersembunyi": {"lalu": there},
    }
    return render(request, "komponen/konfirmasi.html", context, status=422)
