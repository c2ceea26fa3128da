"""Finding the same report again: recall of the suggestions, and of a TF-IDF cosine, in the pool of each source.

Query: every report that has a mate, asked as if somebody typed it just now. Hit: a mate among the first k others.
"""

import csv
import json
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from fanloop.foundation.search.meaning import encoder
from fanloop.listening.voices.rules.similarity import Corpus, Text, fingerprints

TOP = 10
Figures = dict[str, Any]


@dataclass(frozen=True)
class Report:
    """A row of the file; `cluster` joins the reports that mean the same."""

    source: str
    cluster: str
    text: Text


def measure(reports: Path, pairs: Path | None) -> dict[str, Figures]:
    """Source → recall@1, recall@10, queries, milliseconds, and the baseline's figures."""
    pools: dict[str, list[Report]] = defaultdict(list)
    for report in read(reports, pairs):
        pools[report.source].append(report)
    return {source: _measured(pool) for source, pool in sorted(pools.items())}


def read(reports: Path, pairs: Path | None) -> list[Report]:
    """Rows of the reports; clusters are theirs, or what the pairs labelled 1 join where a row names none."""
    with reports.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines if line.strip()]
    joined = _joined(pairs, {row["report_id"] for row in rows}) if pairs else {}
    return [
        Report(
            row.get("source") or "all", str(row.get("cluster") or joined.get(row["report_id"], row["report_id"])),
            Text(row["report_id"], row.get("title") or "", row.get("body") or ""),
        )
        for row in rows
    ]  # fmt: skip


def _joined(pairs: Path, known: set[str]) -> dict[str, str]:
    """Report → the first report it is joined with, over any number of pairs."""
    into: dict[str, str] = {}

    def root(key: str) -> str:
        while into.get(key, key) != key:
            key = into[key]
        return key

    with pairs.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["label"] == "1" and {row["a"], row["b"]} <= known:
                one, other = sorted([root(row["a"]), root(row["b"])])
                into[other] = one
    return {key: root(key) for key in into}


def _measured(pool: Sequence[Report]) -> Figures:
    model, texts = encoder(), [report.text for report in pool]
    corpus = Corpus(texts, fingerprints(texts, model))
    found, taken = [], []
    for report in _askable(pool):
        began = time.perf_counter()
        vector = fingerprints([report.text], model)[0]
        best = corpus.rank(report.text.title, report.text.body, vector, limit=TOP, without=[report.text.key])
        taken.append((time.perf_counter() - began) * 1000)
        found.append([one.key for one in best])
    return {
        **_recalls(pool, found), "queries": len(found), "reports": len(pool), **_times(taken), "baseline": _recalls(pool, _baseline(pool)),
    }  # fmt: skip


def _askable(pool: Sequence[Report]) -> list[Report]:
    sizes: dict[str, int] = defaultdict(int)
    for report in pool:
        sizes[report.cluster] += 1
    return [report for report in pool if sizes[report.cluster] > 1]


def _recalls(pool: Sequence[Report], found: Sequence[Sequence[str]]) -> Figures:
    cluster = {report.text.key: report.cluster for report in pool}
    hits = [
        [cluster[key] == report.cluster for key in keys]
        for report, keys in zip(_askable(pool), found, strict=True)
    ]
    return {f"recall@{count}": _share(any(hit[:count]) for hit in hits) for count in (1, TOP)}


def _share(hits: Iterable[bool]) -> float:
    answers = list(hits)
    return round(sum(answers) / len(answers), 4) if answers else 0.0


def _times(taken: Sequence[float]) -> Figures:
    half, most = np.percentile(taken, [50, 95]) if taken else (0.0, 0.0)
    return {"ms_p50": round(float(half), 2), "ms_p95": round(float(most), 2)}


def _baseline(pool: Sequence[Report]) -> list[list[str]]:
    """The nearest by TF-IDF cosine: English stop words, min_df 2, sublinear tf, the title three times and the body."""
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415 -- a second and 100 MB that no other command needs

    vectorizer = TfidfVectorizer(stop_words="english", min_df=2, sublinear_tf=True)
    rows = vectorizer.fit_transform([f"{report.text.title} " * 3 + report.text.body for report in pool])
    keys, answers = [report.text.key for report in pool], []
    places = {key: place for place, key in enumerate(keys)}
    for report in _askable(pool):
        place = places[report.text.key]
        alike = (rows @ rows[place].T).toarray().ravel()
        alike[place] = -1
        answers.append([keys[other] for other in np.argsort(-alike, kind="stable")[:TOP]])
    return answers
