"""What the database itself refuses: changing what was frozen, submitted, recorded or signed.

UPDATE only: what is never changed may still go with a whole report that never existed (tests empty tables).
"""

from django.db import migrations

from accounts.database import only_on

FIXED = {
    # table: (trigger, sentence, when)
    "reports_analysis": ("analisis_tetap", "Hasil analisis yang dibekukan tidak boleh diubah.", ""),
    "reports_version": ("versi_tetap", "Versi draft yang diajukan tidak boleh diubah.", ""),
    "reports_cellchange": ("riwayat_tetap", "Riwayat sel tidak boleh diubah.", ""),
    "reports_signedpaper": (
        "naskah_tetap",
        "Naskah yang sudah ditandatangani tidak boleh diubah.",
        "WHEN (OLD.state = 'ditandatangani')",
    ),
}


def _postgresql() -> tuple[str, str]:
    create, drop = [], []
    for table, (trigger, sentence, when) in FIXED.items():
        create.append(
            f"CREATE FUNCTION {trigger}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{sentence}'; END $$"
        )
        create.append(
            f"CREATE TRIGGER {trigger} BEFORE UPDATE ON {table} FOR EACH ROW {when} EXECUTE FUNCTION {trigger}()"
        )
        drop += [f"DROP TRIGGER {trigger} ON {table}", f"DROP FUNCTION {trigger}()"]
    return ";;".join(create), ";;".join(drop)


def _sqlite() -> tuple[str, str]:
    create = [
        f"CREATE TRIGGER {trigger} BEFORE UPDATE ON {table} {when} BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
        for table, (trigger, sentence, when) in FIXED.items()
    ]
    return ";;".join(create), ";;".join(f"DROP TRIGGER {trigger}" for trigger, _, _ in FIXED.values())


class Migration(migrations.Migration):
    dependencies = [("reports", "0010_paper_defaults")]

    # A later migration that alters one of these tables rebuilds it on SQLite and must add its trigger again.
    operations = [only_on("postgresql", *_postgresql()), only_on("sqlite", *_sqlite())]
