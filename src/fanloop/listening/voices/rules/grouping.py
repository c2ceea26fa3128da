"""Which voices mean the same, from evidence such as one citing the other. Deterministic, and only a suggestion."""

from collections.abc import Iterable


def grouped(voice_ids: Iterable[int], same: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Voices in groups: linked ones together, the others alone; the lowest id leads, groups in its order.

    Pairs that name an unknown voice are passed over. Union-find with path halving, near-linear.

    >>> grouped([1, 2, 3, 4], [(2, 4), (4, 9)])
    [[1], [2, 4], [3]]
    """
    leader = {voice: voice for voice in sorted(set(voice_ids))}

    def find(voice: int) -> int:
        while leader[voice] != voice:
            leader[voice] = leader[leader[voice]]
            voice = leader[voice]
        return voice

    for one, other in same:
        if one in leader and other in leader:
            low, high = sorted((find(one), find(other)))
            leader[high] = low
    groups: dict[int, list[int]] = {}
    for voice in leader:
        groups.setdefault(find(voice), []).append(voice)
    return list(groups.values())
