"""Images inside the text of a draft, and who is writing in it now."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import reports.drafting.models


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0020_templat_laporan"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DraftImage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "file",
                    models.FileField(upload_to=reports.drafting.models.image_path, verbose_name="berkas"),
                ),
                ("mime", models.CharField(max_length=100, verbose_name="jenis")),
                ("sha256", models.CharField(max_length=64, verbose_name="sidik")),
                ("width", models.PositiveIntegerField(verbose_name="lebar dalam piksel")),
                ("height", models.PositiveIntegerField(verbose_name="tinggi dalam piksel")),
                ("added_at", models.DateTimeField(verbose_name="ditambahkan")),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="oleh",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="images",
                        to="reports.report",
                        verbose_name="laporan",
                    ),
                ),
            ],
            options={
                "verbose_name": "gambar draft",
                "verbose_name_plural": "gambar draft",
                "ordering": ("report", "pk"),
                "constraints": [models.UniqueConstraint(fields=("report", "sha256"), name="gambar_sekali")],
            },
        ),
        migrations.CreateModel(
            name="DraftPresence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seen_at", models.DateTimeField(verbose_name="terakhir terlihat")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="pegawai",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="reports.report",
                        verbose_name="laporan",
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="reports.draftsection",
                        verbose_name="bagian",
                    ),
                ),
            ],
            options={
                "verbose_name": "penulis draft",
                "verbose_name_plural": "penulis draft",
                "constraints": [models.UniqueConstraint(fields=("report", "person"), name="penulis_sekali")],
            },
        ),
    ]
