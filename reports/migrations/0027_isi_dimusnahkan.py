"""A submitted version stays unchangeable, but for one thing: retention may empty its text, all at once and for good.

The database still refuses any other text, and any change of number, seal, author or time, in the same breath too.
"""

from django.db import migrations

from accounts.database import only_on

KEPT = (
    "id", "report_id", "number", "analysis_id", "sha256", "note", "created_at", "created_by_id", "created_title",
)  # fmt: skip
SENTENCE = "Versi draft yang diajukan tidak boleh diubah."


def _when(differs: str) -> str:
    return "NEW.html <> '' OR " + " OR ".join(f"NEW.{one} {differs} OLD.{one}" for one in KEPT)


def _sqlite(when: str) -> str:
    return (
        "DROP TRIGGER versi_tetap;;CREATE TRIGGER versi_tetap BEFORE UPDATE ON reports_version "
        f"{when} BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
    )


def _postgresql(when: str) -> str:
    return (
        "DROP TRIGGER versi_tetap ON reports_version;;CREATE TRIGGER versi_tetap BEFORE UPDATE ON reports_version "
        f"FOR EACH ROW {when} EXECUTE FUNCTION versi_tetap()"
    )


class Migration(migrations.Migration):
    dependencies = [("reports", "0026_isian_ditugaskan")]

    operations = [
        only_on("postgresql", _postgresql(f"WHEN ({_when('IS DISTINCT FROM')})"), _postgresql("")),
        only_on("sqlite", _sqlite(f"WHEN ({_when('IS NOT')})"), _sqlite("")),
    ]
