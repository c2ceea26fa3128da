"""Why an act was refused, in words a person can act on."""

from collections.abc import Mapping


class Refused(ValueError):
    """The message is shown as it is."""


class AddressRefused(Refused):
    """`fields`: what is wrong by field, as codes of `rules.addresses`; faces word them beside the field."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__(", ".join(f"{name}: {code}" for name, code in fields.items()))
        self.fields = dict(fields)
