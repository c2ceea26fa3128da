"""No template says a sentence outside a translation tag."""

import re
from pathlib import Path

import pytest

from tests.architecture.source import SOURCE

TEMPLATES = sorted(path for path in SOURCE.rglob("templates/**/*.html"))
BLOCKS = re.compile(
    r"{%\s*blocktrans(?:late)?.*?{%\s*endblocktrans(?:late)?\s*%}|{%\s*comment.*?{%\s*endcomment\s*%}|"
    r"{%\s*block (?:body_class|main_class|live_at)\s*%}.*?{%\s*endblock[^%]*%}|<(script|style|pre|code|kbd)\b.*?</\1>",
    re.DOTALL,
)
TAGS = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}|<!--.*?-->", re.DOTALL)
ATTRIBUTES = re.compile(r"""\b(?:aria-label|title|placeholder|alt)\s*=\s*"([^"]*)\"""")
ELEMENTS = re.compile(r"<[^>]*>", re.DOTALL)
SENTENCE = re.compile(r"[A-Za-z]{3,}")
# Words that are names, not language.
NAMES = re.compile(
    r"\b(?:Fanloop|GitHub|TOTP|QR|CSV|JSON|Atom|OpenAPI|Bearer|Idempotency|HTTP|https?|iCal|Markdown|API|PDF|(?:SHA|NEED|CHANGE)-\d*)"
    r"|[\w-]*\.(?:json|patch|tar\.gz)\b"
)
# The page of a broken house must not need the house; the style page shows the drawing's own sample world.
SPEAKS_FOR_ITSELF = {"500.html", "style.html", "style"}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_template_says_nothing_untranslatable(path: Path):
    if {path.name, path.parent.name} & SPEAKS_FOR_ITSELF:
        pytest.skip("speaks for itself, see above")
    text = TAGS.sub(" ", BLOCKS.sub(" ", path.read_text()))
    said = [*ATTRIBUTES.findall(text), *ELEMENTS.sub("\n", text).splitlines()]
    assert [
        line.strip() for line in said if SENTENCE.search(NAMES.sub("", line.replace("&nbsp;", " ")))
    ] == []


def test_there_are_templates():
    assert len(TEMPLATES) > 20
