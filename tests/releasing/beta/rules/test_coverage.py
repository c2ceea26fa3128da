from hypothesis import given
from hypothesis import strategies as st

from fanloop.releasing.beta.rules.coverage import Tried, table

FEATURES = [(1, "Sunrise"), (2, "Dial")]
DEVICES = [("oak", "Oak"), ("black", "Ash black")]
trials = st.builds(
    Tried,
    st.sampled_from([1, 2, 3]),
    st.sampled_from(["oak", "black", "alu"]),
    st.sampled_from(["works", "fails", "blocked"]),
)


def test_a_table_counts_each_outcome_in_its_cell():
    said = table(
        FEATURES, DEVICES, [Tried(1, "oak", "works"), Tried(1, "oak", "fails"), Tried(2, "black", "blocked")]
    )
    sunrise, dial = said.rows
    assert (sunrise.cells[0].works, sunrise.cells[0].fails, sunrise.cells[1].tried) == (1, 1, 0)
    assert dial.cells[1].blocked == 1
    assert (said.covered, said.cells, said.share) == (2, 4, 0.5)


def test_where_there_is_nothing_to_try_nothing_is_covered():
    assert table([], [], []).share == 0.0


@given(st.lists(trials, max_size=40))
def test_a_table_loses_and_invents_nothing(told):
    said = table(FEATURES, DEVICES, told)
    inside = [one for one in told if one.feature in {1, 2} and one.device in {"oak", "black"}]
    assert sum(cell.tried for row in said.rows for cell in row.cells) == len(inside)
    assert 0 <= said.share <= 1
