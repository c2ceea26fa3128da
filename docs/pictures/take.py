"""Pictures of the main pages for the docs, from a demo of its own: `make pictures`.

Each page is taken as wide as a desk and as a phone, by day and by night; the first page in Chinese too.
Needs the browser of the tests. Few colours are kept, so that a picture weighs some ten kilobytes.
"""

import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import Literal

import numpy as np
from PIL import Image
from playwright.sync_api import Browser, Page, StorageState, sync_playwright

FOLDER = Path(__file__).parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PASSWORD = "golden-hour-2026"  # noqa: S105 -- the demo's accounts are public
SIZES = {390: 844, 1440: 900}
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
LOCALES = {"en": "en-GB", "zh": "zh-CN"}
COLOURS, APART = 255, 16
"""At most so many colours, each at least so far from the next: the sum of the differences of red, green and blue."""

PAGES = {
    "home": ("", "/"),
    "needs": ("mira.k", "/voices"),
    "need": ("mira.k", "/needs/dim-below-1-for-reading-in-bed"),
    "say": ("mira.k", "/voices/new?words=wake+me+with+the+real+sunrise"),
    "talk": ("mira.k", "/talk"),
    "topic": ("mira.k", "/talk"),
    "promise": ("", "/promise"),
    "train": ("mira.k", "/fridays/dawn/26.47"),
    "report": ("mira.k", "/fridays/dawn/26.47/report"),
    "tuesday": ("", "/fridays/dawn/26.47/tuesday"),
    "popcorn": ("", "/popcorn/1"),
    "beta": ("mira.k", "/beta/dawn-explorers"),
    "offers": ("mira.k", "/order"),
    "order": ("mira.k", "/order/dawn-2"),
    "crowd": ("mira.k", "/order/porch"),
    "drop": ("mira.k", "/drops/old-beam"),
    "proof": ("mira.k", "/drops/dawn-2-first-five/proof"),
    "shelf": ("mira.k", "/shop"),
    "code": ("nightnurse", "/codes/2"),
    "mine": ("mira.k", "/orders/DAWN1-00001"),
    "services": ("old.bookbinder", "/services"),
    "inbox": ("mira.k", "/me/inbox"),
    "why": ("jonna", "/why/campaigns.campaign:1"),
    "turning": ("jonna", "/desk/"),
    "wall": ("jonna", "/desk/voices"),
    "trains": ("jonna", "/desk/trains"),
    "gate": ("jonna", "/desk/trains/2/gate"),
    "campaign": ("jonna", "/desk/campaigns/porch"),
    "running": ("jonna", "/desk/drops/dawn-2-first-five"),
    "orders": ("jonna", "/desk/orders"),
    "money": ("jonna", "/desk/money"),
    "bank": ("jonna", "/desk/money/bank"),
    "demand": ("jonna", "/desk/demand"),
    "supply": ("jonna", "/desk/supply"),
    "portal": ("lichtbogen", "/portal/orders/PO-26-0002"),
}
"""What a picture is called, who looks, and where."""
LINKS = {"topic": "Which wood should the next foot be?"}
"""Which link is followed from there, where an address holds a number that the story may change."""


@contextmanager
def demo() -> Iterator[str]:
    """A demo with the story just told, in a folder that is gone afterwards; its address."""
    with tempfile.TemporaryDirectory() as home:
        clean = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        command = [sys.executable, "-m", "fanloop.config.command_line", "demo", "--port", "0"]
        env = clean | {"FANLOOP_HOME": home, "PYTHONUNBUFFERED": "1"}
        process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True)
        try:
            yield _address(process)
        finally:
            process.terminate()
            process.wait(60)


def _address(process: subprocess.Popen[str]) -> str:
    for line in process.stdout or ():
        if found := re.search(r"http://[\w.]+:\d+", line):
            return found[0]
    sys.exit("The demo did not open.")


def sessions(browser: Browser, url: str) -> dict[str, StorageState]:
    """The session of each person who looks."""
    kept = {}
    for who in {who for who, _path in PAGES.values() if who}:
        context = browser.new_context(base_url=url)
        page = context.new_page()
        page.goto("/account/login/")
        page.fill("input[name=login]", f"{who}@northwindow.example")
        page.fill("input[name=password]", PASSWORD)
        page.locator("main form:has(input[name=password]) button").first.click()
        page.wait_for_url(lambda address: "/login" not in address)
        context.clear_cookies(name="django_language")
        kept[who] = context.storage_state()
        context.close()
    return kept


def take(browser: Browser, url: str) -> None:
    people = sessions(browser, url)
    for name, (who, path) in PAGES.items():
        for width, theme, language in product(SIZES, THEMES, LOCALES):
            if language == "zh" and name != "home":
                continue
            context = browser.new_context(
                base_url=url,
                viewport={"width": width, "height": SIZES[width]},
                color_scheme=theme,
                locale=LOCALES[language],
                reduced_motion="reduce",
                storage_state=people.get(who),
            )
            page = context.new_page()
            page.goto(path)
            if name in LINKS:
                page.get_by_role("link", name=LINKS[name]).first.click()
                page.wait_for_url("**/topics/*")
            tail = "-zh" if language == "zh" else ""
            keep(page, FOLDER / f"{name}-{width}-{theme}{tail}.png")
            context.close()


def keep(page: Page, path: Path) -> None:
    """Few colours and no dithering: flat grounds stay flat, letters stay sharp."""
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    picture.quantize(palette=palette(picture), dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"{path.name}: {path.stat().st_size // 1024} kB", flush=True)


def palette(picture: Image.Image) -> Image.Image:
    """The commonest colours exactly as they are, then rarer ones that none of them stands for."""
    found = picture.getcolors(picture.width * picture.height) or []
    colours = np.array([colour for _count, colour in sorted(found, reverse=True)], dtype=np.int16)
    nearest = np.full(len(colours), np.inf)
    chosen: list[int] = []
    while len(chosen) < COLOURS and nearest.max() > APART:
        chosen.append(int(np.argmax(nearest > APART)))
        nearest = np.minimum(nearest, np.abs(colours - colours[chosen[-1]]).sum(axis=1))
    small = Image.new("P", (1, 1))
    small.putpalette(colours[chosen].astype(np.uint8).tobytes())
    return small


def main() -> None:
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        sys.exit("Pictures need a browser: sudo apt-get install chromium fonts-noto-cjk")
    with demo() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
        )
        take(browser, url)
        browser.close()


if __name__ == "__main__":
    main()
