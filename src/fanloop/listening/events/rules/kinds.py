"""What events there are."""

KINDS = ("online", "local", "launch", "festival")
