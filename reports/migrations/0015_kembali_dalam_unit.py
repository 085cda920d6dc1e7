from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0014_tanpa_catatan_di_sel")]
    operations = [
        migrations.AddField(
            model_name="submission",
            name="inner_note",
            field=models.TextField(blank=True, verbose_name="catatan pengembalian di dalam unit"),
        ),
        migrations.AddField(
            model_name="submission",
            name="inner_returned_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="dikembalikan di dalam unit"),
        ),
        migrations.AddField(
            model_name="submission",
            name="inner_returned_by",
            field=models.CharField(
                blank=True, max_length=200, verbose_name="dikembalikan di dalam unit oleh"
            ),
        ),
    ]
