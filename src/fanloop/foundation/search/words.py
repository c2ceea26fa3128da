"""Tokens. PostgreSQL's parser makes a whole Chinese clause one lexeme, so runs of CJK become bigrams."""

import re

# Han, kana (both), hangul syllables; half-width kana too.
_RUN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\u3041-\u30ff\u31f0-\u31ff\uff66-\uff9d\uac00-\ud7af]+")
CONFIGURATIONS = {
    "ar": "arabic", "da": "danish", "de": "german", "en": "english", "es": "spanish", "fi": "finnish",
    "fr": "french", "hu": "hungarian", "it": "italian", "nb": "norwegian", "nl": "dutch", "pt": "portuguese",
    "ro": "romanian", "ru": "russian", "sv": "swedish", "tr": "turkish",
}  # fmt: skip
_BIGRAM_LANGUAGES = {"zh", "ja", "ko"}


def configuration(language: str) -> str:
    """The PostgreSQL text search configuration of a language tag; `simple` where it has none."""
    return CONFIGURATIONS.get(language.partition("-")[0].lower(), "simple")


def has_runs(text: str) -> bool:
    return bool(_RUN.search(text))


def bigrams(text: str) -> str:
    """Overlapping pairs of each run of Chinese, Japanese or Korean characters, other words kept as they are.

    >>> bigrams("亮度 memory 太亮了")
    '亮度 memory 太亮 亮了'
    """
    return _RUN.sub(lambda run: f" {_pairs(run[0])} ", text).strip() if has_runs(text) else text


def _pairs(run: str) -> str:
    return " ".join(pairs_of(run))


def pairs_of(run: str) -> list[str]:
    """Overlapping pairs of one run; a single character is itself."""
    return [run] if len(run) == 1 else [run[i : i + 2] for i in range(len(run) - 1)]


def runs_of(text: str) -> list[str]:
    """Runs of Chinese, Japanese or Korean characters, in their order."""
    return _RUN.findall(text)


def prepared(text: str) -> str:
    """Text as it goes into `to_tsvector`; queries get the same treatment, so index and query cannot drift."""
    return " ".join(bigrams(text).split())
