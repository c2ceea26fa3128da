"""The day on which these tests begin, and days after it."""

from datetime import UTC, datetime, timedelta

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def later(days):
    return AT + timedelta(days=days)
