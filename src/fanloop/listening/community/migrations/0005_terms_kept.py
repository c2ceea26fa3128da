import django.db.models.deletion
from django.db import migrations, models


def kept() -> models.ForeignKey:
    return models.ForeignKey(
        db_index=False,
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="terms.terms",
    )


class Migration(migrations.Migration):
    dependencies = [("terms", "0001_initial"), ("community", "0004_topic_lists")]

    operations = [
        migrations.AddField(model_name="topic", name="terms", field=kept()),
        migrations.AddField(model_name="reply", name="terms", field=kept()),
    ]
