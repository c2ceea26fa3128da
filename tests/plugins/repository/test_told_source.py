"""The story's source: a fan's patch that left, and work that waits for somebody."""

from fanloop.foundation import trail
from fanloop.plugins.repository import queries
from fanloop.plugins.repository.models import Contribution
from fanloop.releasing.releases import queries as trains


def test_a_fan_s_patch_has_left_with_a_train_and_others_wait(told):
    patch = queries.handed([told["contribution.ha"]])[0]
    assert (patch.state, patch.merging.known_by, patch.row.misfits) == ("merged", "fingerprint", [])
    change = trains.change_by_id(told["change.ha"].id)
    assert patch.merging.change_id == change.id
    assert told["fan.gridwalker"].id in trains.credits_of([change.id])[change.id]["made"]
    assert (
        f"repository.contribution:{patch.row.id}"
        in trail.nearest_causes([f"releases.change:{change.id}"])[f"releases.change:{change.id}"]
    )
    waiting = [(row.kind, row.title, row.misfits) for row in queries.waiting()]
    assert waiting == [
        (Contribution.PATCH, "Quarter steps below ten per cent", []),
        (Contribution.TRANSLATION, "Echter Sonnenaufgang", []),
    ]


def test_the_commits_of_the_story_are_linked_and_two_lines_wait(told):
    assert [row.author_name for row in queries.commits_of(told["change.powercut"].id)] == ["Wen"]
    assert [(row.text, row.outcome) for row in queries.unlinked()] == [
        (f"Answers NEED-{told['need.hum'].id}", "waits"),
        ("Answers NEED-4711", "unknown"),
    ]
