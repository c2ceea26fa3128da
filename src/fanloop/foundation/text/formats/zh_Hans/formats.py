"""Thousands are set apart by commas, as GB/T 15835 and every shop in China write them; Django leaves them out."""

THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
