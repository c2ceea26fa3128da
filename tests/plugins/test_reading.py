"""What a stranger's file may hold, and what the reader says about it."""

import subprocess
import sys
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanloop.plugins.reading import (
    Problem,
    Problems,
    Row,
    UnreadableError,
    csv_rows,
    delimiter_of,
    json_rows,
    lines,
    parsed,
)


@pytest.fixture
def problems():
    return Problems()


def told(problems):
    return [str(problem) for problem in problems.kept]


def written(tmp_path, content, name="rows.csv"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_a_broken_json_line_is_named_and_the_next_line_is_read(tmp_path, problems):
    path = written(tmp_path, '{"id": 1}\n{"id": \n\n{"id": 3}\n', "rows.jsonl")
    assert [row.values["id"] for row in json_rows(path, problems)] == [1, 3]
    assert told(problems) == ["rows.jsonl, line 2: broken JSON at character 9: Expecting value"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("[1]", "not a JSON object: [1]"),
        ('{"a": NaN}', "JSON nobody can store: NaN is no number"),
        ('{"a": 1e999}', "JSON nobody can store: 1e999 is out of range"),
    ],
)
def test_json_that_cannot_be_stored_is_refused(tmp_path, problems, line, reason):
    assert list(json_rows(written(tmp_path, line, "a.jsonl"), problems)) == []
    assert told(problems) == [f"a.jsonl, line 1: {reason}"]


def test_json_nested_beyond_reason_is_a_problem_not_a_crash(tmp_path, problems):
    path = written(tmp_path, "[" * 100_000 + "\n{}\n", "a.jsonl")
    assert len(list(json_rows(path, problems))) == 1
    assert problems.kept[0].line == 1


def test_a_missing_column_is_named_with_those_that_are_there(tmp_path, problems):
    assert (
        list(csv_rows(written(tmp_path, "topic,forum\n1,a\n"), problems, columns=("topic_id", "forum"))) == []
    )
    assert told(problems) == ["rows.csv, line 1: column 'topic_id' is missing; found topic, forum"]


def test_a_row_with_other_cells_than_the_head_is_a_problem(tmp_path, problems):
    path = written(tmp_path, "a,b\n1,2\n1,2,3\n4,5\n")
    assert [row.line for row in csv_rows(path, problems)] == [2, 4]
    assert told(problems) == ["rows.csv, line 3: 3 cells where the head names 2"]


@pytest.mark.parametrize("read", [csv_rows, json_rows])
def test_an_empty_file_is_a_problem(tmp_path, problems, read):
    assert list(read(written(tmp_path, b""), problems)) == []
    assert problems.kept == [Problem("rows.csv", 0, "the file is empty")]


def test_a_missing_file_is_a_problem(tmp_path, problems):
    assert list(csv_rows(tmp_path / "none.csv", problems)) == []
    assert told(problems) == ["none.csv: the file cannot be read: No such file or directory"]


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (b"caf\xe9,2", "byte 4 (0xe9) is not UTF-8"),
        (b"a\0,2", "the line holds a NUL byte"),
    ],
)
def test_bytes_that_are_no_text_cost_one_line(tmp_path, problems, bad, reason):
    path = written(tmp_path, b"a,b\n" + bad + b"\n3,4\n")
    assert [row.values for row in csv_rows(path, problems)] == [{"a": "3", "b": "4"}]
    assert told(problems) == [f"rows.csv, line 2: {reason}"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_marks_encodings_and_delimiters_are_recognised(tmp_path, problems, encoding, delimiter):
    text = f'part{delimiter}name\r\n1{delimiter}"灯{delimiter}\r\nDawn"\r\n'
    path = written(tmp_path, text.encode(encoding))
    assert [row.values for row in csv_rows(path, problems)] == [
        {"part": "1", "name": f"灯{delimiter}\r\nDawn"}
    ]
    assert not problems


def test_a_delimiter_inside_quotes_does_not_count():
    assert delimiter_of('"a;b;c",d') == ","


def test_a_quote_that_never_closes_costs_its_line_alone(tmp_path, problems):
    path = written(tmp_path, 'a,b\n1,"open\n2,x\n3,y\n')
    assert [row.values["a"] for row in csv_rows(path, problems)] == ["2", "3"]
    reason = "broken CSV: a quote is opened and not closed before the end of the file"
    assert told(problems) == [f"rows.csv, line 2: {reason}"]


def test_an_inch_mark_in_a_plain_cell_is_a_letter(tmp_path, problems):
    path = written(tmp_path, 'a,b\n1,5" pipe\n2,x\n')
    assert [row.values["b"] for row in csv_rows(path, problems)] == ['5" pipe', "x"]
    assert not problems


def test_a_long_line_is_skipped_and_its_neighbours_are_read(tmp_path, problems):
    path = written(tmp_path, b"a\n" + b"x" * 200_000 + b"\nb\n")
    assert [(line.number, line.text) for line in lines(path, problems, longest=1_000)] == [
        (1, "a\n"),
        (3, "b\n"),
    ]
    assert told(problems) == ["rows.csv, line 2: the line is longer than 1,000 bytes"]


def test_a_duplicate_names_the_line_that_came_first(tmp_path, problems):
    path = written(tmp_path, "id\n7\n8\n7\n")
    values = parsed(
        csv_rows(path, problems), lambda row: row.integer("id"), problems, key=lambda value: value
    )
    assert list(values) == [7, 8]
    assert told(problems) == ["rows.csv, line 4: 7 stands on line 2 already"]


def test_only_the_first_thousand_problems_are_kept(tmp_path, problems):
    path = written(tmp_path, "a\n" + "1,2\n" * 3_000)
    assert list(csv_rows(path, problems)) == []
    assert (len(problems.kept), problems.count) == (1_000, 3_000)


@pytest.mark.parametrize(
    ("method", "value"),
    [
        ("integer", "1.5"), ("integer", True), ("integer", "9" * 19), ("integer", None),
        ("decimal", "1,5"), ("decimal", "NaN"), ("decimal", ""),
        ("moment", "2026-13-01"), ("moment", 5), ("day", "1 May"),
        ("flag", "maybe"), ("text", 5), ("text", "a\0b"), ("text", "\ud83d"), ("named", "  "),
    ],
)  # fmt: skip
def test_a_value_that_is_not_what_its_column_promises_is_quoted(method, value):
    with pytest.raises(UnreadableError, match="'cell'"):
        getattr(Row("f", 1, {"cell": value}), method)("cell")


def test_a_missing_value_is_named():
    with pytest.raises(UnreadableError, match="'cell' is missing"):
        Row("f", 1, {}).text("cell")


def test_values_are_read():
    row = Row(
        "f",
        1,
        {"n": "42", "d": "1.50", "t": "2013-04-10T23:29:03+01:00", "naive": "2011-04-01T08:17:00", "y": "1"},
    )
    assert row.integer("n") == 42
    assert row.decimal("d") == Decimal("1.50")
    assert row.moment("t") == datetime(2013, 4, 10, 22, 29, 3, tzinfo=UTC)
    assert row.moment("naive") == datetime(2011, 4, 1, 8, 17, tzinfo=UTC)
    assert row.flag("y") is True


@given(st.binary(max_size=400))
def test_no_bytes_whatever_break_the_reader(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("any") / "any"
    path.write_bytes(content)
    for read in (csv_rows, json_rows):
        problems = Problems()
        for row in read(path, problems):
            assert row.line >= 1


_MEASURE = """
import resource, sys
from pathlib import Path
from fanloop.plugins.reading import Problems, {read}
problems = Problems()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
rows = len(list({read}(Path(sys.argv[1]), problems)))
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(rows, problems.count, problems.kept[0].line, (after - before) // 1024)
"""


@pytest.mark.slow
@pytest.mark.parametrize(("read", "row"), [("json_rows", b'{"id": 1}\n'), ("csv_rows", b"1,2\n")])
def test_a_line_of_200_megabytes_is_skipped_in_bounded_memory(tmp_path, read, row):
    path = tmp_path / "huge"
    with path.open("wb") as stream:
        stream.write(b"a,b\n" if read == "csv_rows" else row)
        stream.write(row + b'"')
        for _ in range(200):
            stream.write(b"x" * 1024 * 1024)
        stream.write(b"\n" + row)
    command = [sys.executable, "-c", _MEASURE.format(read=read), str(path)]
    answer = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    rows, problems, line, megabytes = map(int, answer)
    assert (problems, line) == (1, 3)
    assert rows == (2 if read == "csv_rows" else 3)
    assert megabytes < 16
