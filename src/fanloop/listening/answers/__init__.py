"""The answer desk: cases, hours, pauses, claims."""
