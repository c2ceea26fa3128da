"""Content in several languages: a JSON object of language tag → words, `{"en": "Lamp", "zh-hans": "台灯"}`."""

from collections.abc import Mapping

from django.utils.translation import get_language

Words = dict[str, str]


def words(text: str | Mapping[str, str], *, language: str = "en") -> Words:
    """Plain text becomes content in one language; a mapping is kept without its empty entries."""
    if isinstance(text, str):
        return {language: text}
    return {tag: said for tag, said in text.items() if said}


def read(content: Mapping[str, str], language: str | None = None) -> str:
    """The content in the reader's language, else its base language, else English, else whatever there is.

    >>> read({"en": "Lamp", "zh-hans": "台灯"}, "zh-hans-cn")
    '台灯'
    """
    tag = (language or get_language() or "en").lower()
    while tag:
        if content.get(tag):
            return content[tag]
        tag = tag.rpartition("-")[0]
    return content.get("en") or next((said for said in content.values() if said), "")
