"""What a partner can be."""

SUPPLIER, BRAND = "supplier", "brand"
KINDS = (SUPPLIER, BRAND)
