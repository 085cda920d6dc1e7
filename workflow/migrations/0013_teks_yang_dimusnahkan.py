"""Cases destroyed before their text went with the files: it goes now."""

from django.db import migrations


def destroy_texts(apps, schema_editor):  # type: ignore[no-untyped-def]
    """What reports.drafting.destroying does today, for the files an approved list has taken already."""
    cases = apps.get_model("workflow", "ReportRequest").objects
    reports = list(
        cases.filter(retention__destroyed_at__isnull=False, report__isnull=False).values_list(
            "report", flat=True
        )
    )

    def rows(model: str, path: str):  # type: ignore[no-untyped-def]
        return apps.get_model("reports", model).objects.filter(**{f"{path}__in": reports})

    rows("Version", "report").exclude(html="").update(html="")
    rows("DraftSection", "report").update(text="", generated_text="", has_news=False)
    rows("DraftRemark", "version__report").update(quote="", text="")
    rows("RemarkReply", "remark__version__report").update(text="")


class Migration(migrations.Migration):
    dependencies = [("workflow", "0012_rekap_dan_cetakan"), ("reports", "0027_isi_dimusnahkan")]

    operations = [migrations.RunPython(destroy_texts, migrations.RunPython.noop)]
