"""The builders' tables, written from the code they speak of: `fanloop docs`. A test fails when they are stale."""

import argparse
import ast
import importlib
import inspect
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields
from pathlib import Path
from types import ModuleType

from django.apps import apps

from fanloop.config import command_line
from fanloop.foundation import bus
from fanloop.people.team.rules.permissions import DUTIES, RANKS, TABLE

SOURCE = Path(__file__).parents[1]
FOLDER = SOURCE.parents[1] / "docs" / "builders"
_WRITTEN = "Written by `fanloop docs` from the code; a test fails when it is stale."


def facts() -> str:
    """Who announces what, and who listens."""
    rows = [
        (
            f"`{name}`",
            _first_line(fact),
            ", ".join(f"`{field.name}`" for field in fields(fact)),
            "<br>".join(f"`{each.name}`" for each in bus.reactions_to(name) if _is_ours(each.run))
            or "nobody yet",
        )
        for name, fact in bus.facts().items()
        if _is_ours(fact)
    ]
    intro = "A fact is written into the outbox in the transaction of its act and delivered at least once."
    return _page("Facts", intro, _table(("fact", "what it says", "fields", "who listens"), rows))


def ports() -> str:
    """What somebody above or outside may fill."""
    parts = []
    for module in _modules("ports"):
        rows = [(f"`{name}`", _first_line(thing)) for name, thing in _public(module)]
        parts.append(
            f"## {_spoken(module)}\n\n{inspect.getdoc(module)}\n\n{_table(('name', 'meaning'), rows)}"
        )
    intro = "A port is what a noun must know of a floor above or of the outside. It is filled once, when the house opens."
    return _page("Ports", intro, "\n".join(parts))


def settings() -> str:
    """Every variable of the environment that the code reads."""
    found: dict[str, tuple[set[str], set[str]]] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        for name, default in _variables(ast.parse(path.read_text(encoding="utf-8"))):
            defaults, places = found.setdefault(name, (set(), set()))
            defaults.add(default)
            places.add(str(path.relative_to(SOURCE)))
    rows = [
        (
            f"`{name}`",
            ", ".join(f"`{each}`" for each in sorted(defaults - {""})) or "none",
            ", ".join(f"`{each}`" for each in sorted(places)),
        )
        for name, (defaults, places) in sorted(found.items())
    ]
    intro = "Settings come from the environment alone; [what they mean](../operators/README.md#settings) is told to operators."
    return _page("Settings", intro, _table(("variable", "default", "read in"), rows))


def permissions() -> str:
    """The one permission table."""
    columns = (*RANKS, *DUTIES)
    rows = [
        (f"`{word}`", *("yes" if column in carriers.ranks | carriers.duties else "" for column in columns))
        for word, carriers in TABLE.items()
    ]
    intro = (
        "Three ranks; duties are given apart from them. A member may do what the rank or any duty carries."
    )
    return _page("Permissions", intro, _table(("permission", *columns), rows))


def commands() -> str:
    """The command line, command by command."""
    house = command_line.parser()
    chosen = next(each for each in house._actions if isinstance(each, argparse._SubParsersAction))  # noqa: SLF001 -- argparse shows its parts nowhere else
    parts = []
    for name, meaning in command_line.COMMANDS.items():
        options = chosen.choices[name]._actions[1:]  # noqa: SLF001 -- as above
        rows = [
            (f"`{_called(each)}`", each.help or "")
            for each in options
            if each.help or each.option_strings or each.dest
        ]
        parts.append(
            f"## fanloop {name}\n\n{meaning.capitalize()}.\n"
            + (f"\n{_table(('argument', 'meaning'), rows)}" if rows else "")
        )
    intro = "Before the command: `--home FOLDER`, `--version`. With `--json`, standard output is exactly one JSON object, for errors too."
    return _page("Commands", intro, "\n".join(parts))


def glossary() -> str:
    """What each noun means by its words."""
    parts = [
        f"## {_spoken(module)}\n\n```text\n{inspect.getdoc(module)}\n```\n"
        for app in apps.get_app_configs()
        if app.name.startswith("fanloop.") and app.module and (module := app.module).__doc__
    ]
    return _page("Glossary", "One word for each thing, noun by noun, lowest floor first.", "\n".join(parts))


PAGES: dict[str, Callable[[], str]] = {
    "facts.md": facts,
    "ports.md": ports,
    "settings.md": settings,
    "permissions.md": permissions,
    "commands.md": commands,
    "glossary.md": glossary,
}


def stale() -> list[str]:
    """Pages that no longer say what the code says."""
    return [
        name
        for name, draw in PAGES.items()
        if not (FOLDER / name).exists() or (FOLDER / name).read_text("utf-8") != draw()
    ]


def write() -> list[str]:
    """Write what is stale; return the names."""
    names = stale()
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in names:
        (FOLDER / name).write_text(PAGES[name](), "utf-8")
    return names


def _page(title: str, intro: str, body: str) -> str:
    return f"# {title}\n\n{_WRITTEN} {intro}\n\n{body.rstrip()}\n"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _first_line(thing: object) -> str:
    return (inspect.getdoc(thing) or "").partition("\n\n")[0].replace("\n", " ")


def _is_ours(thing: Callable[..., object]) -> bool:
    return thing.__module__.startswith("fanloop.")


def _modules(name: str) -> Iterator[ModuleType]:
    for path in sorted(SOURCE.rglob(f"{name}.py")):
        yield importlib.import_module(".".join(("fanloop", *path.relative_to(SOURCE).with_suffix("").parts)))


def _public(module: ModuleType) -> Iterator[tuple[str, object]]:
    """What the module itself defines and documents."""
    for name, thing in vars(module).items():
        is_own = getattr(thing, "__module__", "") == module.__name__ and (
            inspect.isclass(thing) or inspect.isfunction(thing)
        )
        if is_own and not name.startswith("_") and _first_line(thing):
            yield name, thing


def _spoken(module: ModuleType) -> str:
    return module.__name__.removeprefix("fanloop.").removesuffix(".ports").replace(".", " · ")


def _variables(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """`os.environ.get(NAME, default)` and `os.environ[NAME]`, as far as they are ours to set."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Attribute(attr="environ"), attr="get"),
                args=[ast.Constant(value=str(name)), *rest],
            ):
                default = rest[0].value if rest and isinstance(rest[0], ast.Constant) else ""
            case ast.Subscript(
                value=ast.Attribute(attr="environ"), slice=ast.Constant(value=str(name)), ctx=ast.Load()
            ):
                default = ""
            case _:
                continue
        if name.startswith("FANLOOP_") or name == "DATABASE_URL":
            yield name, str(default or "")


def _called(action: argparse.Action) -> str:
    """How a person writes this argument."""
    value = action.metavar or (
        f"{{{','.join(map(str, action.choices))}}}" if action.choices else action.dest.upper()
    )
    if not action.option_strings:
        return str(value)
    return action.option_strings[-1] + (f" {value}" if action.nargs != 0 else "")
