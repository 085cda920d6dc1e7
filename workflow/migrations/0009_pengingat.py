"""Reminder rules of an edition, and what was said; what the earlier stages said about open visits is carried over."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

CARRIED = {"sebelum": "sebelum", "tenggat": "tepat", "eskalasi": "sesudah"}
"""A stage of before -> the `when` of its rule."""


def give_rules(apps, schema_editor):
    """Every edition the default rules, and every open visit the rows of what was already said about it."""
    from workflow.reminders.defaults import give_defaults

    rules = apps.get_model("workflow", "ReminderRule")
    for edition in apps.get_model("workflow", "SopEdition").objects.all():
        give_defaults(edition, rules)
    visits = apps.get_model("workflow", "StepRecord").objects.filter(finished_at__isnull=True)
    rows = [row for visit in visits.select_related("case") for row in _said(apps, visit)]
    apps.get_model("workflow", "Reminder").objects.bulk_create(rows, ignore_conflicts=True)


def _said(apps, visit):
    reminder, rules = apps.get_model("workflow", "Reminder"), apps.get_model("workflow", "ReminderRule")
    kind = visit.norm.split()[1].lower()
    for message in apps.get_model("accounts", "Message").objects.filter(
        key__startswith=f"kunjungan:{visit.pk}:"
    ):
        stage = message.key.split(":")[2]
        rule = None
        if stage != "buka":
            known = rules.objects.filter(
                edition=visit.case.edition_id, applies_to=kind, when=CARRIED.get(stage, "")
            )
            rule = known.order_by("pk").first()
            if rule is None:
                continue
        yield reminder(
            visit=visit,
            person_id=message.recipient_id,
            code=str(rule.pk) if rule else "buka",
            rule=rule,
            for_due=visit.due_at if rule else visit.opened_at,
            moment=message.created_at,
            at=message.created_at,
            state="segera",
        )


class Migration(migrations.Migration):
    dependencies = [
        ("workflow", "0008_jam_adil"),
        ("accounts", "0006_penutupan"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="OfficeSeen",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("fingerprint", models.CharField(max_length=64, verbose_name="sidik")),
                ("at", models.DateTimeField(verbose_name="dilihat")),
            ],
            options={
                "verbose_name": "keadaan kantor terakhir",
                "verbose_name_plural": "keadaan kantor terakhir",
            },
        ),
        migrations.RemoveField(
            model_name="steprecord",
            name="next_stage",
        ),
        migrations.CreateModel(
            name="Digest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "half_day",
                    models.CharField(
                        help_text="2026-10-12 pagi atau siang.", max_length=20, verbose_name="setengah hari"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="dirangkum")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="kepada",
                    ),
                ),
            ],
            options={
                "verbose_name": "rangkuman pengingat",
                "verbose_name_plural": "rangkuman pengingat",
                "ordering": ("-at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="ReminderRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "applies_to",
                    models.CharField(
                        choices=[
                            ("jam", "langkah berwaktu baku jam"),
                            ("hari", "langkah berwaktu baku hari"),
                            ("disposisi", "langkah 1, disposisi"),
                            ("format", "langkah 2, penyampaian format"),
                            ("pengumpulan", "langkah 3, pengumpulan data"),
                            ("analisis", "langkah 4, analisis dan evaluasi"),
                            ("draft", "langkah 5, penyusunan draft"),
                            ("paraf_kasubag", "langkah 6, paraf Kasubag"),
                            ("paraf_sekretaris", "langkah 7, paraf Sekretaris"),
                            ("tanda_tangan", "langkah 8, tanda tangan"),
                            ("penggandaan", "langkah 9, penggandaan"),
                        ],
                        max_length=20,
                        verbose_name="untuk",
                    ),
                ),
                (
                    "when",
                    models.CharField(
                        choices=[
                            ("sebelum", "sebelum tenggat"),
                            ("tepat", "pada tenggat"),
                            ("sesudah", "sesudah tenggat"),
                        ],
                        max_length=10,
                        verbose_name="kapan",
                    ),
                ),
                (
                    "amount",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="0 pada tenggat.", verbose_name="berapa"
                    ),
                ),
                (
                    "measure",
                    models.CharField(
                        choices=[
                            ("menit", "menit kerja"),
                            ("hari", "hari kerja"),
                            ("persen", "persen dari waktu baku"),
                        ],
                        default="menit",
                        max_length=10,
                        verbose_name="satuan",
                    ),
                ),
                (
                    "who",
                    models.CharField(
                        choices=[
                            ("pemegang", "yang memegang langkah"),
                            ("atasan", "atasannya"),
                            ("keduanya", "yang memegang langkah dan atasannya"),
                        ],
                        default="pemegang",
                        max_length=10,
                        verbose_name="kepada",
                    ),
                ),
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        default=0,
                        help_text="0 tanpa atasan, 1 atasan langsung, 2 atasan di atasnya.",
                        verbose_name="tingkat atasan",
                    ),
                ),
                (
                    "manner",
                    models.CharField(
                        choices=[("segera", "segera"), ("rangkuman", "dalam rangkuman setengah hari")],
                        default="segera",
                        max_length=10,
                        verbose_name="cara",
                    ),
                ),
                (
                    "tone",
                    models.CharField(
                        choices=[("biasa", "biasa"), ("tegas", "tegas")],
                        default="biasa",
                        max_length=10,
                        verbose_name="nada",
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminder_rules",
                        to="workflow.sopedition",
                        verbose_name="edisi",
                    ),
                ),
            ],
            options={
                "verbose_name": "aturan pengingat",
                "verbose_name_plural": "aturan pengingat",
                "ordering": ("edition", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Reminder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        help_text="buka, tunda, atau nomor aturan.", max_length=20, verbose_name="hal"
                    ),
                ),
                ("for_due", models.DateTimeField(verbose_name="untuk tenggat")),
                ("moment", models.DateTimeField(verbose_name="waktunya")),
                ("at", models.DateTimeField(verbose_name="dicatat")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("segera", "Disampaikan segera"),
                            ("menunggu", "Menunggu rangkuman"),
                            ("dirangkum", "Disampaikan dalam rangkuman"),
                            ("diingatkan", "Sudah diingatkan rekan"),
                        ],
                        max_length=10,
                        verbose_name="keadaan",
                    ),
                ),
                (
                    "digest",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminders",
                        to="workflow.digest",
                        verbose_name="rangkuman",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="kepada",
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminders",
                        to="workflow.steprecord",
                        verbose_name="kunjungan",
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="workflow.reminderrule",
                        verbose_name="aturan",
                    ),
                ),
            ],
            options={
                "verbose_name": "pengingat",
                "verbose_name_plural": "pengingat",
                "ordering": ("at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Snooze",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("until", models.DateTimeField(verbose_name="ingatkan lagi")),
                ("at", models.DateTimeField(verbose_name="diminta")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="oleh",
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="snoozes",
                        to="workflow.steprecord",
                        verbose_name="kunjungan",
                    ),
                ),
            ],
            options={
                "verbose_name": "penundaan pengingat",
                "verbose_name_plural": "penundaan pengingat",
                "ordering": ("-at", "-pk"),
            },
        ),
        migrations.AddConstraint(
            model_name="digest",
            constraint=models.UniqueConstraint(
                fields=("person", "half_day"), name="rangkuman_sekali_per_setengah_hari"
            ),
        ),
        migrations.AddConstraint(
            model_name="reminderrule",
            constraint=models.UniqueConstraint(
                fields=("edition", "applies_to", "when", "amount", "measure"),
                name="pengingat_sekali_per_waktu",
                violation_error_message="Sudah ada aturan pengingat pada waktu itu untuk langkah yang sama.",
            ),
        ),
        migrations.AddConstraint(
            model_name="reminderrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("level", 0), ("who", "pemegang")),
                    models.Q(models.Q(("who", "pemegang"), _negated=True), ("level__gt", 0)),
                    _connector="OR",
                ),
                name="pengingat_tingkat_sesuai",
                violation_error_message="Isi tingkat atasan bila atasan diberi tahu, dan 0 bila tidak.",
            ),
        ),
        migrations.AddIndex(
            model_name="reminder",
            index=models.Index(
                condition=models.Q(("state", "menunggu")),
                fields=["moment", "person"],
                name="pengingat_menunggu",
            ),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.UniqueConstraint(
                fields=("visit", "person", "code", "for_due"), name="pengingat_sekali_per_orang"
            ),
        ),
        migrations.AddConstraint(
            model_name="snooze",
            constraint=models.UniqueConstraint(fields=("visit", "person"), name="tunda_sekali_per_kunjungan"),
        ),
        migrations.RunPython(give_rules, migrations.RunPython.noop),
    ]
