from django.db import migrations

from accounts.calendar import fill


def load(apps, schema_editor):
    fill(apps.get_model("accounts", "CalendarYear"), apps.get_model("accounts", "CalendarDay"))


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
