"""What the maker builds: few lines, their variants, and what each is made of."""

from django.db import models
from django.db.models import F, Q


class Line(models.Model):
    """A product line, such as the lamp Dawn or one firmware."""

    HARDWARE, SOFTWARE = "hardware", "software"

    slug = models.SlugField(max_length=80, unique=True)
    name = models.JSONField()
    tagline = models.JSONField(default=dict)
    kind = models.CharField(
        max_length=12, choices=[(HARDWARE, HARDWARE), (SOFTWARE, SOFTWARE)], default=HARDWARE
    )
    at = models.DateTimeField()
    source_key = models.CharField(max_length=120, null=True, unique=True)


class Area(models.Model):
    """A part of a line that fans can point at: light, clamp, app."""

    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="+")
    slug = models.SlugField(max_length=80)
    name = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("line", "slug", name="one_area_per_slug")]


class Part(models.Model):
    """Something with a part number: bought, or an assembly made of other parts."""

    PART, ASSEMBLY = "part", "assembly"

    number = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=240)
    unit = models.CharField(max_length=16, default="each")
    unit_assumed = models.BooleanField(default=False)
    kind = models.CharField(max_length=12, choices=[(PART, PART), (ASSEMBLY, ASSEMBLY)], default=PART)
    at = models.DateTimeField()
    source_key = models.CharField(max_length=120, null=True, unique=True)


class Variant(models.Model):
    """One thing a fan can choose and own. `part` is the top of its bill of materials."""

    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="+")
    sku = models.CharField(max_length=80, unique=True)
    name = models.JSONField()
    part = models.ForeignKey(Part, on_delete=models.PROTECT, null=True, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)


class BomLine(models.Model):
    """So many `unit` of `child` go into one `parent`."""

    parent = models.ForeignKey(Part, on_delete=models.PROTECT, related_name="+")
    child = models.ForeignKey(Part, on_delete=models.PROTECT, related_name="+")
    quantity = models.DecimalField(max_digits=12, decimal_places=4)
    unit = models.CharField(max_length=16, default="each")
    reference = models.CharField(max_length=240, default="", blank=True)
    comment = models.TextField(default="", blank=True)
    position = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("parent", "child", "reference", name="one_bom_line_per_place"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="bom_quantity_above_nothing"),
            models.CheckConstraint(condition=~Q(parent=F("child")), name="no_part_in_itself"),
        ]
