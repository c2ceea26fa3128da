"""Every read of moderation."""

from fanloop.listening.moderation.queries.hidden import Hiding, hidden_ids, hiding_of, is_hidden

__all__ = ["Hiding", "hidden_ids", "hiding_of", "is_hidden"]
