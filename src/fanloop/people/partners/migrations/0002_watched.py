from django.db import migrations

from fanloop.foundation.lately import watched


class Migration(migrations.Migration):

    dependencies = [('foundation', '0005_changed'), ('partners', '0001_initial')]

    operations = [watched("partners_contact")]
