"""Templates of the report as data, with the default copied from `reports.drafting.default_template`; a report names its own."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from reports.drafting import default_template as default


def fill(apps: Any, schema_editor: Any) -> None:
    template = apps.get_model("reports", "ReportTemplate").objects.create(
        name=default.NAME,
        is_default=True,
        letter_subject=default.LETTER_SUBJECT,
        letter_text=default.LETTER_TEXT,
    )
    section = apps.get_model("reports", "TemplateSection")
    section.objects.bulk_create(
        section(
            template=template,
            key=key,
            order=order,
            level=level,
            heading=heading,
            text=text,
            blocks=blocks,
            repeat=repeat,
        )
        for order, (key, level, heading, text, blocks, repeat) in enumerate(default.SECTIONS, start=1)
    )


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0019_ukuran_kertas"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AlterField(
            model_name="draftsection",
            name="block",
            field=models.CharField(blank=True, max_length=200, verbose_name="tabel dan grafik"),
        ),
        migrations.CreateModel(
            name="ReportTemplate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=150, verbose_name="nama templat")),
                ("version", models.PositiveSmallIntegerField(default=1, verbose_name="versi")),
                ("is_default", models.BooleanField(default=False, verbose_name="dipakai untuk laporan baru")),
                ("letter_subject", models.CharField(max_length=200, verbose_name="hal surat pengantar")),
                ("letter_text", models.TextField(verbose_name="isi surat pengantar")),
                ("changed_at", models.DateTimeField(blank=True, null=True, verbose_name="diubah")),
                (
                    "changed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="diubah oleh",
                    ),
                ),
                (
                    "previous",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="next_versions",
                        to="reports.reporttemplate",
                        verbose_name="versi sebelumnya",
                    ),
                ),
            ],
            options={
                "verbose_name": "templat laporan",
                "verbose_name_plural": "templat laporan",
                "ordering": ("-is_default", "name", "-version"),
            },
        ),
        migrations.AddField(
            model_name="report",
            name="template",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reports",
                to="reports.reporttemplate",
                verbose_name="templat",
            ),
        ),
        migrations.CreateModel(
            name="TemplateSection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.SlugField(max_length=40, verbose_name="bagian")),
                ("order", models.PositiveSmallIntegerField(verbose_name="urutan")),
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "1. Bab"),
                            (2, "2. A, B, C"),
                            (3, "3. Angka 1, 2, 3"),
                            (4, "4. Anak judul"),
                        ],
                        default=1,
                        verbose_name="tingkat",
                    ),
                ),
                ("heading", models.CharField(max_length=150, verbose_name="judul")),
                ("text", models.TextField(blank=True, verbose_name="kalimat")),
                ("blocks", models.CharField(blank=True, max_length=150, verbose_name="tabel dan grafik")),
                (
                    "repeat",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Sekali"),
                            ("unit", "Untuk tiap unit"),
                            ("unit_berdata", "Untuk tiap unit yang menyampaikan data"),
                        ],
                        default="",
                        max_length=15,
                        verbose_name="ditulis",
                    ),
                ),
                (
                    "template",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sections",
                        to="reports.reporttemplate",
                        verbose_name="templat",
                    ),
                ),
            ],
            options={
                "verbose_name": "bagian templat",
                "verbose_name_plural": "bagian templat",
                "ordering": ("template", "order"),
            },
        ),
        migrations.AddConstraint(
            model_name="reporttemplate",
            constraint=models.UniqueConstraint(fields=("name", "version"), name="versi_templat_sekali"),
        ),
        migrations.AddConstraint(
            model_name="reporttemplate",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_default", True)), fields=("is_default",), name="satu_templat_bawaan"
            ),
        ),
        migrations.AddConstraint(
            model_name="templatesection",
            constraint=models.UniqueConstraint(fields=("template", "key"), name="bagian_templat_sekali"),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
