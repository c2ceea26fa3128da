"""Find every sentence that people read, and keep the catalogues in step, with Python alone.

`python -m fanloop.foundation.text.messages` rewrites `locale/<language>/LC_MESSAGES/django.po`: what is new is
added untranslated, what nobody says any more is dropped, translations stay.
"""

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation.template import templatize

from fanloop.foundation.text.catalogues import Entry, entries

SOURCE = Path(__file__).resolve().parents[2]
LOCALE = SOURCE / "locale"
_SINGULAR = {"_", "gettext", "gettext_lazy", "gettext_noop"}
_PLURAL = {"ngettext", "ngettext_lazy"}
_CONTEXT = {"pgettext", "pgettext_lazy"}
_CONTEXT_PLURAL = {"npgettext", "npgettext_lazy"}
_STRING = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
_IN_TEMPLATE = re.compile(
    rf"\b(?:npgettext\(\s*(?P<about>{_STRING})\s*,\s*(?P<first>{_STRING})\s*,\s*(?P<rest>{_STRING})"
    rf"|(?P<plural>ngettext)\(\s*(?P<one>{_STRING})\s*,\s*(?P<many>{_STRING})"
    rf"|(?P<context>pgettext)\(\s*(?P<where>{_STRING})\s*,\s*(?P<said>{_STRING})"
    rf"|(?:gettext|_)\(\s*(?P<only>{_STRING}))"
)


@dataclass(frozen=True)
class Message:
    """A sentence as the source says it; `plural` is empty where it has one form."""

    text: str
    plural: str = ""
    context: str = ""


@dataclass
class Found:
    """Every sentence of the source and the files that say it."""

    places: dict[Message, list[str]] = field(default_factory=dict)

    def add(self, message: Message, place: str) -> None:
        if message.text and place not in self.places.setdefault(message, []):
            self.places[message].append(place)

    def join_forms(self) -> None:
        """A word said alone and also counted is one entry: gettext knows a message by its first form."""
        for counted in [message for message in self.places if message.plural]:
            for place in self.places.pop(Message(counted.text, context=counted.context), []):
                self.add(counted, place)


def collect(source: Path = SOURCE) -> Found:
    """All messages of the Python files and templates below `source`."""
    found = Found()
    for path in sorted(source.rglob("*")):
        if path.suffix in {".py", ".html", ".txt"} and "migrations" not in path.parts:
            place = str(path.relative_to(source.parent))
            messages = _in_python(path) if path.suffix == ".py" else _in_template(path)
            for message in messages:
                found.add(message, place)
    found.join_forms()
    return found


def _in_python(path: Path) -> Iterator[Message]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            said = [
                arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
            ]
            if name in _SINGULAR and said:
                yield Message(said[0])
            elif name in _PLURAL and len(said) > 1:
                yield Message(said[0], said[1])
            elif name in _CONTEXT and len(said) > 1:
                yield Message(said[1], context=said[0])
            elif name in _CONTEXT_PLURAL and len(said) > 2:
                yield Message(said[1], said[2], context=said[0])


def _in_template(path: Path) -> Iterator[Message]:
    for match in _IN_TEMPLATE.finditer(templatize(path.read_text(encoding="utf-8"), origin=str(path))):
        if match["about"]:
            context, one, many = (ast.literal_eval(match[part]) for part in ("about", "first", "rest"))
            yield Message(one, many, context)
        elif match["plural"]:
            yield Message(ast.literal_eval(match["one"]), ast.literal_eval(match["many"]))
        elif match["context"]:
            yield Message(ast.literal_eval(match["said"]), context=ast.literal_eval(match["where"]))
        else:
            yield Message(ast.literal_eval(match["only"]))


def catalogue(language: str) -> Path:
    """The file of a language tag such as `zh-hans`."""
    head, _, tail = language.partition("-")
    return LOCALE / (f"{head}_{tail.title()}" if tail else head) / "LC_MESSAGES" / "django.po"


def translations(language: str) -> dict[Message, Entry]:
    """What a language says already, by message."""
    path = catalogue(language)
    if not path.exists():
        return {}
    known = entries(path.read_text(encoding="utf-8"), str(path))
    return {_message(entry): entry for entry in known if entry.get("msgid")}


def _message(entry: Entry) -> Message:
    return Message(entry["msgid"], entry.get("msgid_plural", ""), entry.get("msgctxt", ""))


def missing(language: str) -> list[Message]:
    """Messages that the source says and this language does not."""
    said = translations(language)
    return [message for message in collect().places if not _is_said(said.get(message))]


def _is_said(entry: Entry | None) -> bool:
    forms = [text for part, text in (entry or {}).items() if part.startswith("msgstr")]
    return bool(forms) and all(forms) and "fuzzy" not in (entry or {})


def update(language: str, *, plurals: int) -> Path:
    """Write the catalogue anew: every message of the source once, with the translation it had."""
    said = translations(language)
    blocks = [_header(language, plurals)]
    for message, places in sorted(collect().places.items(), key=lambda pair: (pair[1][0], pair[0].text)):
        blocks.append(_block(message, places, said.get(message, {}), plurals))
    path = catalogue(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(blocks), encoding="utf-8")
    return path


def _header(language: str, plurals: int) -> str:
    rule = "nplurals=1; plural=0;" if plurals == 1 else "nplurals=2; plural=(n != 1);"
    lines = [f"Language: {language}", "Content-Type: text/plain; charset=UTF-8", f"Plural-Forms: {rule}"]
    return 'msgid ""\nmsgstr ""\n' + "".join(f"{_quoted(line + chr(10))}\n" for line in lines)


def _block(message: Message, places: list[str], said: Entry, plurals: int) -> str:
    lines = [f"#: {place}" for place in places]
    if message.context:
        lines.append(f"msgctxt {_quoted(message.context)}")
    lines.append(f"msgid {_quoted(message.text)}")
    if message.plural:
        lines.append(f"msgid_plural {_quoted(message.plural)}")
        lines += [f"msgstr[{form}] {_quoted(said.get(f'msgstr[{form}]', ''))}" for form in range(plurals)]
    else:
        lines.append(f"msgstr {_quoted(said.get('msgstr', ''))}")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    plain = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{plain}"'


if __name__ == "__main__":
    sys.stdout.write(f"{update('zh-hans', plurals=1)}\n")
    sys.stdout.write(f"{len(missing('zh-hans'))} messages are not translated\n")
