from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0022_koreksi")]
    operations = [
        migrations.AddField(
            model_name="draftsection",
            name="has_news",
            field=models.BooleanField(default=False, verbose_name="teks baru belum ditanggapi"),
        ),
    ]
