"""A crowd for the benches: people, posts and voices drawn from a seed, the same for us and for a peer.

Words follow Zipf's law over an invented vocabulary; every seventh topic is in Chinese characters. Topic lengths are
skewed as real ones are: most are short, one has exactly 500 replies.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate

BEGIN = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
LONG = 500
_SYLLABLES = [
    "la",
    "mi",
    "to",
    "ren",
    "sa",
    "vo",
    "ki",
    "du",
    "nel",
    "pra",
    "ost",
    "ume",
    "fir",
    "gan",
    "ble",
    "tor",
]
_SIGNS = "灯光亮度早晨夜里开关电池蓝色温暖桌子安静声音连接网络更新版本设置时间自动手动太阳房间工作台"


@dataclass(frozen=True)
class Topic:
    """A topic with its opening words and its replies as (author, words); authors are numbers of people."""

    number: int
    title: str
    body: str
    author: int
    language: str
    at: datetime
    replies: list[tuple[int, str]]

    def reply_at(self, place: int) -> datetime:
        return self.at + timedelta(minutes=3 * (place + 1))


class Crowd:
    """Everything the bench fills a house with. `posts` counts topics and replies together."""

    def __init__(self, *, people: int, posts: int, voices: int, seed: int = 1) -> None:
        self.people, self.posts, self.voices = people, posts, voices
        self._seed = seed
        draw = random.Random(seed)
        self._words = sorted({"".join(draw.choices(_SYLLABLES, k=draw.randint(1, 3))) for _ in range(9_000)})
        draw.shuffle(self._words)
        self._weights = list(accumulate(1 / (rank + 3) for rank in range(len(self._words))))

    def _sentence(self, draw: random.Random, length: int, *, is_chinese: bool = False) -> str:
        if is_chinese:
            return "".join(draw.choices(_SIGNS, k=length * 2))
        return " ".join(draw.choices(self._words, cum_weights=self._weights, k=length)).capitalize()

    def _said(self, draw: random.Random, *, is_chinese: bool) -> str:
        parts = [
            self._sentence(draw, draw.randint(6, 18), is_chinese=is_chinese)
            for _ in range(draw.randint(1, 4))
        ]
        mark = "。" if is_chinese else ". "
        return (
            mark.join(parts) + mark.strip() + ("\n\n**" + parts[0][:20] + "**" if draw.random() < 0.2 else "")
        )

    def topics(self) -> Iterator[Topic]:
        """Topics, oldest first, until the posts are used up; the last one has five hundred replies."""
        draw = random.Random(self._seed + 1)
        left, number = self.posts - LONG - 1, 0
        while left > 0:
            size = min(left - 1, int(draw.paretovariate(1.1) * 4))
            yield self._topic(draw, number, size)
            left -= size + 1
            number += 1
        yield self._topic(draw, number, LONG)

    def _topic(self, draw: random.Random, number: int, size: int) -> Topic:
        is_chinese = number % 7 == 3
        return Topic(
            number, self._sentence(draw, 6, is_chinese=is_chinese), self._said(draw, is_chinese=is_chinese),
            draw.randrange(self.people), "zh-hans" if is_chinese else "en", BEGIN + timedelta(minutes=17 * number),
            [(draw.randrange(self.people), self._said(draw, is_chinese=is_chinese)) for _ in range(size)],
        )  # fmt: skip

    def wishes(self) -> Iterator[tuple[str, str, int, datetime, int]]:
        """Voices as title, words, author, moment, and the number of the voice that means the same (itself, mostly)."""
        draw = random.Random(self._seed + 2)
        for number in range(self.voices):
            same = draw.randrange(number) if number and draw.random() < 0.5 else number
            at = BEGIN + timedelta(minutes=29 * number)
            yield (
                self._sentence(draw, 7),
                self._said(draw, is_chinese=False),
                draw.randrange(self.people),
                at,
                same,
            )

    def questions(self, count: int) -> list[str]:
        """What readers search for: two or three words that occur, some in Chinese."""
        draw = random.Random(self._seed + 3)
        return [
            "".join(draw.choices(_SIGNS, k=2))
            if at % 7 == 3
            else " ".join(draw.choices(self._words[20:3_000], k=2))
            for at in range(count)
        ]
