"""Serial numbers that notice a slip: a prefix, a count, and one check character.

The check is ISO/IEC 7064 MOD 37,36, which finds every single wrong character and every swap of two neighbours.
"""

import re

from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_37_36

LONGEST = 60
_SHAPE = re.compile(r"[A-Z0-9][A-Z0-9-]{2,58}")


def serial(prefix: str, number: int) -> str:
    """The serial of the `number`th unit of a batch.

    >>> serial("DN2-26", 17)
    'DN2-26-00017-B'
    """
    body = f"{normal(prefix)}-{number:05d}"
    return f"{body}-{mod_37_36.calc_check_digit(body.replace('-', ''))}"


def serials(prefix: str, *, first: int, count: int) -> list[str]:
    """`count` serials from the number `first` on."""
    return [serial(prefix, number) for number in range(first, first + count)]


def normal(text: str) -> str:
    """A serial as it is stored: capitals, without spaces."""
    return re.sub(r"\s+", "", text).upper()


def is_serial(text: str) -> bool:
    """Whether this can stand on a unit: capitals, figures, hyphens. Makers may have numbers of their own."""
    return bool(_SHAPE.fullmatch(text))


def is_ours(text: str) -> bool:
    """Whether the last character is the check of the rest, as in numbers that were made here."""
    try:
        mod_37_36.validate(normal(text).replace("-", ""))
    except ValidationError:
        return False
    return True
