"""What is wrong in a table somebody sent, in words: codes come from rules, each with the value that stands there."""

from django.utils.translation import gettext as _


def sheet_problem(code: str, value: str = "") -> str:
    """One fault in words; what has no words of its own says what stands there.

    >>> sheet_problem("missing")
    'Nothing stands here.'
    """
    words = {
        "empty": _("There is no row."),
        "no_column": _("This column is missing in the first row."),
        "missing": _("Nothing stands here."),
        "number": _("“%(value)s” is no count of pieces."),
        "unknown": _("“%(value)s” is not known here."),
        "taken": _("“%(value)s” was placed before, with other pieces."),
        "shape": _("“%(value)s” does not look like one."),
        "long": _("This is too long."),
        "country": _("“%(value)s” is no country’s two letters."),
        "differs": _("“%(value)s” differs from the first row of this order."),
        "too_many": _("So many are not left: %(value)s."),
    }
    return words.get(code, "%(value)s") % {"value": value}
