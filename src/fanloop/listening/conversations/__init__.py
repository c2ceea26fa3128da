"""Private messages between people, in conversations."""
