"""A draw is a permutation anybody can repeat; whatever is touched afterwards shows."""

import ast
import copy
import hmac
import json
import random
import subprocess
import sys
from collections import Counter
from functools import cache
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fanloop.config.command_line import main
from fanloop.selling.campaigns.rules import draw, merkle, seal, verify_draw
from fanloop.selling.campaigns.rules.draw import Entrant, NoEntry
from fanloop.selling.campaigns.rules.draw_paper import check, paper
from fanloop.selling.campaigns.rules.receipts import at_entry, check_receipt, held_against, receipt

SEED = bytes(range(32))
RULES = {"drop": "dawn-2", "places": 3, "tickets": {"everyone": 1, "builders": 3}}
AT = "2026-11-20T10:00:00.123Z"
SCRIPT = Path(verify_draw.__file__)

nonces = st.text("0123456789abcdef", min_size=1, max_size=8)
fields = st.lists(st.tuples(nonces, st.sampled_from([1, 3])), max_size=40)


def entrants(rows):
    return [Entrant(f"c{n}", nonce, weight, AT) for n, (nonce, weight) in enumerate(rows)]


def published(rows, *, seed=SEED, late=""):
    return paper(
        drop="dawn-2",
        rules=RULES,
        commitment=draw.commitment(SEED),
        entrants=entrants(rows),
        seed=seed,
        late=late,
    )


def fifteen():
    return published([(f"{n:04x}", 3 if n % 5 == 0 else 1) for n in range(15)])


def script_says(found):
    try:
        verify_draw.check_paper(found)
    except (KeyError, TypeError, ValueError, IndexError) as problem:
        return str(problem)
    return ""


@given(fields, st.text("0123456789", max_size=8))
def test_every_draw_is_a_permutation_and_both_checkers_agree(rows, late):
    found = json.loads(json.dumps(published(rows, late=late)))
    assert sorted(found["order"]) == list(range(1, len(rows) + 1))
    assert check(found, root=found["root"], commitment=found["commitment"]).is_good
    assert script_says(found) == ""


@given(fields.filter(bool), st.data())
def test_every_receipt_climbs_to_the_root_and_to_no_other(rows, data):
    found = published(rows)
    tree = merkle.levels([draw.leaf(each) for each in entrants(rows)])
    index = data.draw(st.integers(0, len(rows) - 1))
    kept = receipt(found, tree, index)
    assert check_receipt(kept, root=found["root"]) == ()
    wrong = kept | {"number": kept["number"] % len(rows) + 1}
    assert len(rows) == 1 or check_receipt(wrong)
    assert check_receipt(kept | {"nonce": kept["nonce"] + "0"})[0].code == "leaf"
    assert check_receipt(kept, root="00" * 32)[0].code == "elsewhere"


@given(st.integers(0, 14), st.sampled_from([0, 1, 2, 3, 4]), st.data())
def test_a_row_that_was_touched_is_named_by_its_leaf(row, field, data):
    found = fifteen()
    old = found["entries"][row][field]
    found["entries"][row][field] = 4 - old if field == 2 else data.draw(nonces.filter(lambda new: new != old))
    assert check(found).first_wrong_leaf == row + 1
    assert f"leaf {row + 1} " in script_says(found)


@given(st.integers(0, 14))
def test_a_row_taken_away_or_put_in_is_named_by_its_place(row):
    short, longer = fifteen(), fifteen()
    del short["entries"][row]
    longer["entries"].insert(row, ["new", "0", 1, AT, "0" * 16])
    for found in (short, longer):
        assert check(found).first_wrong_leaf == row + 1
        assert f"leaf {row + 1} " in script_says(found)


@given(st.integers(0, 13))
def test_two_ranks_changed_over_are_named(rank):
    found = fifteen()
    belongs = found["order"][rank]
    found["order"][rank : rank + 2] = reversed(found["order"][rank : rank + 2])
    assert check(found).first_wrong_leaf == belongs
    assert f"leaf {belongs} belongs on rank {rank + 1}" in script_says(found)


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("seed", "00" * 32, "commitment"),
        ("root", "00" * 32, "root"),
        ("rules", {"places": 4}, "rules"),
        ("late", "7", "order"),
        ("format", "fanloop-draw/2", "format"),
        ("count", 14, "count"),
        ("seed", "x", "format"),
        ("entries", None, "format"),
    ],
)
def test_what_was_published_cannot_be_exchanged(field, value, code):
    found = fifteen() | {field: value}
    assert code in {fault.code for fault in check(found).faults}
    assert script_says(found)


def test_a_paper_made_wholly_anew_is_given_away_by_what_was_published_before():
    forged = published([(f"{n:04x}", 1) for n in range(16)])
    real = fifteen()
    assert check(forged).is_good
    assert [fault.code for fault in check(forged, root=real["root"]).faults] == ["root"]


def test_before_the_seed_is_revealed_the_paper_has_entries_and_no_order():
    found = published([("a", 1), ("b", 1)], seed=b"")
    assert check(found).is_good
    assert not check(found).is_revealed
    assert [fault.code for fault in check(found | {"order": [2, 1]}).faults] == ["order"]


def test_somebody_entered_twice_and_tickets_nobody_gave_are_named():
    rows = [Entrant(code, "0", weight, AT) for code, weight in (("a", 1), ("b", 2), ("a", 1))]
    found = paper(drop="x", rules=RULES, commitment=draw.commitment(SEED), entrants=rows, seed=SEED)
    assert [(fault.code, fault.leaf) for fault in check(found).faults] == [("weight", 2), ("twice", 3)]


def test_equal_tickets_are_drawn_by_their_hmac_as_rfc_2104_has_it():
    leaves = [sha256(bytes([n])).digest() for n in range(50)]
    expected = sorted(range(50), key=lambda n: hmac.digest(b"k" * 32, leaves[n], "sha256"))
    assert draw.order(leaves, [1] * 50, b"k" * 32) == expected


def test_three_tickets_win_three_times_as_often():
    """60 entrants, 20 of them with three tickets: the first rank goes to them in half of 2,000 draws."""
    leaves = [sha256(bytes([n])).digest() for n in range(60)]
    weights = [3 if n < 20 else 1 for n in range(60)]
    firsts = Counter(draw.order(leaves, weights, n.to_bytes(32, "big"))[0] < 20 for n in range(2_000))
    assert abs(firsts[True] / 2_000 - 0.6) < 0.04  # 20 × 3 of 100 tickets; 3.6 standard deviations


def test_everybody_has_the_same_chance_wherever_they_stand():
    leaves = [sha256(bytes([n])).digest() for n in range(10)]
    firsts = Counter(draw.order(leaves, [1] * 10, n.to_bytes(32, "big"))[0] for n in range(5_000))
    assert sum((firsts[n] - 500) ** 2 / 500 for n in range(10)) < 27.9  # chi², 9 degrees, 0.1 %


@settings(max_examples=30)
@given(st.integers(0, 70))
def test_the_tree_is_that_of_rfc_9162(count):
    leaves = [merkle.leaf_hash(bytes([n])) for n in range(count)]

    def by_the_book(part):
        if len(part) < 2:
            return part[0] if part else sha256(b"").digest()
        split = 1 << ((len(part) - 1).bit_length() - 1)
        return sha256(b"\x01" + by_the_book(part[:split]) + by_the_book(part[split:])).digest()

    assert merkle.root(leaves) == by_the_book(leaves)


def test_fields_that_could_be_read_two_ways_are_no_entry():
    for bad in (("a|b", "0", 1), ("a", "", 1), ("a", "0", 0), ("a", "0", 101)):
        with pytest.raises(NoEntry):
            Entrant(*bad, AT)
    with pytest.raises(ValueError, match="whole numbers"):
        draw.rules_hash({"share": [{"of": 0.5}]})


def test_the_script_needs_nothing_and_is_short():
    text = SCRIPT.read_text()
    names = {alias.name.split(".")[0] for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Import) for alias in node.names}  # fmt: skip
    names |= {
        str(node.module).split(".")[0] for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ImportFrom)
    }  # fmt: skip
    assert names <= set(sys.stdlib_module_names)
    assert len(text.splitlines()) < 100


CLOSES, OPENS = "2026-11-20T18:00:00.000Z", "2026-11-20T18:30:00.000Z"
SECRET = cache(seal.fresh)


@pytest.fixture
def sealed():
    """Three receipts under one seal, the paper with all three entries, and one that leaves the second out."""
    rules = RULES | {
        "entry_closes_at": CLOSES,
        "opens_at": OPENS,
        "receipts": seal.mark(seal.public(SECRET())),
    }
    rows = entrants([("aa", 1), ("bb", 3), ("cc", 1)])
    kept = [
        at_entry(drop="dawn-2", rules_hash=draw.rules_hash(rules), entrant=row, secret=SECRET())
        for row in rows
    ]

    def written(*places, **more):
        found = paper(
            drop="dawn-2", rules=rules, commitment=draw.commitment(SEED), entrants=[rows[n] for n in places], **more
        )  # fmt: skip
        return json.loads(json.dumps(found))

    return json.loads(json.dumps(kept)), written


def both_say(kept, found):
    """What the command and the script make of a receipt, after both found its paper right."""
    assert check(found).is_good
    assert script_says(found) == ""
    held = held_against(kept, found)
    try:
        words = verify_draw.check_receipt(kept, found)
    except (KeyError, TypeError, ValueError) as problem:
        words = f"WRONG: {problem}"
    assert bool(held.faults) == words.startswith("WRONG")
    return held, words


def test_a_receipt_given_at_entry_holds_the_maker_until_the_root_and_after(sealed):
    (_first, kept, _third), written = sealed
    assert both_say(kept, written())[0].came == "open"
    closed = written(0, 1, 2, until=CLOSES)
    assert both_say(kept, closed)[0].leaf == 2
    drawn = written(0, 1, 2, until=CLOSES, seed=SEED)
    held, words = both_say(kept, drawn)
    assert f"leaf 2 (c1), rank {held.rank}" in words


@pytest.mark.parametrize("until", [CLOSES, "2026-11-20T09:00:00.000Z", ""])
def test_an_entry_that_was_left_out_is_proven_by_its_receipt_whatever_the_paper_says(sealed, until):
    """A maker who says afterwards that entries closed sooner is held to the rules."""
    (_first, kept, _third), written = sealed
    found = written(0, 2, until=until)
    held = held_against(kept, found)
    assert (held.came, [fault.code for fault in held.faults]) == ("nowhere", ["left_out"])
    with pytest.raises(ValueError, match="sealed in time and is not in the draw"):
        verify_draw.check_receipt(kept, found)
    assert ("until" in {fault.code for fault in check(found).faults}) == (until not in {CLOSES, ""})


def test_who_came_after_the_draw_was_closed_was_not_left_out(sealed):
    (first, *_rest), written = sealed
    rules = written()["rules"]
    late = Entrant("late", "dd", 1, CLOSES)
    kept = at_entry(drop="dawn-2", rules_hash=first["rules_hash"], entrant=late, secret=SECRET())
    held, words = both_say(kept, written(0, 1, until=CLOSES))
    assert (held.came, "came after the draw" in words) == ("after", True)
    assert rules["receipts"] == seal.mark(kept["key"])


def test_a_window_that_a_crowd_made_longer_is_said_and_no_other():
    rules = RULES | {"entry_closes_at": "", "opens_at": OPENS, "if_crowded": {"hours": 24}}

    def found(until):
        return paper(drop="x", rules=rules, commitment="", entrants=entrants([("aa", 1)]), until=until)

    assert check(found("2026-11-21T18:30:00.000Z")).is_good
    assert [each.code for each in check(found("2026-11-21T18:00:00.000Z")).faults] == ["until"]


@pytest.mark.parametrize(
    "touched",
    [
        {"code": "c0"}, {"nonce": "be"}, {"weight": 1}, {"at": "2026-11-20T10:00:00.124Z"}, {"seal": "00" * 256},
        {"key": "mine"}, {"seal": None}, {"drop": "dawn-3"},
    ],
)  # fmt: skip
def test_a_receipt_nobody_sealed_holds_nobody(sealed, touched):
    (_first, kept, _third), written = sealed
    if touched.get("key"):  # somebody seals with a key of their own
        own = seal.fresh()
        touched = at_entry(
            drop="dawn-2", rules_hash=kept["rules_hash"], entrant=Entrant("c9", "99", 1, AT), secret=own
        )
    leaf = draw.leaf(Entrant(*((kept | touched)[name] for name in ("code", "nonce", "weight", "at"))))
    found = written(0, 2, until=CLOSES)
    held = held_against(kept | touched | {"leaf": leaf.hex()}, found)
    assert {fault.code for fault in held.faults} & {"seal", "format"}
    with pytest.raises((ValueError, TypeError)):
        verify_draw.check_receipt(kept | touched, found)


def test_a_seal_is_what_every_library_makes_and_the_same_every_time():
    one, other = (seal.seal(SECRET(), "a|b") for _ in range(2))
    assert one == other
    assert seal.is_sealed("a|b", seal=one, public=seal.public(SECRET()))
    assert not seal.is_sealed("a|c", seal=one, public=seal.public(SECRET()))
    assert not seal.is_sealed("a|b", seal="1", public="01")  # a key of one byte that everybody can sign for


@pytest.fixture
def files(tmp_path):
    good, bad, kept = tmp_path / "draw.json", tmp_path / "bad.json", tmp_path / "receipt.json"
    found = fifteen()
    good.write_text(json.dumps(found))
    touched = copy.deepcopy(found)
    touched["entries"][6][1] = "ffff"
    bad.write_text(json.dumps(touched))
    tree = merkle.levels([draw.leaf(Entrant(*row[:4])) for row in found["entries"]])
    kept.write_text(json.dumps(receipt(found, tree, 6)))
    return good, bad, kept


def test_the_command_repeats_a_draw_and_names_the_first_wrong_leaf(files, capsys):
    good, bad, kept = map(str, files)
    assert main(["verify-draw", good, "--receipt", kept]) == 0
    assert "Right: rules, entries, seed and order belong together." in capsys.readouterr().out
    assert main(["verify-draw", bad, "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["ok"], told["first_wrong_leaf"]) == (False, 7)
    assert told["problems"][0].startswith("leaf 7 (c6) is not what was published")
    assert main(["verify-draw", good, "--root", "00"]) == 1
    assert "do not give the root" in capsys.readouterr().out
    assert main(["verify-draw", str(SCRIPT)]) == 1
    assert "this is no JSON" in capsys.readouterr().err


def test_the_script_says_the_same_in_a_process_of_its_own(files, tmp_path):
    good, bad, kept = map(str, files)
    alone = tmp_path / "verify_draw.py"
    alone.write_text(SCRIPT.read_text())

    def run(*names):
        done = subprocess.run(
            [sys.executable, "-I", alone, *names], capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout

    code, words = run(good, kept)
    assert code == 0
    assert "your entry is leaf 7 (c6), rank" in words
    code, words = run(bad)
    assert code == 1
    assert words.startswith("WRONG: leaf 7 (c6) ")
    assert run()[0] == 1


def test_a_seed_drawn_by_chance_gives_another_order():
    rows = [(f"{n:04x}", 1) for n in range(30)]
    orders = {tuple(published(rows, seed=random.Random(n).randbytes(32))["order"]) for n in range(5)}
    assert len(orders) == 5
