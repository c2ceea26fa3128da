"""What can be agreed to. Everything is off until somebody says yes to the words of this version."""

from typing import Final

LAUNCHES, OFFERS, STORIES = FAMILIES = ("launches", "offers", "stories")
VERSION: Final = "2026-10"
"""Changes with the words of `site/consents.py`; who agreed to older words agreed to those."""

LETTER, PAGE, ERASED = WAYS = ("letter", "page", "erased")
