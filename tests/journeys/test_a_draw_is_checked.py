"""A drop by lottery on a phone: somebody enters with and without scripts, and a receipt is checked where Fanloop is not."""

import json
import subprocess
import sys

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FIVE, BEAM = "/drops/dawn-2-first-five", "/drops/old-beam"


def downloaded(page, drop, folder):
    """The script, the paper and the receipt, as a fan keeps them."""
    files = []
    for address in ("/drops/verify_draw.py", f"{drop}/draw.json", f"{drop}/receipt.json"):
        files.append(folder / address.rpartition("/")[2])
        files[-1].write_bytes(page.request.get(address).body())
    return files


def run(*names):
    done = subprocess.run([sys.executable, "-I", *names], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


def is_checked(page, drop, folder):
    """The receipt of whoever sits there holds, and a paper somebody touched is found out."""
    page.goto(f"{drop}/proof")
    script, paper, receipt = downloaded(page, drop, folder)
    kept = json.loads(receipt.read_text())
    expect(page.locator("main")).to_contain_text(kept["leaf"])
    code, words = run(script, paper, receipt)
    assert code == 0, words
    assert f"your entry is leaf {kept['number']} ({kept['code']}), rank" in words
    touched = json.loads(paper.read_text())
    touched["entries"][kept["number"] - 1][1] = "0" * 32
    paper.write_text(json.dumps(touched))
    code, words = run(script, paper, receipt)
    assert code == 1
    assert words.startswith(f"WRONG: leaf {kept['number']} ({kept['code']}) ")


@pytest.mark.parametrize(
    ("who", "language", "title"),
    [
        ("mira.k", "en", "The first five of Dawn 2, numbered and signed"),
        ("attic.room", "zh-hans", "晨光 2 最早的五盏，编号并签名"),
    ],
)
def test_a_receipt_is_checked_far_from_fanloop_and_a_touched_paper_is_found_out(
    visit, tmp_path, who, language, title
):
    page = visit(FIVE, who=who, width=390, language=language, javascript=False)
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    is_checked(page, FIVE, tmp_path)


@pytest.mark.parametrize(("who", "javascript"), [("kalt.und.klar", True), ("old.bookbinder", False)])
def test_somebody_comes_into_the_waiting_room_on_a_phone(visit, who, javascript):
    page = visit(BEAM, who=who, width=390, javascript=javascript)
    page.get_by_role("button", name="Enter the waiting room").click()
    expect(page.locator("section.drop")).to_contain_text("You are in.")
    expect(page.locator("section.drop")).to_contain_text("Your code in this draw")
    expect(page.get_by_role("button", name="Enter the waiting room")).to_have_count(0)
