"""The story's contribution terms: one version, agreed to by everybody before they first speak."""

from fanloop.foundation.story import World
from fanloop.people.terms.actions import agree_all, publish_terms

_FANS = (
    "jonna", "wen", "mateo", "ilse", "mira", "tomo", "bookbinder", "nightnurse", "leo", "gridwalker", "kalt", "attic",
)  # fmt: skip
_TEXT = {
    "en": (
        "When you tell us what you need, draw something or send a patch, **it stays yours**.\n\n"
        "1. You let Northwindow use it in lamps, notes and instructions, for as long as you like and without a fee.\n"
        "2. We name you where it ships, under the name you chose here. Ask, and we leave the name out.\n"
        "3. Everybody else may use your words too, as long as they name you: that is what CC BY 4.0 says.\n"
        "4. Send only what is yours to give. No plans from your employer, please.\n\n"
        "You can take your words back at any time. What has shipped by then stays shipped."
    ),
    "zh-hans": (
        "你告诉我们需要什么、画一张图或寄来一段代码，**它仍然是你的**。\n\n"
        "1. 你允许Northwindow 在灯具、说明和记录里使用它，不收费，时间由你决定。\n"
        "2. 发布时，我们会用你在这里的名字致谢；你也可以让我们不写名字。\n"
        "3. 别人也可以使用你的话，只要写上你的名字：这就是 CC BY 4.0 的意思。\n"
        "4. 请只寄你有权给出的东西，别寄雇主的图纸。\n\n"
        "你随时可以收回自己的话。在那之前已经发布的，仍然有效。"
    ),
}


def founded(world: World) -> None:
    terms = world["terms.1"] = publish_terms(
        text=_TEXT, licence="CC-BY-4.0", by=world["member.jonna"], at=world.at("2026-01-13 18:00")
    )
    for short in _FANS:
        fan = world[f"fan.{short}"]
        agree_all(fans=[fan], terms=terms, at=max(terms.at, fan.joined_at))
