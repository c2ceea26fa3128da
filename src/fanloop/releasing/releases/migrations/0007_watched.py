from django.db import migrations

from fanloop.foundation.lately import watched


class Migration(migrations.Migration):

    dependencies = [("foundation", "0005_changed"), ("releases", "0006_gates")]

    operations = [watched("releases_credit"), watched("releases_boarding")]
