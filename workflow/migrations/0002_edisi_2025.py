"""Load the SOP edition of 6 January 2025 from the table in workflow/sop.py."""

from django.db import migrations


def load(apps, schema_editor):  # type: ignore[no-untyped-def]
    from workflow.editions import copy_shipped_edition

    editions = apps.get_model("workflow", "SopEdition")
    if not editions.objects.exists():
        copy_shipped_edition(editions, apps.get_model("workflow", "EditionRow"))


class Migration(migrations.Migration):
    dependencies = [("workflow", "0001_awal")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
