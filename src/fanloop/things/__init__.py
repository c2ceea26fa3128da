"""The room things."""
