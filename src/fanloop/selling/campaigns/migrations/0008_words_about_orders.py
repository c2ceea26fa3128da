from django.db import migrations


class Migration(migrations.Migration):
    """What was said of a door is said of its orders now, in `orders.HeldBack`; the audit keeps the old words."""

    dependencies = [("campaigns", "0008_sealed_receipts"), ("orders", "0007_held_back")]

    operations = [migrations.DeleteModel(name="HouseholdWord")]
