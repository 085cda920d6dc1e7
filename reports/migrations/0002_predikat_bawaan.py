"""The predikat scale of Permendagri 86/2017 with its gaps closed, and the cap of averages: defaults the office may change."""

from decimal import Decimal

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

BANDS = (
    ("Sangat Rendah", Decimal(50), True),
    ("Rendah", Decimal(65), True),
    ("Sedang", Decimal(75), False),
    ("Tinggi", Decimal(90), False),
    ("Sangat Tinggi", None, False),
)


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    band = apps.get_model("reports", "PredicateBand")
    for name, upper, is_low in BANDS:
        band.objects.get_or_create(name=name, defaults={"upper": upper, "is_low": is_low})
    apps.get_model("reports", "AverageRule").objects.get_or_create(
        is_active=True, defaults={"cap": Decimal(100)}
    )


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_awal")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
