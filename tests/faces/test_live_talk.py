"""Two people in one room, each in a browser of their own; and one of them without a script."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ROOM = "/chat/at-the-window"


def line(page, words):
    return page.locator("#lines .line", has_text=words)


def test_two_people_talk_and_neither_reloads(visit):
    mira, wen = visit(ROOM, who="mira.k", width=390), visit(ROOM, who="wen")
    expect(mira.get_by_text(re.compile(r"\bWen\b.* (is|are) here"))).to_be_visible()
    box = mira.get_by_role("textbox", name="Say something")
    box.fill("Is anybody at the window?")
    box.press("Enter")
    expect(line(wen, "Is anybody at the window?")).to_be_visible()
    expect(box).to_have_value("")
    wen.get_by_role("textbox").last.fill("I am.\nWith tea.")
    wen.get_by_role("textbox").last.press("Enter")
    expect(line(mira, "With tea.")).to_be_visible()
    expect(line(mira, "Firmware and light")).to_have_count(1)
    assert mira.locator("#lines [data-line]").count() == wen.locator("#lines [data-line]").count()


def test_a_reader_who_scrolled_up_stays_there_and_is_told(visit):
    reader, wen = visit("/chat/bench-evening", width=390), visit("/chat/bench-evening", who="wen")
    log = reader.locator("[data-log]")
    assert log.evaluate("log => log.scrollTop") == 0
    log.evaluate("log => { log.scrollTop = -400 }")
    wen.locator("#words").fill("One more thing")
    wen.locator("#words").press("Enter")
    more = reader.get_by_role("button", name="1 new")
    expect(more).to_be_visible()
    assert log.evaluate("log => log.scrollTop") < -300
    more.click()
    expect(more).to_be_hidden()
    expect(line(reader, "One more thing")).to_be_in_viewport()


def test_without_a_script_a_line_is_sent_and_the_newest_is_seen(visit):
    page = visit(ROOM, who="gridwalker", width=390, javascript=False)
    page.fill("#words", "No script, still here")
    page.get_by_role("button", name="Send").click()
    expect(page).to_have_url(re.compile(r"/chat/at-the-window#l\d+$"))
    expect(line(page, "No script, still here")).to_be_in_viewport()
    expect(page.get_by_role("link", name="Refresh")).to_be_visible()


def test_a_private_message_arrives_while_the_page_is_open(visit):
    leo = visit("/messages", who="lefthand.leo", width=390)
    leo.get_by_role("link", name="Your humming lamp").click()
    address = leo.url
    ilse = visit(re.sub(r"^https?://[^/]+", "", address), who="ilse")
    ilse.locator("#words").fill("It travels home tomorrow.")
    ilse.locator("#words").press("Enter")
    expect(line(leo, "It travels home tomorrow.")).to_be_visible()


def test_a_reader_of_a_topic_is_told_of_a_new_reply_and_takes_it_in(visit):
    reader = visit("/talk/workbench", width=390)
    reader.get_by_role("link", name="A faint hum at 40 per cent").first.click()
    reader.locator("#newer").wait_for(state="attached")
    leo = visit(urlsplit(reader.url).path, who="lefthand.leo")
    leo.locator("#body").fill("It is silent since the coil was glued.")
    leo.get_by_role("button", name="Reply", exact=True).last.click()
    bar = reader.get_by_role("link", name="1 new reply")
    expect(bar).to_be_visible()
    bar.click()
    expect(reader.get_by_text("It is silent since the coil was glued.")).to_be_visible()
    expect(bar).to_be_hidden()
