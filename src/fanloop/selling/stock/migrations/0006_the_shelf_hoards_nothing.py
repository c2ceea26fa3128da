"""Orders from the shelf are held until they are paid; a drop does not count them among what somebody hoards."""

from django.db import migrations

from fanloop.selling.stock.migrations import _claiming


class Migration(migrations.Migration):
    dependencies = [("stock", "0005_who_came_too_late")]

    operations = [migrations.RunSQL(_claiming.CLAIM, migrations.RunSQL.noop)]
