"""The few words of this trade: reasons, verdicts, effects, consequences. Each is stored, so none is renamed."""

SPAM, UNKIND, OFF_TOPIC, DANGEROUS, OTHER = REASONS = ("spam", "unkind", "off-topic", "dangerous", "other")
HELD = "held"
"""The house's own reason: it was held back or noticed at the gate."""
UNPROVEN = "unproven"
"""Why something waits that came without a proven person."""

HIDE, WARN, SHOW, IGNORE = VERDICTS = ("hide", "warn", "show", "ignore")
AGREED = frozenset({HIDE, WARN})
"""Verdicts that say the reporters were right; `show` says they were wrong, `ignore` neither."""

BLOCK, HOLD, FLAG = EFFECTS = ("block", "hold", "flag")
WARNING, SILENCE, SUSPENSION = CONSEQUENCES = ("warn", "silence", "suspend")
