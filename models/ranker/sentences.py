"""The sentences of every order, made of its wording.

A sentence belongs to an attribute and a direction: +1 puts much of it first, -1 little of it. Names of attributes are those
of `sets.py`; `count:` and `topic:` take a noun.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from models.ranker.paraphrases import (
    ASCENDING,
    COUNT,
    COUNT_HELD_OUT,
    COUNT_LEAST,
    COUNT_LEAST_HELD_OUT,
    DESCENDING,
    HELD_OUT_MOST,
    HELD_OUT_NOUN,
    LIKE,
    MOST,
    NOT_LIKE,
    NOUN,
    THING,
    THING_LEAST,
    TOPIC,
    TOPIC_HELD_OUT,
    TOPIC_LEAST,
    TOPIC_LEAST_HELD_OUT,
    UNRELATED,
    WORDS,
)

# What frames a wish and says nothing of it, at the beginning and at the end.
ASKING = (
    r"please|could you|can you|i want(?: to see)?|i would like(?: to see)?|give me|show(?: me)?|list|sort|rank|order|arrange|organi[sz]e"
    r"|put|start(?: with)?|begin(?: with)?"
)
ALL = r"(?:(?:the|my|all|all my|these|those|whole|of) )*(?:photos|pictures|images|album|folder|collection|library|everything|them|ones)"
LEADING = re.compile(rf"^(?:(?:{ASKING}) )*(?:{ALL})?(?:,| so that\b| with\b| by\b)? ?(?:by |with )?(?:the )?", re.I)
ENDING = re.compile(
    r",? (?:please|(?:(?:come|comes|coming|is|are) )?(?:first|on top|at the (?:top|front)|to the (?:top|front)|in front|up front|leading"
    r"|ahead of the (?:others|rest)|before the rest))[.!]?$",
    re.I,
)


def plain(text: str) -> str:
    """What is wished, in one frame: "X first", or "X" alone.

    Of "from A to B" and "A before B", what stands first: a mean of word vectors hardly knows which of the two came first. The app
    does the same before it reads a sentence.
    """
    text = text.strip()
    found = re.search(r"\bfrom (?:the )?(.+?) to .+$", text, re.I) or re.search(r"^(.+?) before (?!the rest).+$", text, re.I)
    text = f"{found[1]} first" if found else re.sub(r", (\w+) to \w+$", r", \1 first", text)
    ended = False
    while (shorter := ENDING.sub("", text)) != text:
        ended, text = ended or not re.search(r"please[.!]?$", text, re.I), shorter
    wish = LEADING.sub("", text, count=1).strip(" .")
    return f"{wish or text} first" if ended else wish or text


@dataclass(frozen=True)
class Sentence:
    """One sentence. attribute "" means: no trained order. known: whether training may see it."""

    text: str
    attribute: str
    direction: int
    known: bool


def plural(noun: str) -> str:
    return noun.split(":", 1)[1]


def of(attribute: str) -> list[Sentence]:
    """Every sentence of one attribute, both directions, training and kept back."""
    out: list[Sentence] = []

    def add(texts: list[str], direction: int, known: bool = True) -> None:
        out.extend(Sentence(text, attribute, direction, known) for text in texts)

    if ":" in attribute:
        noun, count = plural(attribute), attribute.startswith("count:")
        for templates, direction, known in (
            (COUNT if count else TOPIC, 1, True), (COUNT_LEAST if count else TOPIC_LEAST, -1, True),
            (COUNT_HELD_OUT if count else TOPIC_HELD_OUT, 1, False),
            (COUNT_LEAST_HELD_OUT if count else TOPIC_LEAST_HELD_OUT, -1, False),
        ):  # fmt: skip
            add([t.format(noun) for t in templates], direction, known)
        return out
    w = WORDS[attribute]
    add([t.format(n) for n in w.nouns for t in NOUN], 1)
    add([t.format(n) for n in w.nouns for t in DESCENDING], 1)
    add([t.format(n) for n in w.nouns for t in ASCENDING], -1)
    add([f"{n}, {m} first" for n in w.nouns[:2] for m in w.most[:3]], 1)
    add([f"{n}, {m} first" for n in w.nouns[:2] for m in w.least[:3]], -1)
    for most, least, direction in ((w.most, w.least, 1), (w.least, w.most, -1)):
        add([t.format(m) for m in most for t in MOST], direction)
        add([f"{a} to {b}" for a, b in zip(most, least, strict=False)], direction)
        add([f"sort from {a} to {b}" for a, b in zip(most[:3], least[:3], strict=False)], direction)
        add([t.format(m) for m in most[:2] for t in HELD_OUT_MOST], direction, False)
    add([t.format(n) for n in w.nouns[:2] for t in HELD_OUT_NOUN], 1, False)
    add([t.format(n, n) for n in w.things for t in THING], 1)
    add([t.format(n, n) for n in w.things for t in THING_LEAST], -1)
    for words, direction in ((w.like, 1), (w.unlike, -1)):
        add([t.format(n) for n in words for t in LIKE], direction)
        add([t.format(n) for n in words for t in NOT_LIKE], -direction)
    add(list(w.say), 1)
    add(list(w.say_least), -1)
    add(list(w.held_out), 1, False)
    add(list(w.held_out_least), -1, False)
    # Two templates may meet in one sentence; a kept-back one is never trained on.
    kept_back = {s.text.lower() for s in out if not s.known}
    return [s for s in out if not s.known or s.text.lower() not in kept_back]


def unrelated() -> list[Sentence]:
    """In the same frames as the orders: a frame by itself says nothing."""
    frames = ("{}", "rank by {}", "{} first", "I want everything by {}", "the {} ahead of the others")
    wrapped = [t.format(u) for u in UNRELATED for t in frames]
    return [Sentence(text, "", 0, i // len(frames) % 3 != 1) for i, text in enumerate(wrapped)]
