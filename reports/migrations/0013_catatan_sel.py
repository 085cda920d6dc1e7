"""The one remark on a cell becomes a row of its own, with room for the unit's answer."""

from typing import Any

from django.db import migrations


def to_rows(apps: Any, schema_editor: Any) -> None:
    cells = apps.get_model("reports", "Cell").objects.exclude(remark="").select_related("submission")
    apps.get_model("reports", "Remark").objects.bulk_create(
        apps.get_model("reports", "Remark")(
            cell=cell,
            text=cell.remark,
            made_at=cell.submission.returned_at or cell.submission.opened_at,
            made_by=cell.submission.returned_by,
        )
        for cell in cells.iterator()
    )


def to_cells(apps: Any, schema_editor: Any) -> None:
    remarks = apps.get_model("reports", "Remark").objects.filter(resolved_at__isnull=True)
    for remark in remarks.iterator():
        apps.get_model("reports", "Cell").objects.filter(pk=remark.cell_id).update(remark=remark.text)
    remarks.delete()


class Migration(migrations.Migration):
    dependencies = [("reports", "0012_pengumpulan_dan_analisis")]
    operations = [migrations.RunPython(to_rows, to_cells)]
