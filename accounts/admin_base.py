"""What every admin screen shares: saves go through services, and a refusal becomes an error of the form."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, TypeVar, cast

from django import forms
from django.contrib import admin
from django.db import models, transaction
from django.forms.models import ModelForm
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.errors import Refusal
from accounts.models import User

M = TypeVar("M", bound=models.Model)


def person_of(request: HttpRequest) -> User:
    """The logged-in person; the admin site lets nobody else in."""
    return cast(User, request.user)


class RefusalForm(forms.ModelForm):  # type: ignore[type-arg]
    """A model form that asks the service's check before saving, so that everything typed stays in place.

    Subclasses override `ask`.
    """

    standing_refusal: ClassVar[Refusal | None] = None

    def ask(self, at: datetime) -> None:
        """Call the service's `check_*` on `self.instance`; it raises Refusal."""

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if self.errors:
            return
        try:
            if self.standing_refusal is not None:
                raise self.standing_refusal
            self.ask(timezone.now())
        except Refusal as refusal:
            self.add_error(refusal.field if refusal.field in self.fields else None, refusal.message)


class RefusalAdminMixin:
    """For a ModelAdmin whose form is a RefusalForm and whose save_model calls a service.

    Should the service refuse what the form's check let pass (another admin was faster), the same page comes
    back with the sentence and the typed values, never a 500.
    """

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        show: Any = super().changeform_view  # type: ignore[misc]
        try:
            with transaction.atomic():
                return cast(HttpResponse, show(request, object_id, form_url, extra_context))
        except Refusal as refusal:
            request.refusal = refusal  # type: ignore[attr-defined]
            return cast(HttpResponse, show(request, object_id, form_url, extra_context))

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[ModelForm[Any]]:
        form = super().get_form(request, obj, change=change, **kwargs)  # type: ignore[misc]
        form.standing_refusal = getattr(request, "refusal", None)
        return cast(type[ModelForm[Any]], form)


class ReadOnlyAdmin(admin.ModelAdmin[M]):
    """State and history: to be looked at."""

    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return False
