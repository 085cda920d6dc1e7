import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0015_kembali_dalam_unit")]
    operations = [
        migrations.AddField(
            model_name="averagerule",
            name="places",
            field=models.PositiveSmallIntegerField(
                default=2,
                help_text="0, 1, atau 2. Capaian, rata-rata, dan penyerapan ditampilkan dengan pembulatan ini (setengah ke atas); predikat dan peringkat dibaca dari angka bulatnya. Analisis yang sudah dibekukan tidak berubah.",
                validators=[
                    django.core.validators.MaxValueValidator(
                        2, "Paling banyak 2: batas predikat juga ditulis sampai dua angka di belakang koma."
                    )
                ],
                verbose_name="angka di belakang koma pada persentase",
            ),
        ),
    ]
