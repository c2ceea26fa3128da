"""No monsters: what grows past its budget is cut before it is landed."""

import ast
from pathlib import Path
from statistics import median

from tests.architecture.source import SOURCE, functions, modules

FILE_LINES, FUNCTION_LINES, VIEW_LINES = 400, 60, 22
ODDS_AND_ENDS = {"common", "core", "utils", "util", "helpers", "base", "misc", "shared"}


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def test_no_file_is_a_monster():
    long = {
        str(path.relative_to(SOURCE)): lines
        for path in SOURCE.rglob("*.py")
        if "migrations" not in path.parts and (lines := len(path.read_text().splitlines())) > FILE_LINES
    }
    assert long == {}


def test_no_function_is_a_monster():
    long = {
        f"{module}.{function.name}": length(function)
        for module, tree in modules().items()
        for function in functions(tree)
        if length(function) > FUNCTION_LINES
    }
    assert long == {}


def test_half_of_all_functions_are_short():
    assert median(length(f) for tree in modules().values() for f in functions(tree)) <= 8


def takes_request(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return (
        bool(function.args.args)
        and function.args.args[0].arg == "request"
        and not function.name.startswith("_")
    )


def test_views_are_thin():
    thick = {
        f"{module}.{function.name}": length(function)
        for module, tree in modules().items()
        if module.startswith(("fanloop.site", "fanloop.desk", "fanloop.portal"))
        for function in functions(tree)
        if takes_request(function) and length(function) > VIEW_LINES
    }
    assert thick == {}


def test_no_drawer_for_odds_and_ends():
    names = {
        path.stem if path.is_file() else path.name
        for path in SOURCE.rglob("*")
        if "__pycache__" not in path.parts
    }
    folders = {path.name for path in SOURCE.rglob("*") if path.is_dir()}
    modules_ = {path.stem for path in SOURCE.rglob("*.py")}
    assert names
    assert (folders | modules_) & ODDS_AND_ENDS == set()


def test_every_noun_explains_its_words():
    silent = [
        str(Path(path).relative_to(SOURCE))
        for path in SOURCE.glob("*/*/__init__.py")
        if (path.parent / "models.py").exists()
        and len((ast.get_docstring(ast.parse(path.read_text())) or "").splitlines()) < 3
    ]
    assert silent == []
