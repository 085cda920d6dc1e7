"""What the database itself refuses: two definitif heads at once, and a changed or deleted audit entry."""

from django.db import migrations

from accounts.database import only_on

MESSAGE = "Jejak tidak boleh diubah atau dihapus."


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        only_on(
            "postgresql",
            """
            CREATE EXTENSION IF NOT EXISTS btree_gist;;
            ALTER TABLE accounts_assignment ADD CONSTRAINT jabatan_satu_definitif
            EXCLUDE USING gist (unit_id WITH =, daterange(start, "end", '[]') WITH &&)
            WHERE (mode = 'definitif' AND role <> 'staf')
            """,
            "ALTER TABLE accounts_assignment DROP CONSTRAINT jabatan_satu_definitif",
        ),
        # Row triggers: TRUNCATE, with which tests empty the tables, passes.
        only_on(
            "postgresql",
            f"""
            CREATE FUNCTION accounts_jejak_tetap() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION '{MESSAGE}'; END $$;;
            CREATE TRIGGER jejak_tetap BEFORE UPDATE OR DELETE ON accounts_auditentry
            FOR EACH ROW EXECUTE FUNCTION accounts_jejak_tetap()
            """,
            "DROP TRIGGER jejak_tetap ON accounts_auditentry;; DROP FUNCTION accounts_jejak_tetap()",
        ),
        # A later migration that alters accounts_auditentry rebuilds the table on SQLite and must add these again.
        only_on(
            "sqlite",
            f"""
            CREATE TRIGGER jejak_tidak_diubah BEFORE UPDATE ON accounts_auditentry
            BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END;;
            CREATE TRIGGER jejak_tidak_dihapus BEFORE DELETE ON accounts_auditentry
            BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END
            """,
            "DROP TRIGGER jejak_tidak_diubah;; DROP TRIGGER jejak_tidak_dihapus",
        ),
    ]
