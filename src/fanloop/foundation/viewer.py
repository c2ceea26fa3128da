"""Who is looking. Queries about what is not public take `viewer=` and decide with nothing else."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Viewer:
    """A frozen answer to: which fan, which partner's contact, and what may they do?

    `permissions` are the words of the one permission table in `people/team/rules/permissions.py`; `groups` are keys of
    groups of fans, `level` is the trust level.
    """

    fan_id: int | None = None
    partner_id: int | None = None
    is_staff: bool = False
    is_system: bool = False
    permissions: frozenset[str] = field(default_factory=frozenset)
    groups: frozenset[str] = field(default_factory=frozenset)
    level: int = 0

    def may(self, permission: str) -> bool:
        return self.is_system or permission in self.permissions

    @property
    def audiences(self) -> tuple[str, ...]:
        """Opaque keys of what this viewer may find by searching."""
        keys = ["public"]
        if self.fan_id is not None:
            keys.append(f"fan:{self.fan_id}")
            keys.extend(f"level:{level}" for level in range(self.level + 1))
            keys.extend(f"group:{key}" for key in sorted(self.groups))
        if self.partner_id is not None:
            keys.append(f"partner:{self.partner_id}")
        if self.is_staff or self.is_system:
            keys.append("staff")
        return tuple(keys)


ANYONE = Viewer()
SYSTEM = Viewer(is_system=True, is_staff=True)
