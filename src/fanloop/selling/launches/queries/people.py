"""One person has one key, whether they have an account or only left an address."""

from collections.abc import Collection, Iterable

from allauth.account.models import EmailAddress
from django.utils.crypto import salted_hmac

from fanloop.people.fans import queries as fans


def key_of_fan(fan_id: int) -> str:
    return f"fan:{fan_id}"


def key_of_address(email: str) -> str:
    """Not to be read back: the address itself is blanked when its owner leaves, the key stays."""
    return f"mail:{salted_hmac('launches.person', email.strip().lower()).hexdigest()[:40]}"


def keys_of_fans(fan_ids: Iterable[int]) -> set[str]:
    return {key_of_fan(fan_id) for fan_id in fan_ids}


def fan_ids_of(keys: Iterable[str]) -> set[int]:
    return {int(key[4:]) for key in keys if key.startswith("fan:")}


def addresses(fan_ids: Collection[int]) -> dict[int, str]:
    """Fan id → an address they have shown to be theirs. Nothing is promised to an address nobody has opened."""
    rows = fans.fans_by_ids(fan_ids)
    proven = EmailAddress.objects.filter(user__in=list(rows), verified=True).values_list("user_id", "email")
    mine = {(fan_id, email.lower()) for fan_id, email in proven}
    return {
        row.id: row.email
        for row in rows.values()
        if row.email and row.is_active and (row.id, row.email.lower()) in mine
    }
