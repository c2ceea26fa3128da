"""Pure thinking about products: bills of materials."""
