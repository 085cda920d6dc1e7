"""The shipped office hours and holidays, for an office that has entered none yet."""

from django.db import migrations

from accounts.calendar import load_default_calendar


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_janji_basis_data")]

    operations = [migrations.RunPython(load_default_calendar, migrations.RunPython.noop)]
