"""The kinds of voices in words a fan uses."""

from django.utils.translation import gettext_lazy, pgettext_lazy

KINDS = [
    ("idea", gettext_lazy("An idea")),
    ("bug", gettext_lazy("Something is broken")),
    ("question", gettext_lazy("A question")),
    ("praise", pgettext_lazy("kind of voice", "A thank-you")),
]
