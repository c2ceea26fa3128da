"""What products announce."""

from dataclasses import dataclass

from fanloop.foundation.bus import Fact


@dataclass(frozen=True)
class BomChanged(Fact):
    """Bills of materials changed in one batch: how many parts and lines were written."""

    parts: int
    lines: int
