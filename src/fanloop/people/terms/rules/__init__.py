"""Pure thinking of terms."""
