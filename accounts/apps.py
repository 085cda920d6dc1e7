from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Kantor"
    default_auto_field = "django.db.models.BigAutoField"

    # What the group "Admin kantor" may do here; every app declares the same for its own models.
    office_admin_permissions = (
        *(f"{act}_{model}" for model in ("unit", "user") for act in ("add", "change", "view")),
        *(
            f"{act}_{model}"
            for model in ("assignment", "officeprofile", "officeday", "holiday", "emergencyclosing")
            for act in ("add", "change", "delete", "view")
        ),
        *(f"{act}_{model}" for model in ("gateway", "channelpolicy") for act in ("add", "change", "view")),
        "view_auditentry",
        "view_message",
    )

    def ready(self) -> None:
        autodiscover_modules("rules")
        # The accepted exception to "no signals": permissions exist only after migrating.
        post_migrate.connect(_give_office_admin_permissions, dispatch_uid="accounts.admin_kantor")


def _give_office_admin_permissions(sender: AppConfig, using: str, **kwargs: Any) -> None:
    from accounts.groups import ensure_office_admin_group

    ensure_office_admin_group(sender, using=using)
