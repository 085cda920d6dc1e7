"""Channels in the admin's hands: which the office allows, and the providers its gateway can speak to."""

from __future__ import annotations

from datetime import datetime

from django.contrib import admin
from django.forms.models import ModelForm
from django.http import HttpRequest
from django.utils import timezone

from accounts.admin_base import RefusalAdminMixin, RefusalForm, person_of
from accounts.channels import settings
from accounts.channels.gateway import check_gateway
from accounts.models import ChannelPolicy, Gateway


class GatewayForm(RefusalForm):
    def ask(self, at: datetime) -> None:
        check_gateway(self.instance)


class GatewayAdmin(RefusalAdminMixin, admin.ModelAdmin[Gateway]):
    """The secret itself is never typed here: it stands in the server's environment under the name given."""

    form = GatewayForm
    list_display = ("name", "url", "auth", "secret_name")
    actions = None
    fieldsets = (
        (None, {"fields": ("name", "url", "timeout")}),
        ("Yang dikirim", {"fields": ("form", "template", "number_form")}),
        ("Cara masuk", {"fields": ("auth", "header", "secret_name")}),
        ("Cara membaca jawaban", {"fields": ("success_path", "success_value")}),
    )

    def save_model(self, request: HttpRequest, obj: Gateway, form: ModelForm[Gateway], change: bool) -> None:
        settings.save_gateway(gateway=obj, by=person_of(request), at=timezone.now())

    def has_delete_permission(self, request: HttpRequest, obj: Gateway | None = None) -> bool:
        return False  # the trail names it; an unused one is simply not chosen


class ChannelPolicyAdmin(RefusalAdminMixin, admin.ModelAdmin[ChannelPolicy]):
    """One row. The bell is not on it: nobody can switch it off."""

    form = RefusalForm
    list_display = ("__str__", "email", "gateway", "quiet")
    list_select_related = ("gateway",)
    fields = ("email", "email_default", "gateway", "gateway_default", "quiet")
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not ChannelPolicy.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: ChannelPolicy | None = None) -> bool:
        return False

    def save_model(
        self, request: HttpRequest, obj: ChannelPolicy, form: ModelForm[ChannelPolicy], change: bool
    ) -> None:
        settings.save_policy(policy=obj, by=person_of(request), at=timezone.now())
