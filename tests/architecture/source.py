"""The house's own source as syntax trees, read once."""

import ast
import re
from functools import cache
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "fanloop"
NOUN_ROOMS = ("people", "things", "listening", "releasing", "selling", "making", "learning")


@cache
def modules() -> dict[str, ast.Module]:
    """Dotted name → tree of every module but migrations."""
    found = {}
    for path in sorted(SOURCE.rglob("*.py")):
        if "migrations" not in path.parts:
            name = ".".join(path.relative_to(SOURCE.parent).with_suffix("").parts).removesuffix(".__init__")
            found[name] = ast.parse(path.read_text(), str(path))
    return found


def nouns() -> list[str]:
    """`fanloop.people.fans` and so on."""
    return [
        f"fanloop.{room}.{folder.name}"
        for room in NOUN_ROOMS
        for folder in sorted((SOURCE / room).glob("*"))
        if (folder / "apps.py").exists()
    ]


def plugin_nouns() -> list[str]:
    """Plugins that keep rows of their own; they have the shape of a noun."""
    return [
        name.removesuffix(".models")
        for name in modules()
        if re.fullmatch(r"fanloop\.plugins\.\w+\.models", name)
    ]


def functions(tree: ast.Module) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
