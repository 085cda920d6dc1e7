from django.apps import AppConfig


class SopKinerjaConfig(AppConfig):
    name = "sop_kinerja"
    verbose_name = "Sistem"
