"""Outsiders enter a noun by its actions, queries, facts, rules and ports, and write to no row of another."""

import ast
from functools import cache

import pytest

from tests.architecture.source import functions, modules, nouns, plugin_nouns

DOORS = {"actions", "queries", "facts", "rules", "ports", "seeds"}
# Answer before Django does, so the house alone puts them into its own table of addresses.
HOUSE_DOORS = {"places"}
FACES = ("fanloop.site", "fanloop.desk", "fanloop.portal", "fanloop.api", "fanloop.plugins")
ROW_WRITES = {"save", "delete", "bulk_create", "bulk_update", "update_or_create", "get_or_create"}
# Not rows: sets, forms, sessions, images, streams, caches and files have these verbs too.
NOT_ROWS = {
    "form",
    "self",
    "session",
    "image",
    "default_storage",
    "part",
    "picture",
    "icon",
    "router",
    "cache",
}


@cache
def every_import() -> dict[str, list[str]]:
    return {module: imports(tree) for module, tree in modules().items()}


def imports(tree: ast.Module) -> list[str]:
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            found += [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
    return found


@pytest.mark.parametrize("noun", [*nouns(), *plugin_nouns()])
def test_outsiders_use_the_doors(noun):
    crimes = [
        f"{module} imports {name}"
        for module, names in every_import().items()
        if not f"{module}.".startswith(f"{noun}.")
        for name in names
        if name.startswith(noun + ".")
        and name.removeprefix(noun + ".").split(".")[0]
        not in (DOORS | HOUSE_DOORS if module.startswith("fanloop.config.") else DOORS)
    ]
    assert crimes == []


def test_seeds_are_told_by_the_story_alone():
    crimes = [
        f"{module} imports {name}"
        for module, names in every_import().items()
        if module != "fanloop.config.story" and not module.endswith(".seeds")
        for name in names
        if ".seeds" in name and name.startswith("fanloop.")
    ]
    assert crimes == []


def is_a_nouns_own(module: str) -> bool:
    """What a plugin does to its own rows stands where a noun's does: in its actions and queries."""
    return any(f"{module}.".startswith((f"{noun}.actions.", f"{noun}.queries.")) for noun in plugin_nouns())


def test_faces_and_plugins_write_no_rows():
    crimes = []
    for module, tree in modules().items():
        if not module.startswith(FACES) or is_a_nouns_own(module):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr == "objects":
                crimes.append(f"{module}:{node.lineno} asks a manager; ask the noun's queries")
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in ROW_WRITES
            ):
                owner = node.func.value
                if not (isinstance(owner, ast.Name) and owner.id in NOT_ROWS):
                    crimes.append(f"{module}:{node.lineno} calls .{node.func.attr}(); ask the noun's actions")
    assert crimes == []


def test_nobody_reaches_a_model_through_the_registry():
    crimes = [
        f"{module}:{node.lineno}"
        for module, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "get_model"
    ]
    assert crimes == []


def actions_of(noun: str) -> list[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    """The verbs a noun offers: public functions of `actions.py`, or what `actions/__init__.py` names."""
    offered = names_in_all(modules()[f"{noun}.actions"]) if f"{noun}.actions" in modules() else None
    return [
        (module, function)
        for module, tree in modules().items()
        if module == f"{noun}.actions" or module.startswith(f"{noun}.actions.")
        for function in functions(tree)
        if function in tree.body
        and not function.name.startswith("_")
        and (not offered or function.name in offered)
        if function.args.args or function.args.kwonlyargs
    ]


def names_in_all(tree: ast.Module) -> set[str]:
    for node in tree.body:
        if isinstance(node, ast.Assign) and [getattr(target, "id", "") for target in node.targets] == [
            "__all__"
        ]:
            return set(ast.literal_eval(node.value))
    return set()


@pytest.mark.parametrize("noun", [*nouns(), *plugin_nouns()])
def test_actions_are_keyword_only_and_take_their_time(noun):
    """A verb that asked the clock itself could tell no story and import no past.

    What a verb acts upon may come first without a name: `notify(fans, kind=…)`.
    """
    crimes = []
    for module, function in actions_of(noun):
        if len(function.args.args) > 1 or function.args.posonlyargs:
            crimes.append(f"{module}.{function.name} takes several positional arguments")
        if "at" not in {argument.arg for argument in function.args.kwonlyargs}:
            crimes.append(f"{module}.{function.name} takes no at=")
    assert crimes == []


def test_no_signals_and_no_logic_in_save():
    crimes = []
    for module, tree in modules().items():
        if any(
            name.startswith("django.db.models.signals") or name == "django.dispatch.receiver"
            for name in imports(tree)
        ):
            crimes.append(f"{module} listens to signals; announce a fact")
        if module.rpartition(".")[2] == "models" or ".models." in module:
            crimes += [
                f"{module} overrides save()" for function in functions(tree) if function.name == "save"
            ]
    assert crimes == []
