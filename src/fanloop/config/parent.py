"""A process that helps another one must not outlive it."""

import os
import signal
import threading
import time


def follow(parent: int) -> None:
    """From now on stop, as if told to, when `parent` is gone: killed, it could tell nobody."""
    threading.Thread(target=_follow, args=(parent,), daemon=True).start()


def _follow(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)
