"""Any sequence of merging, joining, voting and backing, and back again: the rows say what a plain model says.

The model keeps who did what in sets and reckons everything anew; the house keeps links and counts. If undoing a link
left anything behind, or a count drifted, the two would part.
"""

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from fanloop.foundation import trail
from fanloop.listening.voices import actions, queries
from fanloop.listening.voices.queries.family import spent_votes
from fanloop.listening.voices.rules import ranking
from tests.listening.conftest import AT, at_level, somebody

VOICES, NEEDS, FANS = 4, 3, 3
KINDS = ["bug", "idea", "question", "praise"]
some_voice, some_need, some_fan = (
    st.integers(0, VOICES - 1),
    st.integers(0, NEEDS - 1),
    st.integers(0, FANS - 1),
)


class Links(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.fans = [at_level(somebody(f"fan{n}"), 4) for n in range(FANS)]
        self.said = [
            actions.raise_voice(kind=KINDS[n], title=f"V{n}", words="w", fan=self.fans[n % FANS], at=AT)
            for n in range(VOICES)
        ]
        seeds = [
            actions.raise_voice(kind="idea", title=f"S{n}", words="s", fan=None, at=AT) for n in range(NEEDS)
        ]
        self.seeds = seeds
        self.needs = [
            actions.make_need(title=f"N{n}", voices=[seed], by=None, at=AT) for n, seed in enumerate(seeds)
        ]
        self.homes = {n: [] for n in range(VOICES)}
        self.joined, self.votes, self.backs = {}, set(), set()

    def teardown(self):
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    def family(self, root):
        found = {root}
        while more := {one for one, into in self.joined.items() if into in found} - found:
            found |= more
        return found

    @rule(voice=some_voice, need=some_need)
    def merge(self, voice, need):
        actions.merge_voices(voices=[self.said[voice]], into=self.needs[need], by=None, at=AT)
        if self.homes[voice][-1:] != [need]:
            self.homes[voice].append(need)

    @precondition(lambda self: any(self.homes.values()))
    @rule(data=st.data())
    def unmerge(self, data):
        voice = data.draw(st.sampled_from([one for one, home in self.homes.items() if home]))
        back = actions.unmerge_voice(voice=self.said[voice], by=None, at=AT)
        self.homes[voice].pop()
        home = self.homes[voice]
        assert back == (self.needs[home[-1]] if home else None)

    @rule(one=some_need, other=some_need)
    def join(self, one, other):
        if one in self.joined or other in self.family(one):
            with pytest.raises(actions.Refused):
                actions.join_needs(need=self.needs[one], into=self.needs[other], by=None, at=AT)
            return
        actions.join_needs(need=self.needs[one], into=self.needs[other], by=None, at=AT)
        self.joined[one] = other

    @precondition(lambda self: self.joined)
    @rule(data=st.data())
    def part(self, data):
        one = data.draw(st.sampled_from(sorted(self.joined)))
        actions.part_needs(need=self.needs[one], by=None, at=AT)
        del self.joined[one]

    @rule(need=some_need, fan=some_fan)
    def vote(self, need, fan):
        actions.vote(need=self.needs[need], fan=self.fans[fan], at=AT)
        if not any((one, fan) in self.votes for one in self.family(need)):
            self.votes.add((need, fan))

    @rule(need=some_need, fan=some_fan)
    def withdraw(self, need, fan):
        actions.withdraw_vote(need=self.needs[need], fan=self.fans[fan], at=AT)
        self.votes -= {(one, fan) for one in self.family(need)}

    @rule(voice=some_voice, fan=some_fan)
    def back(self, voice, fan):
        if self.said[voice].fan_id != self.fans[fan].id:
            actions.back_voice(voice=self.said[voice], fan=self.fans[fan], at=AT)
            self.backs.add((voice, fan))

    @rule(voice=some_voice, fan=some_fan)
    def take_back(self, voice, fan):
        actions.withdraw_backing(voice=self.said[voice], fan=self.fans[fan], at=AT)
        self.backs.discard((voice, fan))

    def expected(self, need):
        """What the counts, the score and the arrows must be, reckoned from the sets alone."""
        family = self.family(need)
        voices = [n for n, home in self.homes.items() if home and home[-1] in family]
        strongest = {f"seed{one}": 3 for one in family}
        for one, fan in self.votes:
            if one in family:
                strongest[fan] = 1
        voted = sum(1 for person in strongest if isinstance(person, int))
        for voice, fan in self.backs:
            if voice in voices:
                strongest[fan] = 2
        strongest |= {voice % FANS: 3 for voice in voices}
        kinds = ["idea"] * len(family) + [KINDS[voice] for voice in voices]
        counts = [list(strongest.values()).count(strength) for strength in (3, 2, 1)]
        score = ranking.weight(ranking.gist(kinds, [])) * sum(
            n * w for n, w in zip(counts, (3, 2, 1), strict=True)
        )
        return len(voices) + len(family), counts[1], voted, len(strongest), score

    def arrows(self, need):
        family = self.family(need)
        voices = {self.said[n] for n, home in self.homes.items() if home and home[-1] in family}
        voices |= {self.seeds[one] for one in family}
        return {f"voices.need:{self.needs[one].id}" for one in family} | {
            f"voices.voice:{one.id}" for one in voices
        }

    @invariant()
    def rows_say_what_the_model_says(self):
        for number, need in enumerate(self.needs):
            row = queries.need_by_id(need.id)
            stored = (row.voices_count, row.backers_count, row.votes_count, row.people_count, row.score)
            assert stored == self.expected(number)
            assert {node.ref for node in trail.causes_of(f"voices.need:{need.id}").nodes} == self.arrows(
                number
            )
        board = {row.need.id for row in queries.needs_board().object_list}
        assert board == {need.id for number, need in enumerate(self.needs) if number not in self.joined}

    @invariant()
    def a_joined_need_is_a_duplicate_and_no_other_is(self):
        stands = queries.stand([need.id for need in self.needs])
        duplicates = {
            n
            for n, need in enumerate(self.needs)
            if need.id in stands and stands[need.id].status.kind == "duplicate"
        }
        assert duplicates == set(self.joined)

    @invariant()
    def two_needs_that_became_one_cost_one_vote(self):
        for number, fan in enumerate(self.fans):
            roots = set()
            for need, voter in self.votes:
                if voter == number:
                    roots |= {
                        one for one in range(NEEDS) if one not in self.joined and need in self.family(one)
                    }
            assert spent_votes(fan.id) == len(roots)


@pytest.mark.django_db
def test_links_can_be_undone_in_any_order_and_leave_nothing_behind():
    run_state_machine_as_test(
        Links, settings=settings(max_examples=12, stateful_step_count=18, deadline=None)
    )
