"""Sorting texts by kind: macro-F1 of what the house would suggest, and of a plain classifier, for each set of the files."""

import json
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from fanloop.foundation.search.meaning import encoder
from fanloop.listening.voices.rules.sorting import Sample, learn, macro_f1

Rows = list[dict[str, Any]]


def measure(train: Path, test: Path) -> dict[str, dict[str, Any]]:
    """Set → macro-F1 (trained on the first file, asked about the second), how many rows, and the baseline's macro-F1."""
    known, asked = _read(train), _read(test)
    return {name: _measured(known[name], asked[name]) for name in sorted(known.keys() & asked.keys())}


def _read(path: Path) -> dict[str, Rows]:
    rows: dict[str, Rows] = defaultdict(list)
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                row = json.loads(line)
                rows[row.get("set") or "all"].append(row)
    return rows


def _measured(train: Rows, test: Rows) -> dict[str, Any]:
    sorter = learn(_samples(train), [row["label"] for row in train])
    told = [row["label"] for row in test]
    suggested = [sorter.suggest(sample) for sample in _samples(test)]
    return {
        "macro_f1": round(macro_f1(told, suggested), 4), "train": len(train), "test": len(test),
        "baseline": round(macro_f1(told, _baseline(train, test)), 4),
    }  # fmt: skip


def _samples(rows: Rows) -> list[Sample]:
    model = encoder()
    titles, bodies = (
        [str(row.get("title") or "") for row in rows],
        [str(row.get("body") or "") for row in rows],
    )
    meanings = np.concatenate([model.encode(titles), model.encode(bodies)], axis=1)
    return [
        Sample(title, body, meaning, _stars(row.get("rating")))
        for row, title, body, meaning in zip(rows, titles, bodies, meanings, strict=True)
    ]


def _stars(rating: object) -> int | None:
    text = str(rating or "").removesuffix(".0")
    return int(text) if text.isdecimal() else None


def _baseline(train: Rows, test: Rows) -> Sequence[str]:
    """TF-IDF of words and pairs, balanced logistic regression."""
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415 -- a second and 100 MB that no other command needs
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 -- the same

    words = TfidfVectorizer(ngram_range=(1, 2))
    model = LogisticRegression(class_weight="balanced", max_iter=2_000)
    model.fit(words.fit_transform([_whole(row) for row in train]), [row["label"] for row in train])
    return [str(label) for label in model.predict(words.transform([_whole(row) for row in test]))]


def _whole(row: dict[str, Any]) -> str:
    return f"{row.get('title') or ''}\n{row.get('body') or ''}"
