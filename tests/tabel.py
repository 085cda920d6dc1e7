"""Every row of every table of ours, to prove that nothing changed."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import connection


def everything() -> dict[str, list[Any]]:
    """{model: its rows}; plain SQL, because it is asked before and after every act."""
    found = {}
    with connection.cursor() as cursor:
        for app in ("accounts", "reports", "workflow"):
            for model in apps.get_app_config(app).get_models(include_auto_created=True):
                cursor.execute(f'SELECT * FROM "{model._meta.db_table}" ORDER BY 1')
                found[model.__name__] = cursor.fetchall()
    return found
