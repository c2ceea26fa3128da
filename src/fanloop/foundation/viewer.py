"""Who is looking. Queries about what is not public take `viewer=` and decide with nothing else."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Viewer:
    """A frozen answer to: which fan, which partner's contact, and what may they do?

    `permissions` are the words of the one permission table in `people/team/rules/permissions.py`.
    """

    fan_id: int | None = None
    partner_id: int | None = None
    is_staff: bool = False
    is_system: bool = False
    permissions: frozenset[str] = field(default_factory=frozenset)

    def may(self, permission: str) -> bool:
        return self.is_system or permission in self.permissions

    @property
    def audiences(self) -> tuple[str, ...]:
        """Opaque keys of what this viewer may find by searching."""
        keys = ["public"]
        if self.fan_id is not None:
            keys.append(f"fan:{self.fan_id}")
        if self.partner_id is not None:
            keys.append(f"partner:{self.partner_id}")
        if self.is_staff or self.is_system:
            keys.append("staff")
        return tuple(keys)


ANYONE = Viewer()
SYSTEM = Viewer(is_system=True, is_staff=True)
