from decimal import Decimal

import pytest

from fanloop.plugins.bom.match import join, slug
from fanloop.plugins.bom.read import items
from fanloop.plugins.reading import Problems


@pytest.fixture
def read(tmp_path):
    """Read a text as a parts list; give the bill and what was not understood."""

    def joined(text, *, name="lamp.csv", assume_each=True):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        problems = Problems()
        bill = join(items(path, problems, assume_each=assume_each), path.name, problems)
        return bill, [str(problem) for problem in problems.kept]

    return joined


MULTI = "parent,section,component,qty,child_assembly,source_ref,comment\n"


def quantities(bill):
    return {(line.parent, line.child): line.quantity for line in bill.lines.values()}


def test_a_multi_level_bill_has_parents_children_and_tops(read):
    bill, problems = read(MULTI + "lamp,Head,Head unit,1.0,head,,\nhead,Light,LED 9 W,2.0,,shop 1,warm\n")

    assert problems == []
    assert quantities(bill) == {("lamp", "head"): 1, ("head", "led-9-w"): 2}
    assert bill.tops == ["lamp"]
    assert (bill.parts["head"].name, bill.parts["head"].kind) == ("Head unit", "assembly")
    assert bill.parts["led-9-w"].unit_assumed


def test_an_assembly_without_lines_is_bought(read):
    bill, _ = read(MULTI + "lamp,,Driver,1,driver_board,,\n")

    assert bill.bought_assemblies == ["driver_board"]
    assert bill.parts["driver_board"].kind == "part"


@pytest.mark.parametrize(
    "text",
    [
        'Comment,Designator,Footprint\n10K,"R1,R2",Lib:R_0805\n',
        '"Ref";"Value";"Footprint"\n"R1 R2 ";"10K";"R_0805"\n',
        '\ufeffReference, Quantity, Value,Footprint\n"R1\nR2",2,10K,Other:R_0805\n',
        "Id;Designator;Footprint;Quantity;Designation;Supplier and ref;\n1;R1,R2;R_0805;2;10K;;;\n",
    ],
    ids=["comma", "semicolon", "mark and several lines", "one delimiter too many"],
)
def test_every_board_editors_head_is_understood(read, text):
    bill, problems = read(text)

    assert problems == []
    assert quantities(bill) == {("lamp", "10k-r_0805"): 2}
    [line] = bill.lines.values()
    assert line.reference in {"R1,R2", "R1 R2"}
    assert not bill.parts["10k-r_0805"].unit_assumed, "what sits in named places is counted"


def test_the_same_makers_number_is_the_same_part(read):
    bill, _ = read(
        "board,qty,value,footprint,references,mpn\nmain,1,10nF,C_0603,C1,KX-1\nkeys,2,0.01uF,C_0603,C1 C2,kx-1\n"
    )

    assert quantities(bill) == {("main", "KX-1"): 1, ("keys", "KX-1"): 2}
    assert [(match.line, match.by) for match in bill.matches] == [(3, "manufacturer’s number")]


def test_the_same_name_and_footprint_is_the_same_part(read):
    bill, _ = read(
        "board,value,footprint,refs\nmain,10K,A:R_0805,R1\nkeys,10k,B:R_0805,R7\nkeys,10k,R_0402,R8\n"
    )

    assert sorted(bill.parts) == ["10k-r_0402", "10k-r_0805", "keys", "main"]
    assert [match.line for match in bill.matches] == [3]


def test_a_line_without_the_number_joins_the_one_that_has_it(read):
    bill, _ = read("board,value,footprint,refs,mpn\nmain,10K,R_0805,R1,RC-10\nkeys,10K,R_0805,R7,\n")

    assert {line.child for line in bill.lines.values()} == {"RC-10"}


def test_parts_of_one_name_that_differ_in_what_is_said_are_kept_apart(read):
    bill, problems = read(MULTI + "lamp,,SPI wire,1,,,long 20 cm\nlamp,,SPI wire,2,,,long 35 cm\n")

    assert problems == []
    assert sorted(bill.parts) == ["lamp", "spi-wire", "spi-wire-long-35-cm"]


def test_units_are_converted_into_the_parts_own(read):
    bill, problems = read("parent,part,qty,unit\nlamp,Wire,2,m\nfoot,Wire,35,cm\n")

    assert problems == []
    assert quantities(bill)["foot", "wire"] == Decimal("0.35")
    assert bill.parts["wire"].unit == "m"


def test_without_assuming_each_the_unit_must_be_said(read):
    bill, problems = read("part,qty\nFoot,1\n", assume_each=False)

    assert bill.lines == {}
    assert problems == ["lamp.csv, line 2: the line names no unit"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("lamp,Foot,-1,each", "the quantity must be above zero, not -1"),
        ("lamp,Foot,0,each", "the quantity must be above zero, not 0"),
        ("lamp,Foot,many,each", "the quantity is not a number: “many”"),
        ("lamp,Foot,NaN,each", "the quantity is not a number: “NaN”"),
        ("lamp,Foot,1e30,each", "the quantity 1e30 is too large or too fine to store"),
        ("lamp,Foot,0.00001,each", "the quantity 0.00001 is too large or too fine to store"),
        ("lamp,Foot,1,furlong", "unknown unit 'furlong'"),
        ("lamp,Foot,,each", "the line says no quantity"),
        ("lamp,,1,each", "the line names no part"),
        (",Foot,1,each", "the line names no parent"),
        ("lamp,Total,,", "“Total” is a sum, not a part"),
        ("lamp,Foot,1", "3 cells where the head names 4"),
        ("lamp,Foot,1,each,stray", "5 cells where the head names 4"),
        ("lamp,Arm,1,each", "the same line stands on line 2 already"),
        ("lamp,Arm,1,m", "'m' is a length, 'each' is a count"),
        ('lamp,"Foot,1,each', "broken CSV: a quote is opened and not closed before the end of the file"),
    ],
)
def test_a_line_not_understood_is_named_and_the_rest_is_read(read, line, reason):
    bill, problems = read(f"parent,part,qty,unit\nlamp,Arm,1,each\n{line}\n")

    assert problems == [f"lamp.csv, line 3: {reason}"]
    assert quantities(bill) == {("lamp", "arm"): 1}


def test_places_and_quantity_must_agree(read):
    _, problems = read('Ref,Qty,Value\n"R1,R2,R3",2,10K\n')

    assert problems == ["lamp.csv, line 2: the line asks for 2 and names 3 places"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "lamp.csv: the file is empty"),
        ("part,colour\nFoot,red\n", "lamp.csv, line 1: no column says how many"),
        ("qty,colour\n1,red\n", "lamp.csv, line 1: no column names the part"),
        ("part,qty,qty\nFoot,1,2\n", "lamp.csv, line 1: two columns share the name “qty”"),
        (b"part,qty\nF\xff,1\n", "lamp.csv, line 2: byte 2 (0xff) is not UTF-8"),
        (
            b"part,qty\n" + b"x" * 2_000_000 + b",1\nFoot,1\n",
            "lamp.csv, line 2: the line is longer than 1,048,576 bytes",
        ),
    ],
)
def test_a_file_nobody_can_read_says_why(read, text, reason):
    _, [problem] = read(text)
    assert problem.startswith(reason)


def test_a_circle_is_named_and_its_last_line_left_out(read):
    bill, problems = read(MULTI + "lamp,,Head,1,head,,\nhead,,Bulb,1,bulb,,\nbulb,,Lamp,1,lamp,,\n")

    assert problems == ["lamp.csv, line 4: a part cannot be inside itself: lamp → head → bulb → lamp"]
    assert quantities(bill) == {("lamp", "head"): 1, ("head", "bulb"): 1}


def test_headings_between_the_lines_are_sections(read):
    bill, problems = read("Component,Category,Qty\n,,\nElectronics,,\nPi,Compute,1\n")

    assert problems == []
    assert quantities(bill) == {("lamp", "pi"): 1}


def test_a_long_name_gets_a_short_number_of_its_own():
    assert len(slug("a" * 300)) == 80
    assert slug("a" * 300) != slug("a" * 301)
