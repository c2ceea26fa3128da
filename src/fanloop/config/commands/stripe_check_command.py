import argparse
import json
import os
import sys
from dataclasses import asdict, replace
from typing import Any

from fanloop.config.house import CommandError

NO_KEY = (
    "No key of Stripe's test mode is set, so nothing was asked. Put one (sk_test_…) into FANLOOP_STRIPE_TEST_KEY "
    "or FANLOOP_STRIPE_KEY."
)


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(options: argparse.Namespace) -> int:
    """Needs no house. A key is read from the environment alone, and one of the live mode is refused."""
    key = os.environ.get("FANLOOP_STRIPE_TEST_KEY") or os.environ.get("FANLOOP_STRIPE_KEY", "")
    if key and not key.startswith("sk_test_"):
        raise CommandError("this is no key of Stripe's test mode; with it money would move")
    if not key:
        _print(options, {"ok": None, "skipped": NO_KEY}, f"SKIPPED: {NO_KEY}")
        return 0
    steps = []
    for step in _smoke(key).steps():
        steps.append(step)
        if not options.json:
            sys.stdout.write(
                f"{'ok   ' if step.ok else 'WRONG'} {step.name}{f': {step.said}' if step.said else ''}\n"
            )
    ok = all(step.ok for step in steps)
    _print(
        options,
        {"ok": ok, "steps": [asdict(step) for step in steps]},
        "Stripe answers as the house needs it." if ok else "",
    )
    return 0 if ok else 1


def _smoke(key: str) -> Any:
    from fanloop.plugins.stripe_pay.provider import Reach, StripePay  # noqa: PLC0415 -- a large library, for this command alone
    from fanloop.plugins.stripe_pay.smoke import Smoke  # noqa: PLC0415 -- as above

    base, secret = os.environ.get("FANLOOP_STRIPE_BASE", ""), "whsec_nobody"
    reach = replace(Reach(), sessions=False, search=False)
    return Smoke(
        StripePay(key=key, hook_secret=secret, base=base, reach=reach),
        StripePay(key=key, hook_secret=secret, base=base),
    )


def _print(options: argparse.Namespace, said: dict[str, Any], words: str) -> None:
    if options.json:
        sys.stdout.write(json.dumps(said, ensure_ascii=False) + "\n")
    elif words:
        sys.stdout.write(f"{words}\n")
