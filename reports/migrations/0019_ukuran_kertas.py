from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0018_tanda_tangan")]
    operations = [
        migrations.AddField(
            model_name="letterhead",
            name="paper_size",
            field=models.CharField(
                choices=[("a4", "A4 (210 × 297 mm)"), ("f4", "F4/folio (215 × 330 mm)")],
                default="a4",
                help_text="Untuk laporan dan surat. Permendagri 1/2023 memakai A4; kantor yang masih memakai folio memilih F4.",
                max_length=2,
                verbose_name="ukuran kertas",
            ),
        ),
    ]
