from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("reports", "0013_catatan_sel")]
    operations = [migrations.RemoveField(model_name="cell", name="remark")]
