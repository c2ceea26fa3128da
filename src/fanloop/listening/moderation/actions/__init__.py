"""Every write of moderation."""

from fanloop.listening.moderation.actions.hiding import hide, unhide
from fanloop.listening.moderation.rules.refusals import Refused

__all__ = ["Refused", "hide", "unhide"]
