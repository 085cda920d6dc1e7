import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.models.message import thread_of

KEPT = ("claim", "claimed_at", "next_try_at", "sent_at", "attempts", "error")
BATCH = 500


def settle(schema_editor):
    """PostgreSQL alters no table that still has deferred checks of this transaction waiting."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def to_deliveries(apps, schema_editor):
    """What a message knew of its e-mail becomes a row of its own; each message learns what it is about."""
    Message, Delivery = apps.get_model("accounts", "Message"), apps.get_model("accounts", "Delivery")
    messages = Message.objects.order_by("pk")
    batch, changed = [], []
    for message in messages.iterator(BATCH):
        message.thread = thread_of(message.path)
        changed.append(message)
        if message.email_state != "tanpa":
            batch.append(
                Delivery(
                    message=message,
                    channel="surel",
                    state=message.email_state,
                    fault="lain" if message.email_state == "gagal" else "",
                    at_once=message.recipient_id is None or message.key.startswith("salinan:"),
                    queued_at=message.created_at,
                    **{name: getattr(message, name) for name in KEPT},
                )
            )
    Message.objects.bulk_update(changed, ["thread"], batch_size=BATCH)
    Delivery.objects.bulk_create(batch, batch_size=BATCH)
    settle(schema_editor)


def to_messages(apps, schema_editor):
    """Back: only e-mail has a place there; what was withheld counts as no e-mail."""
    Delivery = apps.get_model("accounts", "Delivery")
    for delivery in Delivery.objects.filter(channel="surel").select_related("message").iterator(BATCH):
        message = delivery.message
        message.email_state = "tanpa" if delivery.state == "ditahan" else delivery.state
        for name in KEPT:
            setattr(message, name, getattr(delivery, name))
        message.save(update_fields=["email_state", *KEPT])
    settle(schema_editor)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_penutupan"),
    ]

    operations = [
        migrations.CreateModel(
            name="CalendarLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token_hash", models.CharField(max_length=64, unique=True, verbose_name="sidik tanda")),
                ("made_at", models.DateTimeField(verbose_name="dibuat")),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="calendar_link",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="pegawai",
                    ),
                ),
            ],
            options={"verbose_name": "tautan kalender", "verbose_name_plural": "tautan kalender"},
        ),
        migrations.CreateModel(
            name="ChannelChoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("email", models.BooleanField(default=True, verbose_name="surel")),
                ("gateway", models.BooleanField(default=False, verbose_name="gerbang pesan")),
            ],
            options={
                "verbose_name": "pilihan saluran",
                "verbose_name_plural": "pilihan saluran",
            },
        ),
        migrations.CreateModel(
            name="ChannelPolicy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("only", models.BooleanField(default=True, editable=False, unique=True)),
                ("email", models.BooleanField(default=True, verbose_name="surel dipakai")),
                (
                    "email_default",
                    models.BooleanField(default=True, verbose_name="surel menyala bagi yang belum memilih"),
                ),
                (
                    "gateway_default",
                    models.BooleanField(
                        default=False, verbose_name="gerbang menyala bagi yang belum memilih"
                    ),
                ),
                (
                    "quiet",
                    models.BooleanField(
                        default=True,
                        help_text="Surel dan gerbang menunggu kantor buka; lonceng di aplikasi tidak menunggu.",
                        verbose_name="di luar jam kantor ditahan",
                    ),
                ),
            ],
            options={
                "verbose_name": "saluran pesan",
                "verbose_name_plural": "saluran pesan",
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[("surel", "surel"), ("gerbang", "gerbang pesan")],
                        max_length=10,
                        verbose_name="saluran",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("menunggu", "menunggu dikirim"),
                            ("dikirim", "sedang dikirim"),
                            ("terkirim", "terkirim"),
                            ("gagal", "gagal"),
                            ("ditahan", "tidak jadi dikirim"),
                        ],
                        default="menunggu",
                        max_length=10,
                        verbose_name="keadaan",
                    ),
                ),
                ("at_once", models.BooleanField(default=False, verbose_name="juga di luar jam kantor")),
                ("queued_at", models.DateTimeField(verbose_name="masuk antrean")),
                ("next_try_at", models.DateTimeField(blank=True, null=True, verbose_name="coba lagi")),
                ("claim", models.UUIDField(blank=True, null=True, verbose_name="tanda pengambil")),
                ("claimed_at", models.DateTimeField(blank=True, null=True, verbose_name="diambil")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="terkirim")),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="percobaan")),
                (
                    "fault",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "tidak ada"),
                            ("tanpa_alamat", "alamat penerima belum dicatat"),
                            ("alamat", "alamat ditolak"),
                            ("sambungan", "server tidak menjawab"),
                            ("masuk", "sandi layanan ditolak"),
                            ("sibuk", "layanan meminta menunggu"),
                            ("ditolak", "layanan menolak pesan"),
                            ("jawaban", "jawaban tidak dikenal"),
                            ("berkas", "berkas lampiran tidak dapat dibaca"),
                            ("lain", "sebab lain"),
                        ],
                        default="",
                        max_length=15,
                        verbose_name="sebab",
                    ),
                ),
                ("error", models.CharField(blank=True, max_length=300, verbose_name="galat")),
            ],
            options={
                "verbose_name": "pengiriman",
                "verbose_name_plural": "pengiriman",
                "ordering": ("-queued_at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="Gateway",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="nama penyedia")),
                (
                    "url",
                    models.CharField(
                        help_text="Harus diawali https://; sertifikatnya diperiksa.",
                        max_length=300,
                        validators=[
                            django.core.validators.URLValidator(
                                message="Tulis alamat lengkap yang diawali https://.", schemes=["https"]
                            )
                        ],
                        verbose_name="alamat",
                    ),
                ),
                (
                    "form",
                    models.CharField(
                        choices=[
                            ("json", "JSON"),
                            ("formulir", "formulir (application/x-www-form-urlencoded)"),
                        ],
                        default="json",
                        max_length=10,
                        verbose_name="bentuk kiriman",
                    ),
                ),
                (
                    "template",
                    models.JSONField(
                        help_text='Objek JSON. Yang diganti: {nomor}, {nama}, {judul}, {isi}, {tautan}, {pesan} (judul, isi dan tautan), {kunci}. Contoh: {"target": "{nomor}", "message": "{pesan}"}',
                        verbose_name="templat kiriman",
                    ),
                ),
                (
                    "number_form",
                    models.CharField(
                        choices=[("08", "0812…"), ("62", "62812…"), ("+62", "+62812…")],
                        default="62",
                        max_length=3,
                        verbose_name="bentuk nomor",
                    ),
                ),
                (
                    "auth",
                    models.CharField(
                        choices=[
                            ("tanpa", "tanpa"),
                            ("bearer", "Authorization: Bearer"),
                            ("basic", "Authorization: Basic (pengguna:sandi)"),
                            ("kepala", "kepala HTTP sendiri"),
                        ],
                        default="bearer",
                        max_length=10,
                        verbose_name="cara masuk",
                    ),
                ),
                (
                    "header",
                    models.CharField(
                        blank=True,
                        max_length=40,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Za-z][A-Za-z0-9-]*$",
                                "Tulis nama kepala HTTP saja, misalnya Authorization.",
                            )
                        ],
                        verbose_name="nama kepala HTTP",
                    ),
                ),
                (
                    "secret_name",
                    models.CharField(
                        blank=True,
                        help_text="Nama variabel lingkungan server, diawali GERBANG_. Rahasianya sendiri tidak disimpan di sini.",
                        max_length=60,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^GERBANG_[A-Z0-9_]+$", "Nama variabel diawali GERBANG_, huruf besar."
                            )
                        ],
                        verbose_name="nama variabel rahasia",
                    ),
                ),
                (
                    "success_path",
                    models.CharField(
                        blank=True,
                        help_text="Bila jawaban 200 belum tentu berhasil: jalur JSON, misalnya status atau data.0.sukses.",
                        max_length=80,
                        verbose_name="letak tanda berhasil",
                    ),
                ),
                (
                    "success_value",
                    models.CharField(
                        blank=True,
                        help_text="Misalnya true.",
                        max_length=40,
                        verbose_name="nilai tanda berhasil",
                    ),
                ),
                (
                    "timeout",
                    models.PositiveSmallIntegerField(
                        default=15,
                        validators=[
                            django.core.validators.MinValueValidator(2),
                            django.core.validators.MaxValueValidator(60),
                        ],
                        verbose_name="batas waktu (detik)",
                    ),
                ),
            ],
            options={
                "verbose_name": "gerbang pesan",
                "verbose_name_plural": "gerbang pesan",
                "ordering": ("name",),
            },
        ),
        migrations.AddField(
            model_name="message",
            name="thread",
            field=models.CharField(
                blank=True,
                help_text="Benda yang dibicarakan, dari alamat halamannya: kasus/3.",
                max_length=120,
                verbose_name="rangkaian",
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(fields=["thread"], name="pesan_rangkaian"),
        ),
        migrations.AddField(
            model_name="channelchoice",
            name="person",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="channel_choice",
                to=settings.AUTH_USER_MODEL,
                verbose_name="pegawai",
            ),
        ),
        migrations.AddField(
            model_name="delivery",
            name="message",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="deliveries",
                to="accounts.message",
                verbose_name="pesan",
            ),
        ),
        migrations.AddField(
            model_name="channelpolicy",
            name="gateway",
            field=models.ForeignKey(
                blank=True,
                help_text="Kosong: tidak ada pesan yang dikirim lewat gerbang.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="accounts.gateway",
                verbose_name="gerbang pesan yang dipakai",
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("state__in", ["menunggu", "dikirim"])),
                fields=["queued_at", "id"],
                name="pengiriman_belum_selesai",
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("state", "gagal")), fields=["-queued_at"], name="pengiriman_gagal"
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(
                fields=("message", "channel"), name="pengiriman_sekali_per_saluran"
            ),
        ),
        migrations.RunPython(to_deliveries, to_messages),
        migrations.RemoveIndex(
            model_name="message",
            name="pesan_belum_terkirim",
        ),
        migrations.RemoveField(
            model_name="message",
            name="attempts",
        ),
        migrations.RemoveField(
            model_name="message",
            name="claim",
        ),
        migrations.RemoveField(
            model_name="message",
            name="claimed_at",
        ),
        migrations.RemoveField(
            model_name="message",
            name="email_state",
        ),
        migrations.RemoveField(
            model_name="message",
            name="error",
        ),
        migrations.RemoveField(
            model_name="message",
            name="next_try_at",
        ),
        migrations.RemoveField(
            model_name="message",
            name="sent_at",
        ),
    ]
