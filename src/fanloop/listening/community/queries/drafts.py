"""Words somebody has not said yet; theirs alone."""

from typing import Any

from fanloop.listening.community.models import Draft


def draft(fan_id: int | None, key: str) -> dict[str, Any]:
    """What was kept under the key, or nothing."""
    row = Draft.objects.filter(fan_id=fan_id, key=key).first() if fan_id else None
    return dict(row.data) if row else {}
