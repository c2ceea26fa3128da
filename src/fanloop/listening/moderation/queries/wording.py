"""The trade's words in the reader's language."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from fanloop.listening.moderation.rules import words

REASON_WORDS: dict[str, str | Promise] = {
    words.SPAM: gettext_lazy("It is an advertisement"),
    words.UNKIND: gettext_lazy("It is unkind to somebody"),
    words.OFF_TOPIC: gettext_lazy("It does not belong here"),
    words.DANGEROUS: gettext_lazy("Somebody could get hurt"),
    words.OTHER: gettext_lazy("Something else"),
}
VERDICT_WORDS: dict[str, str | Promise] = {
    "": gettext_lazy("waits for a moderator"),
    words.HIDE: gettext_lazy("hidden"),
    words.WARN: gettext_lazy("left, with a warning"),
    words.SHOW: gettext_lazy("shown: nothing wrong with it"),
    words.IGNORE: gettext_lazy("left as it is"),
}
EFFECT_WORDS: dict[str, str | Promise] = {
    words.BLOCK: gettext_lazy("cannot be said"),
    words.HOLD: gettext_lazy("waits until a moderator has read it"),
    words.FLAG: gettext_lazy("is shown, and a moderator reads it"),
}
CONSEQUENCE_WORDS: dict[str, str | Promise] = {
    words.WARNING: gettext_lazy("a warning"),
    words.SILENCE: gettext_lazy("silence"),
    words.SUSPENSION: gettext_lazy("suspension"),
}
_GATE: dict[str, str | Promise] = {
    "fast": gettext_lazy("written faster than a person types"),
    "host": gettext_lazy("the same site again and again"),
    words.UNPROVEN: gettext_lazy("nobody has confirmed who wrote it"),
    "watched": gettext_lazy("several people report this author for spam"),
}


def reason_words(reason: str) -> str:
    """Why somebody reported it; the house's own reason says so."""
    return str(REASON_WORDS.get(reason, _("Stopped at the gate")))


def gate_words(said: str) -> str:
    """The codes of the gate as a sentence.

    `word:casino, fast` becomes “casino”, written faster than a person types.
    """
    found = [code.strip() for code in said.split(",") if code.strip()]
    return ", ".join(
        f"“{code[5:]}”" if code.startswith("word:") else str(_GATE.get(code, code)) for code in found
    )


def record_words(agreed: int, judged: int) -> str:
    """How often a reporter was right, as one says it."""
    if not judged:
        return _("no report of theirs was judged yet")
    return ngettext("right %(n)s time of %(all)s", "right %(n)s times of %(all)s", agreed) % {
        "n": agreed,
        "all": judged,
    }
