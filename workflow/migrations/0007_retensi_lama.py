"""Give the files of cases closed before there was a retention theirs."""

from django.db import migrations


def begin_for_closed_cases(apps, schema_editor):  # type: ignore[no-untyped-def]
    """Files closed before there was a retention: kept as their classification says."""
    from django.utils import timezone

    from workflow.archive.retention import until

    cases, kept = apps.get_model("workflow", "ReportRequest"), apps.get_model("workflow", "Retention")
    default = apps.get_model("reports", "ClassificationCode")()
    closed = cases.objects.filter(closed_at__isnull=False).select_related("letter__classification")
    for case in closed.iterator(chunk_size=500):
        code = case.letter.classification or default
        day = timezone.localdate(case.closed_at)
        active_until, kept_until = until(day, code.active_years, code.inactive_years)
        kept.objects.create(
            case=case,
            closed_on=day,
            active_years=code.active_years,
            inactive_years=code.inactive_years,
            fate=code.fate,
            active_until=active_until,
            kept_until=kept_until,
        )


class Migration(migrations.Migration):
    dependencies = [("workflow", "0006_retensi"), ("reports", "0024_retensi")]

    operations = [migrations.RunPython(begin_for_closed_cases, migrations.RunPython.noop)]
