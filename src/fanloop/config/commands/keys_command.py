import argparse
import getpass
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from fanloop.config.house import CommandError, open_house
from fanloop.things.builds.rules import keys, papers
from fanloop.things.builds.rules.names import ROOT, SIGNED_AWAY, SIGNED_HERE, TARGETS
from fanloop.things.builds.rules.refusals import Refused, Wrong


def add(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    create = acts.add_parser("create", help="make a key of root or targets, away from the server")
    create.add_argument("--role", choices=SIGNED_AWAY, required=True)
    create.add_argument(
        "--folder", type=Path, required=True, help="where the key is kept, such as a USB stick"
    )
    create.add_argument("--name", required=True, help="who holds it")
    create.add_argument("--no-passphrase", action="store_true", help="the folder itself is kept safe")
    init = acts.add_parser("init", help="draft the first root and targets from public keys")
    init.add_argument("--folder", type=Path, action="append", required=True, help="folder with .pub files")
    init.add_argument("--root-threshold", type=int, default=papers.THRESHOLDS[ROOT])
    init.add_argument("--targets-threshold", type=int, default=papers.THRESHOLDS[TARGETS])
    export = acts.add_parser("export", help="write what waits for signatures into files")
    export.add_argument("folder", type=Path)
    sign = acts.add_parser(
        "sign", help="sign an exported file with the keys of a folder, away from the server"
    )
    sign.add_argument("file", type=Path)
    sign.add_argument("--folder", type=Path, action="append", required=True)
    bring = acts.add_parser("bring", help="take the signatures of a file; publish it when there are enough")
    bring.add_argument("file", type=Path)
    both = acts.add_parser("sign-targets", help="export, sign and bring in one, where keys and home meet")
    both.add_argument("--folder", type=Path, action="append", required=True)
    both.add_argument(
        "--renew", action="store_true", help="sign anew even if nothing has changed, to live longer"
    )
    rotate = acts.add_parser(
        "rotate", help="draft the next root: keys added, dropped, made anew, or only a longer life"
    )
    rotate.add_argument("--add", type=Path, action="append", default=[], metavar="KEY.pub")
    rotate.add_argument(
        "--drop", action="append", default=[], metavar="NAME", help="a holder or the id of a key"
    )
    rotate.add_argument(
        "--fresh", action="append", default=[], choices=SIGNED_HERE, help="a key of the house's own"
    )
    rotate.add_argument("--root-threshold", type=int)
    rotate.add_argument("--targets-threshold", type=int)
    acts.add_parser("show", help="roles, keys, ends, and what waits")


def run(options: argparse.Namespace) -> int:
    try:
        if options.act == "create":
            return _create(options)
        if options.act == "sign":
            return _sign(options.file, options.folder)
        with open_house():
            return _AT_HOME[options.act](options)
    except Refused as problem:
        raise CommandError(str(problem)) from problem
    except Wrong as problem:
        raise CommandError(_worded(problem)) from problem
    except OSError as problem:
        raise CommandError(f"{problem.filename or 'file'}: {problem.strerror}") from problem


def _create(options: argparse.Namespace) -> int:
    passphrase = None if options.no_passphrase else _passphrase(f"A passphrase for {options.name}'s key")
    pair = keys.fresh(options.role, options.name, passphrase=passphrase)
    options.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = options.folder / f"{options.role}-{options.name}.key"
    with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as out:  # noqa: PTH123 -- Path cannot open with a mode
        out.write(pair.secret)
    path.with_suffix(".pub").write_text(pair.public.text())
    _say(f"{path}: keep it away from the server.\n{path.with_suffix('.pub')}: bring this one to it.")
    return 0


def _sign(file: Path, folders: Iterable[Path]) -> int:
    """Says what is signed before it signs; needs no house and no network."""
    paper = papers.read(file.read_text())
    role = papers.role_of(paper)
    if role not in SIGNED_AWAY:
        raise CommandError(f"{role} is signed by the house itself")
    _say(f"{role} {paper.signed.version}, until {paper.signed.expires:%Y-%m-%d %H:%M} UTC")
    _say("\n".join(f"  {line}" for line in _contents(paper, role)))
    signers = _signers(role, folders)
    part = file.with_name(file.name + ".part")
    part.write_text(papers.written(papers.sign(paper, signers)))
    part.replace(file)
    _say(f"{file} is signed with {len(signers)} key{'s' if len(signers) > 1 else ''}.")
    return 0


def _contents(paper: papers.Paper, role: str) -> list[str]:
    if role == TARGETS:
        return [f"{digest[:16]}…  {path}" for path, digest in sorted(papers.listed(paper).items())] or [
            "nothing"
        ]
    return [
        f"{name}: {paper.signed.roles[name].threshold} of "
        + ", ".join(keys.holder_of(key) or key.keyid[:8] for key in papers.keys_of(paper, name))
        for name in paper.signed.roles
    ]


def _signers(role: str, folders: Iterable[Path]) -> list[Any]:
    paths = sorted(path for folder in folders for path in folder.glob(f"{role}-*.key"))
    if not paths:
        raise CommandError(f"no key of {role} lies there; one is called {role}-NAME.key")
    return [
        keys.signer_from(path.read_bytes(), lambda name=path.name: _passphrase(f"The passphrase of {name}"))  # type: ignore[misc]
        for path in paths
    ]


def _init(options: argparse.Namespace) -> int:
    from fanloop.foundation import clock  # noqa: PLC0415 -- models exist only once the house is open
    from fanloop.things.builds import actions  # noqa: PLC0415 -- as above

    public = [
        keys.public_from(path.read_text()) for each in options.folder for path in sorted(each.glob("*.pub"))
    ]
    thresholds = {ROOT: options.root_threshold, TARGETS: options.targets_threshold}
    drafted = actions.found_repository(keys=public, at=clock.latest(), thresholds=thresholds)
    for row in drafted:
        _say(f"{row.role} {row.version} waits for signatures.")
    _say("Next: fanloop keys export FOLDER")
    return 0


def _export(options: argparse.Namespace) -> int:
    from fanloop.things.builds import queries  # noqa: PLC0415 -- models exist only once the house is open

    waiting = queries.drafts()
    if not waiting:
        raise CommandError("nothing waits for signatures")
    options.folder.mkdir(parents=True, exist_ok=True)
    for role, row in waiting.items():
        (options.folder / f"{role}.json").write_text(row.body)
        _say(f"{options.folder / f'{role}.json'}: version {row.version}")
    return 0


def _bring(options: argparse.Namespace) -> int:
    return _brought(options.file.read_text())


def _brought(text: str) -> int:
    from fanloop.foundation import clock  # noqa: PLC0415 -- models exist only once the house is open
    from fanloop.things.builds import actions  # noqa: PLC0415 -- as above

    done = actions.bring(text=text, by=None, at=clock.latest())
    if done.is_published:
        _say(f"{done.role} {done.version} is published.")
    elif done.missing:
        _say(f"{done.role} {done.version} is kept; {done.missing} more to sign.")
    else:
        _say(
            f"{done.role} {done.version} is signed by enough; it is published together with the other paper."
        )
    return 0


def _sign_targets(options: argparse.Namespace) -> int:
    from fanloop.foundation import clock  # noqa: PLC0415 -- models exist only once the house is open
    from fanloop.things.builds import actions  # noqa: PLC0415 -- as above

    waits = actions.draft_targets(at=clock.latest(), anew=options.renew)
    if waits is None:
        raise CommandError("the published targets say everything already; --renew signs them to live longer")
    paper = papers.read(waits.body)
    _say("\n".join(_contents(paper, TARGETS)))
    return _brought(papers.written(papers.sign(paper, _signers(TARGETS, options.folder))))


def _rotate(options: argparse.Namespace) -> int:
    from fanloop.foundation import clock  # noqa: PLC0415 -- models exist only once the house is open
    from fanloop.things.builds import actions  # noqa: PLC0415 -- as above

    given = {ROOT: options.root_threshold, TARGETS: options.targets_threshold}
    row = actions.draft_root(
        at=clock.latest(), add=[keys.public_from(path.read_text()) for path in options.add], drop=options.drop,
        fresh=options.fresh, thresholds={role: count for role, count in given.items() if count},
    )  # fmt: skip
    _say(
        f"root {row.version} waits for signatures of the keys before and after it. Next: fanloop keys export FOLDER"
    )
    return 0


def _show(options: argparse.Namespace) -> int:  # noqa: ARG001 -- it takes nothing
    from fanloop.foundation import clock  # noqa: PLC0415 -- models exist only once the house is open
    from fanloop.things.builds import queries  # noqa: PLC0415 -- as above

    rows = queries.roles(clock.latest())
    if not rows:
        _say("There is no repository yet. Begin with: fanloop keys create")
    for row in rows:
        stands = (
            f"{row.paper.version} until {row.paper.expires:%Y-%m-%d %H:%M}" if row.paper else "not published"
        )
        waits = f"; {row.draft.version} waits for {row.missing} more" if row.draft else ""
        ends = {"soon": ", ends soon", "ended": ", HAS ENDED"}.get(row.ends, "")
        _say(f"{row.role}: {stands}{ends}{waits}")
        _say(
            "\n".join(f"  {key.keyid[:8]} {key.holder}{' (demo)' if key.is_demo else ''}" for key in row.keys)
        )
    return 0


_AT_HOME = {
    "init": _init, "export": _export, "bring": _bring, "sign-targets": _sign_targets, "rotate": _rotate, "show": _show,
}  # fmt: skip

_SAID = {
    "no-public-key": "this is no public key as `fanloop keys create` writes them",
    "no-secret-key": "this is no secret key as `fanloop keys create` writes them",
    "wrong-passphrase": "the passphrase does not open the key",
    "no-metadata": "this is no exported file",
}


def _worded(problem: Wrong) -> str:
    return _SAID.get(problem.code, str(problem))


def _passphrase(what: str) -> bytes:
    """From the terminal, or from the environment for scripts; never from the command line, which others can read."""
    given = os.environ.get("FANLOOP_KEY_PASSPHRASE") or getpass.getpass(f"{what}: ")
    if not given:
        raise CommandError("an empty passphrase protects nothing; say --no-passphrase if you mean it")
    return given.encode()


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
