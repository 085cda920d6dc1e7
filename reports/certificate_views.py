"""One's own signing certificate: until when it is valid, and a new passphrase for it; planners see those of the office."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.desk import desk_of
from accounts.errors import Refusal
from accounts.forms_base import BaseForm
from accounts.models import User
from reports.signing import ca
from reports.signing.models import SigningCertificate


def _secret(label: str, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, strip=False, max_length=200,
        widget=forms.PasswordInput(render_value=False, attrs={"autocomplete": "off", "data-jangan-simpan": ""}),
    )  # fmt: skip


class ChangeForm(BaseForm):
    old = _secret("Sandi tanda tangan sekarang")
    new = _secret(
        "Sandi tanda tangan baru",
        f"Sedikitnya {ca.SHORTEST} huruf, angka, atau tanda. Tidak ada yang dapat membacanya kembali.",
    )
    again = _secret("Sandi baru, sekali lagi")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("new") and data.get("again") and data["new"] != data["again"]:
            self.add_error("again", "Kedua sandi baru tidak sama. Ketik lagi.")
        return data


@sensitive_post_parameters("old", "new", "again")
@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def own_certificate(request: HttpRequest) -> HttpResponse:
    """Show the certificate; a post changes its passphrase."""
    desk, person = desk_of(request), cast(User, request.user)
    form = ChangeForm(request.POST) if request.method == "POST" else ChangeForm()
    if form.is_bound and form.is_valid():
        try:
            ca.change_passphrase(
                person=person, old=form.cleaned_data["old"], new=form.cleaned_data["new"], at=desk.at
            )
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(
                request, "Sandi tanda tangan Anda sudah diganti. Pakai sandi baru mulai sekarang."
            )
            return redirect("sertifikat")
    others = (
        SigningCertificate.objects.filter(revoked_at__isnull=True)
        .select_related("person")
        .order_by("valid_to")
        if desk.sees_all or desk.is_office_admin
        else []
    )
    context = {
        "sertifikat": ca.valid_certificate(person, desk.at),
        "form": form,
        "semua": others,
        "sekarang": desk.at,
    }
    return render(request, "reports/sertifikat.html", context, status=422 if form.errors else 200)
