"""One record of a file that strangers wrote: its values by column, read as what they should be."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext_noop as _

from fanloop.plugins.sentences import Sentence


class UnreadableError(ValueError):
    """A value that is not what its column promises; the message names the column and quotes the value."""

    @property
    def sentence(self) -> str:
        """The message as it was made, which may be a Sentence; `str` of an error is plain text."""
        return self.args[0] if self.args else ""


@dataclass(frozen=True)
class Row:
    """One record by column, and where it stood. The readers of values raise UnreadableError."""

    file: str
    line: int
    values: dict[str, Any]

    def _value(self, name: str) -> Any:
        if name not in self.values:
            raise UnreadableError(Sentence(_("%(name)s is missing"), name=repr(name)))
        return self.values[name]

    def text(self, name: str, *, longest: int | None = None) -> str:
        """Text without a NUL, which no database stores, cut to `longest` characters where given."""
        value = self._value(name)
        if not isinstance(value, str):
            raise UnreadableError(
                Sentence(_("%(name)s is not a text: %(value)s"), name=repr(name), value=quoted(value))
            )
        if "\0" in value:
            raise UnreadableError(Sentence(_("%(name)s holds a NUL"), name=repr(name)))
        if not value.isascii():
            try:
                value.encode()
            except UnicodeEncodeError:
                raise UnreadableError(
                    Sentence(_("%(name)s holds half a character"), name=repr(name))
                ) from None
        return value[:longest] if longest else value

    def named(self, name: str, *, longest: int = 100) -> str:
        """A text that must say something and must fit, such as a handle or a tag."""
        value = self.text(name).strip()
        if not value:
            raise UnreadableError(Sentence(_("%(name)s is empty"), name=repr(name)))
        if len(value) > longest:
            raise UnreadableError(
                Sentence(
                    _("%(name)s is longer than %(most)s characters: %(value)s"),
                    name=repr(name),
                    most=longest,
                    value=quoted(value),
                )
            )
        return value

    def integer(self, name: str, *, least: int | None = None) -> int:
        value = self._value(name)
        is_digits = isinstance(value, str) and len(value) < 20
        if isinstance(value, bool) or not (isinstance(value, int) or is_digits):
            raise UnreadableError(
                Sentence(_("%(name)s is not a whole number: %(value)s"), name=repr(name), value=quoted(value))
            )
        try:
            number = int(value)
        except ValueError:
            raise UnreadableError(
                Sentence(_("%(name)s is not a whole number: %(value)s"), name=repr(name), value=quoted(value))
            ) from None
        if abs(number) >= 2**63 or (least is not None and number < least):
            raise UnreadableError(
                Sentence(_("%(name)s is out of range: %(value)s"), name=repr(name), value=quoted(value))
            )
        return number

    def decimal(self, name: str) -> Decimal:
        """A finite number in plain or scientific notation, with a point."""
        value = self._value(name)
        try:
            number = Decimal(str(value).strip()) if not isinstance(value, bool) else Decimal("NaN")
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite():
            raise UnreadableError(
                Sentence(_("%(name)s is not a number: %(value)s"), name=repr(name), value=quoted(value))
            )
        return number

    def flag(self, name: str) -> bool:
        value = self._value(name)
        flags = {"1": True, "0": False, "true": True, "false": False, "": False}
        try:
            return flags[str(value).lower()]
        except KeyError:
            raise UnreadableError(
                Sentence(_("%(name)s is neither yes nor no: %(value)s"), name=repr(name), value=quoted(value))
            ) from None

    def moment(self, name: str) -> datetime:
        """An ISO 8601 moment, aware; one without an offset is read as UTC."""
        value = self._value(name)
        try:
            moment = datetime.fromisoformat(value)
            aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
            return aware.astimezone(UTC)
        except (TypeError, ValueError, OverflowError):
            raise UnreadableError(
                Sentence(_("%(name)s is not a moment: %(value)s"), name=repr(name), value=quoted(value))
            ) from None

    def day(self, name: str) -> date:
        """An ISO 8601 date."""
        value = self._value(name)
        try:
            return date.fromisoformat(value)
        except (TypeError, ValueError):
            raise UnreadableError(
                Sentence(_("%(name)s is not a date: %(value)s"), name=repr(name), value=quoted(value))
            ) from None


def quoted(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}…"
