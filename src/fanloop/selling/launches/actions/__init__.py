"""Every write of launches, in files of one matter each."""

from fanloop.selling.launches.rules.refusals import Refused

__all__ = ["Refused"]
