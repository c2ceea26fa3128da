"""The words of beta programmes that stand in rows; faces say them in the reader's language."""

ONBOARD, ENGAGE, CLOSE = PHASES = ("onboard", "engage", "close")
TEXT, CHOICE = QUESTIONS = ("text", "choice")
LEVEL, LANGUAGE, DEVICE = QUOTAS = ("level", "language", "device")
WORKS, FAILS, BLOCKED = OUTCOMES = ("works", "fails", "blocked")
MINOR, SERIOUS, BLOCKING, NOT_A_FAULT = SEVERITIES = ("minor", "serious", "blocking", "none")
ENGINEERS, EXPLORERS, WIDER = RINGS = (0, 1, 2)
