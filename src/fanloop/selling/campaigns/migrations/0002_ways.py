"""Ways to sell in advance: crowdfunding beside the pre-order, and promises that change in the open."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="campaign",
            name="way",
            field=models.CharField(
                choices=[
                    ("preorder", "preorder"),
                    ("crowdfunding", "crowdfunding"),
                    ("drop", "drop"),
                    ("stock", "stock"),
                ],
                default="preorder",
                max_length=12,
            ),
        ),
    ]
