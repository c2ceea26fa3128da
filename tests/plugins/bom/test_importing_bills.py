import pytest

from fanloop.plugins.bom.importer import import_bom, preview
from fanloop.things.products import queries
from tests.making.conftest import AT

GOOD = "parent,section,component,qty,child_assembly,source_ref,comment\nlamp,,Head,1,head,,\nhead,,LED,2,,,\n"


@pytest.fixture
def bill(tmp_path):
    def write(text):
        path = tmp_path / "bill.csv"
        path.write_text(text)
        return path

    return write


def test_a_preview_stores_nothing(db, bill):
    seen = preview(bill(GOOD))

    assert seen.counts == {
        "parts": 3, "new_parts": 3, "lines": 2, "matched": 0, "units_assumed": 1, "not_understood": 0,
    }  # fmt: skip
    assert queries.part_by_number("lamp") is None


def test_importing_twice_changes_nothing(db, bill):
    path = bill(GOOD)
    first, second = (import_bom(path, strict=True, at=AT) for _ in range(2))

    assert (first.parts, first.lines, first.ok) == (3, 2, True)
    assert (second.parts, second.lines, second.ok) == (0, 0, True)
    assert preview(path).new_parts == 0
    top = queries.part_by_number("lamp")
    assert len(queries.bom_below(top.id)) == 2
    assert queries.part_by_number("led").unit_assumed


def test_strict_is_all_or_nothing(db, bill):
    path = bill(GOOD + "head,,Screw,-4,,,\n")
    strict = import_bom(path, strict=True, at=AT)

    assert (strict.parts, strict.lines) == (0, 0)
    assert [str(problem) for problem in strict.problems] == [
        "bill.csv, line 4: the quantity must be above zero, not -4"
    ]
    assert queries.part_by_number("lamp") is None


def test_not_strict_keeps_the_good_rest(db, bill):
    summary = import_bom(bill(GOOD + "head,,Screw,-4,,,\n"), strict=False, at=AT)

    assert (summary.parts, summary.lines, summary.problem_count) == (3, 2, 1)


def test_a_circle_through_what_is_stored_harms_nothing(db, bill):
    import_bom(bill(GOOD), strict=True, at=AT)
    summary = import_bom(bill("parent,child_assembly,component,qty\nhead,lamp,Lamp,1\n"), strict=False, at=AT)

    assert (summary.parts, summary.lines) == (0, 0)
    assert "inside itself" in summary.problems[0].reason
    assert len(queries.bom_below(queries.part_by_number("lamp").id)) == 2


def test_a_head_alone_brings_nothing_and_says_so(db, bill):
    summary = import_bom(bill("part,qty\n"), strict=False, at=AT)
    assert [problem.reason for problem in summary.problems] == ["the file holds a head and no lines"]


def test_a_missing_file_is_named(db, tmp_path):
    summary = import_bom(tmp_path / "gone.csv", strict=False, at=AT)
    assert [str(problem) for problem in summary.problems] == [
        "gone.csv: the file cannot be read: No such file or directory"
    ]
