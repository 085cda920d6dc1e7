"""What only one database has (exclusion constraints, triggers) goes through this one migration helper."""

from typing import Any

from django.db import migrations
from django.db.migrations.operations.base import Operation


def only_on(vendor: str, sql: str, reverse: str) -> Operation:
    """A migration step that runs `sql` (one or more statements) where the database is `vendor`, else nothing."""

    def run(statements: str) -> Any:
        def forwards(apps: Any, schema_editor: Any) -> None:
            if schema_editor.connection.vendor == vendor:
                for statement in statements.split(";;"):
                    schema_editor.execute(statement.strip(), params=None)

        return forwards

    return migrations.RunPython(run(sql), run(reverse))
