"""Meaning as numbers: a text becomes a vector, and texts that mean the same point the same way.

The table of word pieces is WordLlama's (256 numbers each, in its wheel); we read it ourselves, because its own loader looks
in the wrong folder and would ask the network. English first: Chinese falls to bytes, there words have to do the work.
"""

import importlib.util
import json
import mmap
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

Vectors = NDArray[np.float32]
_SIGNS = 1_000


class Encoder(Protocol):
    """A model. `name` is kept beside every stored vector, so that vectors of two models are never compared."""

    name: str
    size: int

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row of `size` numbers for each text, of length 1, or 0 where a text has no words."""


class WordPieces:
    """The mean of the pieces' vectors, a repeated piece counting by the logarithm. Maps 16 MB, shared between processes."""

    name = "wordllama-256"
    size = 256

    def __init__(self) -> None:
        found = importlib.util.find_spec("wordllama")
        folder = Path(str(found.origin if found else "")).parent
        self._pieces = Tokenizer.from_file(str(folder / "tokenizers/l2_supercat_tokenizer_config.json"))
        self._table = _mapped(folder / "weights/l2_supercat_256.safetensors")

    def encode(self, texts: Sequence[str]) -> Vectors:
        rows = np.zeros((len(texts), self.size), np.float32)
        for place, text in enumerate(texts):
            ids = self._pieces.encode(text.lower()[:_SIGNS], add_special_tokens=False).ids
            if ids:
                pieces, counts = np.unique(ids, return_counts=True)
                rows[place] = (1 + np.log(counts)).astype(np.float32) @ self._table[pieces].astype(np.float32)
        return unit(rows)


def unit(rows: Vectors) -> Vectors:
    """Rows of length 1; a row of nothing stays nothing."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return (rows / np.where(lengths > 0, lengths, 1)).astype(np.float32)


def _mapped(path: Path) -> NDArray[np.float16]:
    """The only table of a safetensors file (eight bytes of length, a head in JSON, the numbers), mapped, not read."""
    with path.open("rb") as file:
        data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    start = 8 + int.from_bytes(data[:8], "little")
    heads = json.loads(data[8:start])
    table = next(value for key, value in heads.items() if key != "__metadata__")
    shape: list[int] = table["shape"]
    return np.frombuffer(data, np.float16, shape[0] * shape[1], start).reshape(shape)


@cache
def encoder() -> Encoder:
    """The model in use, loaded once."""
    return WordPieces()
