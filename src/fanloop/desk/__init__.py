"""The face for the maker."""
