from django.db import migrations

from fanloop.foundation.lately import watched


class Migration(migrations.Migration):

    dependencies = [('foundation', '0005_changed'), ('voices', '0007_from_an_embedded_form')]

    operations = [watched("voices_status"), watched("voices_board")]
