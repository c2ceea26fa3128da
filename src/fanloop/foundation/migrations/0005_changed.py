from django.db import migrations

from fanloop.foundation.lately import FUNCTION


class Migration(migrations.Migration):

    dependencies = [('foundation', '0004_search_words')]

    operations = [migrations.RunSQL(FUNCTION, "DROP FUNCTION IF EXISTS foundation_changed()")]
