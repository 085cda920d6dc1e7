from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class WorkflowConfig(AppConfig):
    name = "workflow"
    verbose_name = "SOP dan kasus"
    default_auto_field = "django.db.models.BigAutoField"

    # what the group "Admin kantor" may do here (accounts.groups)
    office_admin_permissions = (
        "view_sopedition", "change_sopedition", "delete_sopedition", "view_editionrow", "change_editionrow",
        "delete_editionrow", "view_reminderrule", "add_reminderrule",
        "change_reminderrule", "delete_reminderrule", "view_reportrequest", "view_steprecord", "view_retention", "change_retention",
    )  # fmt: skip

    def ready(self) -> None:
        autodiscover_modules("makers")
        from workflow import calendar_moves, pausing  # noqa: F401 - hear of a changed calendar, of every turn in a report
        from workflow.people import handover, leaving  # noqa: F401 - they register with accounts.office

        autodiscover_modules("threads")
