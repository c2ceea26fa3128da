"""A drop has a key that seals the receipts of who enters."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0007_published_holds")]

    operations = [migrations.AddField("drop", "receipt_key", models.BinaryField(null=True))]
