"""The reminders an edition begins with, until the office says otherwise; the migration gives them to every edition."""

from __future__ import annotations

from typing import Any, Final

from django.db import models

# untuk, kapan, berapa, satuan, kepada, tingkat, cara, nada
DEFAULTS: Final = (
    ("jam", "sebelum", 50, "persen", "pemegang", 0, "segera", "biasa"),
    ("jam", "tepat", 0, "menit", "pemegang", 0, "segera", "biasa"),
    ("jam", "sesudah", 25, "persen", "keduanya", 1, "segera", "tegas"),
    ("jam", "sesudah", 50, "persen", "atasan", 2, "segera", "tegas"),
    ("hari", "sebelum", 1, "hari", "pemegang", 0, "rangkuman", "biasa"),
    ("hari", "sebelum", 120, "menit", "pemegang", 0, "rangkuman", "biasa"),
    ("hari", "tepat", 0, "menit", "pemegang", 0, "segera", "biasa"),
    ("hari", "sesudah", 25, "persen", "keduanya", 1, "segera", "tegas"),
    ("hari", "sesudah", 50, "persen", "atasan", 2, "segera", "tegas"),
)
"""Half of the norm left for a step of jam; one working day and two working hours before for a step of hari; at the due time;
the superior after a quarter of the norm, and the one above after another quarter."""
COLUMNS: Final = ("applies_to", "when", "amount", "measure", "who", "level", "manner", "tone")


def give_defaults(edition: Any, rule_model: type[models.Model]) -> None:
    """Write the default rules for an edition that has none; used by the migration with its own model class."""
    rule_model._default_manager.bulk_create(
        rule_model(edition=edition, **dict(zip(COLUMNS, row, strict=True))) for row in DEFAULTS
    )
