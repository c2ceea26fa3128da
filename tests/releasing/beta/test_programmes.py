from datetime import timedelta

import pytest

from fanloop.releasing.beta import actions, queries
from fanloop.releasing.beta.actions import NewProgramme, Refused
from tests.releasing.beta.days import AT, later


def test_a_programme_is_listed_while_it_runs(programme, tester):
    tester("ada")
    [row] = queries.programmes(at=AT)
    assert (row.title, row.line, row.testers, row.phase) == ("Dawn explorers", "Dawn", 1, None)
    assert queries.programmes(at=AT, past=True) == []
    assert queries.programme_of(programme.line_id) == programme


def test_a_programme_is_found_by_its_name_and_by_what_it_tries(client, programme, sunrise):
    for words in ("explorers", "sunrise"):
        page = client.get("/search", {"q": words, "in": "beta"}).content.decode()
        assert "/beta/dawn-explorers" in page or "/go/beta.programme" in page
    actions.drop_piece(piece=sunrise, at=AT)
    assert "explorers" not in client.get("/search", {"q": "sunrise", "in": "beta"}).content.decode()


def test_a_closed_programme_is_past_and_takes_nobody(programme, boss, join):
    new = NewProgramme(title=programme.title, words=programme.words, opens=AT, closes=later(5))
    actions.change_programme(programme=programme, new=new, by=boss, at=AT)
    assert [one.programme for one in queries.programmes(at=later(5), past=True)] == [programme]
    assert queries.programme_of(programme.line_id, at=later(5)) is None
    with pytest.raises(Refused, match="now"):
        actions.apply(
            programme=programme,
            fan=join("ada"),
            said=actions.NewApplication(devices={"OAK": ""}),
            at=later(5),
        )


def test_what_a_programme_said_before_is_kept(programme, boss):
    new = NewProgramme(title={"en": "Early birds"}, words=programme.words, opens=AT)
    actions.change_programme(programme=programme, new=new, by=boss, at=later(1))
    [kept] = queries.changes_of(programme.id)
    assert (kept.before, kept.by) == ({"title": {"en": "Dawn explorers"}}, boss)


@pytest.mark.parametrize("wrong", [{"title": {}}, {"level": 5}, {"warn_days": 0}, {"closes": timedelta(0)}])
def test_programmes_that_cannot_be_are_refused(lamp, boss, wrong):
    values = {"title": {"en": "X"}, "words": {}, "opens": AT} | wrong
    if "closes" in wrong:
        values["closes"] = AT
    with pytest.raises(Refused):
        actions.open_programme(line=lamp, slug="x", new=NewProgramme(**values), by=boss, at=AT)


def test_two_programmes_have_two_addresses(programme, lamp, boss):
    new = NewProgramme(title={"en": "Again"}, words={}, opens=AT)
    with pytest.raises(Refused, match="address"):
        actions.open_programme(line=lamp, slug="dawn-explorers", new=new, by=boss, at=AT)


def test_the_phase_of_the_moment_counts_its_days(programme, boss):
    actions.add_phase(
        programme=programme, kind="engage", title={"en": "Trying"}, starts=AT, ends=later(10), by=boss, at=AT
    )
    [row] = queries.programmes(at=later(7) + timedelta(hours=1))
    assert (row.phase.title, row.phase.days_left(later(7) + timedelta(hours=1))) == ("Trying", 3)
    assert row.phase.days_left(later(20)) == 0


def test_pieces_are_dropped_and_not_forgotten(programme, boss):
    one = actions.add_feature(programme=programme, title={"en": "Dial"}, by=boss, at=AT)
    actions.drop_piece(piece=one, at=AT)
    assert queries.features_of(programme.id) == []
    assert [row.feature for row in queries.features_of(programme.id, dropped=True)] == [one]


def test_a_choice_offers_at_least_two_answers(programme, boss):
    with pytest.raises(Refused, match="two answers"):
        actions.add_question(
            programme=programme,
            kind="choice",
            title={"en": "Which?"},
            options=[{"en": "This"}],
            by=boss,
            at=AT,
        )
