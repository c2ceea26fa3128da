"""How numbers are written where Django's own table differs from what our readers see elsewhere."""
