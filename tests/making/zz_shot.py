import os
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]="1"
import pytest
from fanloop.config.story import tell
from playwright.sync_api import sync_playwright
from fanloop.making.supply import queries
from fanloop.foundation.viewer import SYSTEM
from fanloop.foundation import clock
from fanloop.config.story import PRESENT

def test_shot(transactional_db, live_server, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    w = tell(until="answered")
    clock.run_from(PRESENT)
    part = queries.parts_by_numbers if False else None
    plan = w["plan.dawn2"]
    t = queries.supply_table(plan, viewer=SYSTEM)
    row = next(r for r in t.rows if r.part.number=="EL-2071")
    gapweek = row.gap.week if row.gap else 7
    po = w["purchase_order.lichtbogen"].number
    bom = "/work/shared/data/supply/bom/odri_multilevel.csv"
    with sync_playwright() as p:
        b = p.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        def shots(who, pages, width=1440, lang="en-GB"):
            c = b.new_context(base_url=live_server.url, viewport={"width": width, "height": 900}, locale=lang, reduced_motion="reduce")
            g = c.new_page()
            g.on("console", lambda m: print("console", m.type, m.text))
            g.goto("/account/login/"); g.fill("input[name=login]", f"{who}@northwindow.example"); g.fill("input[name=password]", "golden-hour-2026")
            g.locator("main form:has(input[name=password]) button").first.click(); g.wait_for_url(lambda u: "/account/login" not in u)
            for name, url in pages:
                r = g.goto(url); print(name, r.status); g.screenshot(path=f"/tmp/supshots/{name}-{width}.png", full_page=True)
            return c, g
        c,g=shots("jonna", [("supply", f"/desk/supply?plan={plan.id}&part={row.part.id}&week={gapweek}"), ("demand","/desk/demand"), ("orders","/desk/supply/orders"), ("order", f"/desk/supply/orders/{po}"), ("imports","/desk/imports/")])
        g.set_input_files("input[type=file]", bom); g.locator("main form button.go").click(); g.wait_for_load_state(); g.screenshot(path="/tmp/supshots/preview-1440.png")
        c,g=shots("jonna", [("supply", f"/desk/supply?plan={plan.id}&part={row.part.id}&week={gapweek}")], width=390)
        c,g=shots("lichtbogen", [("portal","/portal/"),("po",f"/portal/orders/{po}")], width=390)
        g.locator("details summary").first.click(); g.screenshot(path="/tmp/supshots/po-open-390.png")
        c,g=shots("lichtbogen", [("po",f"/portal/orders/{po}")], width=1440)
        b.close()
