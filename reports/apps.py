from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = "Data kinerja dan laporan"
    default_auto_field = "django.db.models.BigAutoField"
