from datetime import datetime


class Refused(ValueError):
    """Not allowed, for a reason that a person may read. `again_at`: when it may be tried again, where time alone helps."""

    def __init__(self, message: str, *, code: str = "", again_at: datetime | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.again_at = again_at
