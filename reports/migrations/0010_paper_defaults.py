from django.db import migrations

from reports.paper_defaults import ensure_defaults


class Migration(migrations.Migration):
    dependencies = [("reports", "0003_awal")]

    operations = [migrations.RunPython(lambda apps, editor: ensure_defaults(apps), migrations.RunPython.noop)]
