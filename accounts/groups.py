"""The office admin: a group with the permissions each app declares for it, never a superuser."""

from __future__ import annotations

from typing import Final

from django.apps import AppConfig

OFFICE_ADMIN: Final = "Admin kantor"


def ensure_office_admin_group(app: AppConfig, *, using: str = "default") -> None:
    """Let the group do exactly what `app.office_admin_permissions` lists (codenames). Idempotent."""
    from django.contrib.auth.management import create_permissions
    from django.contrib.auth.models import Group, Permission

    wanted = getattr(app, "office_admin_permissions", None)
    if wanted is None:
        return
    create_permissions(app, verbosity=0, using=using)
    permissions = Permission.objects.using(using).filter(content_type__app_label=app.label)
    group, _ = Group.objects.using(using).get_or_create(name=OFFICE_ADMIN)
    group.permissions.remove(*permissions.exclude(codename__in=wanted))
    group.permissions.add(*permissions.filter(codename__in=wanted))
