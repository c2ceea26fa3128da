"""A progress line on the terminal's error stream; standard output stays for results."""

import sys


def to_terminal(what: str, done: int, of: int) -> None:
    """Show how far `what` is; silent where nobody watches."""
    if not sys.stderr.isatty():
        return
    width = 24
    filled = width if not of else width * done // of
    sys.stderr.write(f"\r{what:<28} {'█' * filled}{'░' * (width - filled)} {done:>7,} of {of:,} ")
    if done >= of:
        sys.stderr.write("\n")
    sys.stderr.flush()
