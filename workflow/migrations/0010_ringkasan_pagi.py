from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workflow", "0009_pengingat"),
    ]

    operations = [
        migrations.CreateModel(
            name="MorningBrief",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("date", models.DateField(unique=True, verbose_name="hari")),
                ("made_at", models.DateTimeField(verbose_name="dibuat")),
                ("told", models.PositiveSmallIntegerField(verbose_name="orang diberi tahu")),
            ],
            options={
                "verbose_name": "ringkasan pagi",
                "verbose_name_plural": "ringkasan pagi",
                "ordering": ("-date",),
            },
        ),
    ]
