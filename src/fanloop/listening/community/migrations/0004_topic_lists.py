from django.conf import settings
from django.db import migrations, models

COUNTS = """
UPDATE community_space s SET topics_count = t.n
FROM (SELECT space_id, count(*) AS n FROM community_topic GROUP BY space_id) t WHERE t.space_id = s.id
"""


class Migration(migrations.Migration):

    dependencies = [
        ('community', '0003_threads_polls_files'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='space',
            name='topics_count',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.RunSQL(COUNTS, migrations.RunSQL.noop),
        migrations.AddField(
            model_name='topic',
            name='hot',
            field=models.FloatField(default=0),
        ),
        migrations.RemoveIndex(
            model_name='reply',
            name='reply_by_topic',
        ),
        migrations.AddIndex(
            model_name='reply',
            index=models.Index(fields=['topic', 'id'], include=['author'], name='reply_in_topic'),
        ),
        migrations.AddIndex(
            model_name='reply',
            index=models.Index(fields=['at'], include=['topic', 'author'], name='reply_by_time'),
        ),
        migrations.AddIndex(
            model_name='topic',
            index=models.Index(condition=models.Q(('answered_at', None)), fields=['-last_at', '-id'], name='topic_waiting'),
        ),
        migrations.AddIndex(
            model_name='topic',
            index=models.Index(condition=models.Q(('answered_at', None)), fields=['space', '-last_at', '-id'], name='topic_waiting_by_space'),
        ),
        migrations.AddIndex(
            model_name='topic',
            index=models.Index(condition=models.Q(('hot__gt', 0)), fields=['-hot', '-last_at', '-id'], name='topic_by_hot'),
        ),
    ]
