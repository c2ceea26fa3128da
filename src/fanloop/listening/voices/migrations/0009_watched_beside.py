from django.db import migrations

from fanloop.foundation.lately import watched


class Migration(migrations.Migration):

    dependencies = [('foundation', '0005_changed'), ('voices', '0008_watched')]

    operations = [
        watched("voices_need"), watched("voices_needstatus"), watched("voices_acceptance"), watched("voices_closure"),
        watched("voices_merge"), watched("voices_answer"), watched("voices_voice"),
    ]
