"""What a rule found wrong, said to the person who can change it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import gettext_lazy as _

from fanloop.things.builds.rules.refusals import Refused, Wrong

_SAID = {
    "no-public-key": _("This is no public key as `fanloop keys create` writes them."),
    "no-secret-key": _("This is no secret key as `fanloop keys create` writes them."),
    "wrong-passphrase": _("The passphrase does not open the key."),
    "unknown-role": _("There is no role %(about)s: root, targets, snapshot and timestamp are known."),
    "no-metadata": _("This is no signed metadata: %(about)s."),
    "too-few-keys": _("The role %(about)s has fewer keys than must sign it."),
    "key-of-two-roles": _("One key cannot hold two roles: %(about)s."),
    "unknown-key": _("No key is called %(about)s."),
    "signed-something-else": _(
        "Something else was signed, not the %(about)s that waits here. Export it again."
    ),
    "false-signature": _("A signature of the key %(about)s is false. Nothing was taken."),
    "signed-by-nobody": _("Nobody who may sign %(about)s has signed this."),
}


@contextmanager
def said() -> Iterator[None]:
    """Turn what a rule found wrong into a refusal in the reader's language."""
    try:
        yield
    except Wrong as wrong:
        raise Refused(str(_SAID[wrong.code]) % {"about": wrong.about}) from wrong
