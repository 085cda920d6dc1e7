from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = "Data kinerja dan laporan"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from reports.correcting import preflight  # noqa: F401 - adds its line to what step 8 looks at
        from reports.distribution import sending  # noqa: F401 - registers what goes with an e-mail of a copy
        from reports.signing import leaving  # noqa: F401 - registers what becomes of a leaver's certificate

    # What the group "Admin kantor" may do here (accounts.groups): the office's own tables, never the contents of cases.
    office_admin_permissions = (
        *(
            f"{act}_{model}"
            for model in (
                "indicator",
                "target",
                "renstratarget",
                "plannode",
                "valuemap",
                "valuemapentry",
                "format",
                "formatitem",
                "formatcolumn",
                "predicateband",
            )
            for act in ("add", "change", "delete", "view")
        ),
        *(f"{act}_period" for act in ("add", "view")),
        *(f"{act}_checkrule" for act in ("add", "change", "view")),
        *(f"{act}_averagerule" for act in ("change", "view")),
        *(
            f"{act}_{model}"
            for model in ("letterhead", "classificationcode")
            for act in ("add", "change", "view")
        ),
        *(f"{act}_numberseries" for act in ("change", "view")),
        *(f"{act}_signingchoice" for act in ("add", "change", "view")),
        "change_letternumber",  # the number in SRIKANDI, nothing else of it
        *(
            f"view_{model}"
            for model in ("seriescounter", "letternumber", "signingcertificate", "signingattempt")
        ),
    )
