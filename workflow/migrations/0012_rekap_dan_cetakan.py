"""The wishes for papers made of figures, and the notes on a person's recap, which the database keeps as they were written."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.database import only_on

SENTENCE = "Keterangan pada rekap tidak boleh diubah. Tulis keterangan baru."
POSTGRESQL = (
    f"CREATE FUNCTION keterangan_rekap_tetap() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{SENTENCE}'; END $$;;"
    "CREATE TRIGGER keterangan_rekap_tetap BEFORE UPDATE ON workflow_recapnote FOR EACH ROW "
    "EXECUTE FUNCTION keterangan_rekap_tetap()"
)
SQLITE = f"CREATE TRIGGER keterangan_rekap_tetap BEFORE UPDATE ON workflow_recapnote BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"


class Migration(migrations.Migration):
    dependencies = [
        ("workflow", "0011_orang_datang_dan_pergi"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PrintWish",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("kinerja", "Kinerja SOP"), ("rekap", "Rekap kerja pegawai")],
                        max_length=10,
                        verbose_name="naskah",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="diminta")),
                ("wanted", models.JSONField(default=dict, verbose_name="rentang")),
                ("seal", models.CharField(max_length=64, verbose_name="sidik isi")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="diminta oleh",
                    ),
                ),
            ],
            options={
                "verbose_name": "cetakan angka",
                "verbose_name_plural": "cetakan angka",
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "by", "seal"), name="cetakan_angka_sekali")
                ],
            },
        ),
        migrations.CreateModel(
            name="RecapNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("first", models.DateField(verbose_name="sejak bulan")),
                ("last", models.DateField(verbose_name="sampai bulan")),
                ("text", models.TextField(verbose_name="keterangan")),
                ("by_name", models.CharField(max_length=150, verbose_name="nama")),
                ("by_title", models.CharField(max_length=200, verbose_name="sebagai")),
                ("at", models.DateTimeField(verbose_name="waktu")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="ditulis oleh",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recap_notes",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="pegawai",
                    ),
                ),
            ],
            options={
                "verbose_name": "keterangan rekap",
                "verbose_name_plural": "keterangan rekap",
                "ordering": ("at", "pk"),
                "indexes": [models.Index(fields=["person", "first"], name="keterangan_rekap_orang")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="keterangan_rekap_berisi"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("last__gte", models.F("first"))), name="keterangan_rekap_rentang"
                    ),
                ],
            },
        ),
        only_on(
            "postgresql",
            POSTGRESQL,
            "DROP TRIGGER keterangan_rekap_tetap ON workflow_recapnote;;DROP FUNCTION keterangan_rekap_tetap()",
        ),
        only_on("sqlite", SQLITE, "DROP TRIGGER keterangan_rekap_tetap"),
    ]
