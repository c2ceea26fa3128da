"""The process of heavy jobs, which a server starts when the first of them waits: it gives way to pages, has a Python of
its own, so that no page waits for its turn, and leaves when there has been nothing to do for a while.
"""

import os
import sys
from datetime import timedelta

import django

from fanloop.config import parent, thrift

_NICE = 10


def main() -> None:
    """Work until there is no more, until told to stop, or until the server is gone. The database is up and up to date."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fanloop.config.settings")
    server, ahead = int(sys.argv[1]), float(sys.argv[2])
    os.nice(_NICE)
    thrift.few_arenas()
    parent.follow(server)
    django.setup()
    from fanloop.config.worker import Heavy, until_told  # noqa: PLC0415 -- Django is set up by now
    from fanloop.foundation import clock  # noqa: PLC0415 -- as above

    clock.run_from(clock.now() + timedelta(seconds=ahead))
    until_told(Heavy())


if __name__ == "__main__":
    main()
