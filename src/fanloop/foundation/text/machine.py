"""Lines that a machine wrote, or that are written for one: code, logs, tables of readings. Known by their signs."""

import re

_CODE = re.compile(
    r"[;{}]\s*(?://.*)?$|^\s*(?://|/\*|\*/|#\s*(?:include|define|if|ifdef|ifndef|endif)\b|<\?php|\?>|</?\w+[ >/])"
    r"|\w\[\w*\]\s*=|[+*/|&-]=\s|==|&&|\|\||<<|>>|::|->|\w\(\w*\)\s*[;{]"
    r"|^\s*(?:sudo|cd|git|ls|apt-get|chmod|chown|mkdir|wget|curl|pi@|root@|mysql>|\$) ?\S"
    r"|^\s*(?:int|float|byte|double|long|void|static|const|unsigned|typedef|struct|boolean|String) \w+"
    r"|^\s*\w[\w.-]* ?= ?\S+$|^\s*\[{1,3}[\w .-]+\]{1,3}\s*$|^\s*[\w-]+:\s*['\"{\[]"
)
_MARK = re.compile(r"^\s*\[(?:name|signed|redacted|email|phone|edit|solved|ip|key)\]\s*$", re.IGNORECASE)
_LOG = re.compile(
    r"\b\d{1,2}:\d\d:\d\d\b.*\S|^\s*\[\d+\.\d+\]|^avrdude|\b0x[0-9a-f]{2}|^\s*(?:DEBUG|INFO|WARNING|ERROR|Notice|Warning|Fatal error)\b\s*[:\[ ]"
    r"|^\S+\.(?:cpp|php|py|h|ino|c):\d+| in /\S+ on line \d|^\s*/(?:var|home|etc|usr|www|opt)/\S+|^\s*at \S+\(|^\s*File \"|^Traceback|^\s*(?:/dev/|[A-Z]:\\)"
)
_SIGN = re.compile(
    r"[;{}=<>|&\[\]]|\d:\d|->|::|//|/\*|\*/|0x|\w\.\w+:\d| on line \d|: ?['\"]|^\s*[#$/?]|^\s*(?:sudo|cd|git|ls|apt-get|chmod|chown|mkdir|wget|curl|pi@|root@"
    r"|int|float|byte|double|long|void|static|const|unsigned|typedef|struct|boolean|String|avrdude|DEBUG|INFO|WARNING|ERROR|Notice"
    r"|Warning|Fatal|at|File|Traceback|[A-Z]:)"
)
_FEW = 2
_READINGS = re.compile(r"^[\s\d.,;:|+*/=x%-]*\d[\s\d.,;:|+*/=x%-]*$")
_PROSE = re.compile(
    r"\b(?:the|is|was|are|you|your|have|that|this|with|but|and|not|for|it|my|what|which|when|would|should)\b",
    re.IGNORECASE,
)


def is_machine(line: str) -> bool:
    """Whether a line reads like code, a log or a row of numbers. Two small words of a sentence speak against it.

    >>> [is_machine(line) for line in ("delay(2);", "10 38 37 37 200", "It was not the delay, but the wire.", "")]
    [True, True, False, False]
    """
    if not line.strip() or _MARK.match(line):
        return False
    if _READINGS.match(line):
        return len(re.findall(r"\d+", line)) > _FEW
    if not _SIGN.search(line) or not (_CODE.search(line) or _LOG.search(line)):
        return False
    return len(_PROSE.findall(line)) < (2 if len(line) < 160 else 4)
