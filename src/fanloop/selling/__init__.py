"""The room selling."""
