"""The story's rooms: one evening at the workbench, and a room that nobody has needed yet."""

from fanloop.foundation.story import World
from fanloop.listening.chat.actions import index_history, open_room, say

_EVENING = [
    ("19:02", "wen", "Good evening. The low-light build is on my bench, and I have until half past eight."),
    ("19:03", "leo", "Here. Blanket over my head, phone brightness down, as promised."),
    ("19:03", "wen", "You are the best test room we have."),
    ("19:04", "nightnurse", "On the bus to my shift. I read along."),
    ("19:06", "gridwalker", "Which build is that? I am on 2.3.1."),
    ("19:06", "wen", "2.4.0-rc2. It only changes the driver below two per cent."),
    ("19:07", "wen", "So: below one per cent the old driver switches at 480 Hz. Now it is 2 kHz, with a little noise mixed in, so that the steps melt."),
    ("19:09", "leo", "At 0.8 I see nothing. At 0.5 I see nothing. I am suspicious."),
    ("19:10", "wen", "Wave a pencil in front of it, quickly."),
    ("19:11", "leo", "One blurred pencil. Last week it was eleven pencils."),
    ("19:11", "mateo", "I am stealing that for the release notes."),
    ("19:14", "bookbinder", "I am new to these rooms. Is a question about the lowest step welcome here?"),
    ("19:14", "wen", "Very. It is the reason for the whole build."),
    ("19:17", "bookbinder", "With the sock it is right. Without the sock, could it go as low as the sock?"),
    ("19:18", "wen", "I have measured a sock for you. Grey wool, one layer: it lets 14 per cent through. The new lowest step is 12."),
    ("19:19", "bookbinder", "Then I shall have my sock back."),
    ("19:19", "nightnurse", "❤"),
    ("19:24", "kalt", "Does it stay at 2 kHz when it wakes up in the morning, or does it change over somewhere? I would see that moment."),
    ("19:26", "wen", "It changes over at 6 per cent, between two steps, while nothing is moving. Tell me if you catch it."),
    ("19:31", "gridwalker", "My meter says 3.1 mA more at 0.5 per cent. Is that the noise?"),
    ("19:33", "wen", "Yes. Ten milliwatts. Over a winter of nights that is about a cup of tea."),
    ("19:34", "gridwalker", "I can afford a cup of tea."),
    ("19:41", "attic", "晚上好。我用的是 2.3.1，阁楼里半夜开灯还是太亮，这个版本什么时候能装？"),
    ("19:43", "wen", "晚上好。周五那班车会带上它，也就是后天下午五点。现在想试的话，我可以把你加进测试组。"),
    ("19:44", "attic", "请加上我。"),
    ("19:52", "leo", "Thirty minutes under the blanket. No headache. With the old one it took ten."),
    ("19:53", "wen", "That sentence is worth more than my oscilloscope. May I quote it?"),
    ("19:53", "leo", "With my name, please. Lefthand, one word."),
    ("20:11", "mateo", "Tea is ready, says the bench."),
    ("20:12", "wen", "Then good night. What you found tonight is in the list for Friday, each with your name beside it."),
]  # fmt: skip


def heard(world: World) -> None:
    """An evening two days before the train."""
    room = world["room.bench"] = open_room(
        space=world["space.workbench"], slug="bench-evening", name={"en": "Bench evening", "zh-hans": "工作台之夜"},
        by=world["member.wen"], at=world.at("2026-11-18 18:00"),
    )  # fmt: skip
    for hour, who, words in _EVENING:
        say(room=room, author=world[f"fan.{who}"], words=words, at=world.at(f"2026-11-25 {hour}"))
    world["room.window"] = open_room(
        space=world["space.dawn"], slug="at-the-window", name={"en": "At the window", "zh-hans": "窗边"},
        by=world["member.jonna"], at=world.at("2026-11-24 09:00"),
    )  # fmt: skip
    index_history(at=world.at("2026-11-25 20:13"))
