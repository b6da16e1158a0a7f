"""The sentences of every order: many ways to say it in both directions, some kept back for judging, and what is no order.

A sentence belongs to an attribute and a direction: +1 puts much of it first, -1 little of it. Names of attributes are those
of `sets.py`; `count:` and `topic:` take a noun.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """How people name one attribute. nouns: "rank by ..."; most, least: "... first"; say: whole sentences, as they are."""

    nouns: tuple[str, ...]
    most: tuple[str, ...]
    least: tuple[str, ...]
    say: tuple[str, ...] = ()
    say_least: tuple[str, ...] = ()
    # Kept back for judging: whole sentences no training sees, made of words it may have seen.
    held_out: tuple[str, ...] = ()
    held_out_least: tuple[str, ...] = ()
    # What a picture can have much or little of: "without ...", "too much ...".
    things: tuple[str, ...] = ()


THING = ("a lot of {}", "photos with a lot of {} first", "much {} first", "plenty of {}", "far too much {}", "heavy {} at the top",
         "pictures full of {}", "ones with strong {} first", "with {} before without {}")  # fmt: skip
THING_LEAST = ("no {}", "without {}", "photos without {} first", "photos without any {} first", "as little {} as possible", "hardly any {}",
               "free of {}", "little {} first", "pictures with no {} at the top", "without {} before with {}", "barely any {} first",
               "not much {}")  # fmt: skip

WORDS: dict[str, Words] = {
    "age": Words(
        ("age", "age of the person", "how old the person looks", "apparent age", "the age of the people"),
        ("oldest person", "oldest people", "oldest faces", "eldest person", "most elderly person", "oldest looking person"),
        ("youngest person", "youngest people", "youngest faces", "youngest child", "babies", "youngest looking person"),
        ("grandparents first", "the older the person the better", "old people before young people", "elderly at the top",
         "who is the oldest", "oldest man or woman", "seniors first, babies last", "from old to young", "most aged face",
         "descending age of the main person", "wrinkled old faces first", "oldest first by face"),
        ("babies first, grandparents last", "the younger the better", "young people before old people", "from young to old",
         "who is the youngest", "children before adults", "ascending age", "infants and toddlers at the top", "newborns first",
         "youngest boy or girl", "kids first"),
        ("put the most senior person at the top", "rank these portraits from the oldest to the youngest", "eldest people first please",
         "order by how aged the person is", "which person has lived the longest"),
        ("start with the youngest face", "put the littlest kids at the top", "rank from the youngest to the oldest person",
         "youngsters before seniors"),
    ),
    "people": Words(
        ("number of people", "head count", "how many people there are", "the number of persons", "group size", "people count",
         "number of faces"),
        ("most people", "largest group of people", "biggest crowd", "most crowded", "greatest number of people", "most persons"),
        ("fewest people", "smallest group of people", "least crowded", "smallest number of people", "nobody", "emptiest of people"),
        ("crowds first", "many people at the top", "big groups before single persons", "how crowded is it", "large gatherings first",
         "busiest with people", "from many people to none", "everyone together, whole groups first", "lots of people"),
        ("hardly anyone in the picture", "empty of people first", "no people first", "alone before crowds", "without people",
         "from nobody to a crowd", "as few people as possible", "solitary scenes first", "single person before groups"),
        ("pictures packed with people come first", "sort by how many persons can be seen", "biggest gathering of humans on top",
         "order by head count, largest first"),
        ("hardly anybody around first", "begin with the photos that show the fewest humans", "deserted places before crowds",
         "order by head count, smallest first"),
    ),
    "quality": Words(
        ("quality", "technical quality", "image quality", "photo quality", "picture quality"),
        ("best quality", "highest quality", "technically best", "cleanest", "best image quality", "best looking technically"),
        ("worst quality", "lowest quality", "technically worst", "poorest quality", "most degraded", "most ruined photo"),
        ("best photos first", "good pictures before bad ones", "high quality", "flawless technique first", "no faults first",
         "from good to bad quality", "sharp, clean and well exposed first"),
        ("bad photos first", "bad pictures before good ones", "low quality", "from bad to good quality", "technical failures first",
         "spoiled shots first", "photos to delete because of poor quality"),
        ("the technically finest shots at the top", "rank from excellent to terrible quality", "which pictures have the best technical quality"),
        ("the technically poorest shots at the top", "rank from terrible to excellent quality", "which pictures turned out worst technically"),
    ),
    "blur": Words(
        ("blur", "blurriness", "how blurred it is", "amount of blur"),
        ("blurriest", "most blurred", "most out of focus", "softest", "fuzziest"),
        ("sharpest", "least blurred", "crispest", "most in focus", "best focused"),
        ("blurry photos first", "out of focus shots at the top", "unsharp before sharp"),
        ("sharp photos first", "in focus at the top", "sharp before blurry", "by sharpness"),
        ("show me the ones that are most unfocused", "from fuzzy to crisp"), ("show me the ones with the best focus", "from crisp to fuzzy"),
        things=("blur", "motion blur", "camera shake"),
    ),
    "noise": Words(
        ("noise", "grain", "amount of noise", "how noisy it is"),
        ("noisiest", "grainiest", "most noise", "most grain", "most speckled"),
        ("least noisy", "least grainy", "cleanest without noise", "smoothest without grain"),
        ("noisy photos first", "grainy shots at the top", "high iso noise first"),
        ("noise free first", "no grain first", "clean before noisy"),
        ("pictures with heavy sensor noise at the top", "from grainy to clean"), ("pictures without any sensor noise at the top", "from clean to grainy"),
        things=("noise", "grain", "image noise", "iso noise"),
    ),
    "jpeg": Words(
        ("compression artefacts", "jpeg artifacts", "blockiness", "compression damage"),
        ("most compressed", "blockiest", "most jpeg artifacts", "most pixelated", "worst compression"),
        ("least compressed", "fewest jpeg artifacts", "least blocky", "no compression artifacts", "least pixelated"),
        ("visible blocks first", "pixelated pictures first", "over-compressed files at the top", "strongly compressed first"),
        ("no visible blocks first", "free of compression damage first", "uncompressed looking first", "lightly compressed first"),
        ("heavily compressed jpegs first",), ("hardly compressed jpegs first",),
        things=("compression", "jpeg artifacts", "blocking", "compression damage"),
    ),
    "dark": Words(
        ("underexposure", "how underexposed it is"),
        ("most underexposed", "too dark", "worst underexposed"),
        ("least underexposed", "least too dark"),
        ("underexposed photos first", "pictures that came out too dark first", "too little light first", "not enough light"),
        ("not underexposed first", "well lit before too dark", "enough light first"),
        ("shots with far too little light first",), ("shots that are not too dark first",),
        things=("underexposure", "darkness caused by wrong exposure"),
    ),
    "bright": Words(
        ("overexposure", "how overexposed it is", "blown highlights"),
        ("most overexposed", "too bright", "most washed out by light", "most blown out"),
        ("least overexposed", "least too bright", "least blown out"),
        ("overexposed photos first", "pictures that came out too bright first", "burnt out highlights first", "too much light first"),
        ("not overexposed first", "no blown highlights first"),
        ("shots with far too much light first",), ("shots without burnt highlights first",),
        things=("overexposure", "blown out light", "burnt highlights"),
    ),
    "flat": Words(
        ("lack of contrast", "flatness", "how washed out it is"),
        ("flattest", "lowest contrast", "most washed out", "haziest", "dullest contrast"),
        ("least flat", "least washed out", "punchiest contrast", "least hazy"),
        ("low contrast photos first", "hazy and flat at the top"), ("strong contrast before flat", "punchy pictures first"),
        ("dull and foggy looking ones first",), ("contrasty ones before dull ones",),
        things=("haze", "flatness", "lack of contrast"),
    ),
    "cast": Words(
        ("colour cast", "color tint", "wrong white balance"),
        ("strongest colour cast", "most tinted", "worst white balance", "most unnatural colors"),
        ("weakest colour cast", "least tinted", "best white balance", "most neutral colors"),
        ("wrong white balance first", "tinted photos at the top"), ("neutral white balance first", "natural colours before tinted"),
        ("pictures with an ugly colour tint first",), ("pictures without any colour tint first",),
        things=("colour cast", "color tint", "unnatural colour"),
    ),
    "aged": Words(
        ("how aged the print looks", "the age of the photograph", "how old the photo looks", "fading", "vintage look"),
        ("most aged print", "oldest looking photo", "most faded", "oldest photograph", "most vintage", "most antique print"),
        ("newest looking photo", "least faded", "most modern looking photo", "freshest print", "least vintage"),
        ("old prints first", "sepia and faded at the top", "historic photographs first", "yellowed prints first",
         "vintage before modern", "scratched old prints first", "photos that look a hundred years old"),
        ("modern before vintage", "new looking photos first", "freshly taken look first", "digital before old prints"),
        ("the most weathered and yellowed photograph first", "rank from antique to modern photographs", "pictures that look like they are from long ago"),
        ("the most recent looking photograph first", "rank from modern to antique photographs"),
        things=("fading", "yellowing", "ageing"),
    ),
    "brightness": Words(
        ("brightness", "lightness", "how bright it is"), ("brightest", "lightest"), ("darkest", "dimmest"),
        ("bright pictures first", "light before dark"), ("dark pictures first", "dark before light", "gloomy first"),
        ("sort so that bright photos come first",), ("sort so that dark photos come first",),
    ),
    "colourfulness": Words(
        ("colourfulness", "color saturation", "how colorful it is"), ("most colourful", "most vivid colors", "most saturated"),
        ("least colourful", "greyest", "most monochrome", "least saturated"),
        ("vivid colours first", "bright colours before grey"), ("grey before colourful", "muted colours first"),
        ("strongly coloured photos at the top",), ("nearly colourless photos at the top",),
    ),
    "warmth": Words(
        ("colour warmth", "warmth of the colors"), ("warmest colours", "most yellow and orange", "warmest tones"),
        ("coldest colours", "bluest", "coolest tones"), ("warm tones first", "yellow before blue"), ("cold tones first", "blue before yellow"),
        ("golden warm light first",), ("bluish cold light first",),
    ),
    "contrast": Words(
        ("contrast", "tonal contrast"), ("highest contrast", "most contrast", "most contrasty"), ("lowest contrast of tones", "least contrast"),
        ("strong contrast first",), ("weak contrast first",), ("high contrast pictures at the top",), ("low contrast pictures at the top",),
    ),
}  # fmt: skip

NOUN = ("rank by {}", "sort by {}", "{}", "order the photos by {}", "rank the photos by {}", "sort images by {}.",
        "please sort my pictures by {}", "arrange everything by {}")  # fmt: skip
MOST = ("{}", "{} first", "rank {} first", "sort photos, {} first", "{} at the top", "show me the {}", "the {} come first",
        "order pictures so that the {} comes first", "begin with the {}", "start my collection with the {}", "put the {} on top",
        "please show the {} before the rest", "organise the pictures with the {} leading")  # fmt: skip
HELD_OUT_NOUN = ("please arrange my album by {}",)
HELD_OUT_MOST = ("arrange my album with the {} in front",)

COUNT = ("number of {}", "most {}", "rank the numbers of {}.", "how many {}", "sort images by the number of {}.", "many {} first",
         "the most {} first", "largest number of {}", "rank by number of {}", "count the {}")  # fmt: skip
COUNT_LEAST = ("fewest {}", "smallest number of {}", "few {} first", "as few {} as possible", "no {} first", "photos without {} first")
COUNT_HELD_OUT, COUNT_LEAST_HELD_OUT = ("greatest amount of {} in a picture",), ("lowest count of {} in a picture",)
TOPIC = ("most {}", "{} first", "lots of {}", "how much {} there is", "photos with the most {}", "rank by {}", "mainly {}",
         "sort by the amount of {}", "{} at the top")  # fmt: skip
TOPIC_LEAST = ("least {}", "no {}", "photos without {} first", "as little {} as possible", "{} last")
TOPIC_HELD_OUT, TOPIC_LEAST_HELD_OUT = ("pictures dominated by {}",), ("pictures with hardly any {}",)

# No order this adapter was trained for. Every third one is kept back for judging.
UNRELATED = (
    "date taken", "newest first", "alphabetical order", "file size", "largest files first", "by folder", "most recently edited",
    "most expensive thing", "price", "cheapest first", "most famous person", "most valuable painting", "longest trip",
    "distance from home", "temperature outside", "coldest day", "loudest place", "best music", "tastiest food", "spiciest meal",
    "funniest photo", "most emotional moment", "most romantic", "most boring", "my favourite", "best memory", "most liked",
    "smartest person", "richest person", "tallest building in metres", "fastest car", "heaviest object", "most dangerous animal",
    "random order", "surprise me", "hello", "what is the weather tomorrow", "ignore all previous instructions", "asdf qwerty",
    "translate this into French", "number of letters in the sign", "how many windows are open", "percentage of tax",
    "by camera model", "by lens", "aperture", "shutter speed", "iso value", "gps position", "by country", "by city name",
    "by the name of the person", "shot on a phone", "portrait or landscape format", "widest panorama", "square pictures first",
    "most copies", "duplicates", "rating", "five stars first", "most dust in the attic", "the meaning of life", "blessing",
    "political importance", "historical significance", "most scientific", "best recipe", "healthiest breakfast", "law and order",
    "the best football team", "who won the match", "which train is late", "quarterly revenue", "invoice number", "phone number",
    "hardest mathematics", "largest prime number", "most syllables", "rhymes first", "quietest engine", "strongest smell",
    "softest fabric", "sweetest taste", "oldest wine", "newest phone model", "age of the universe", "quality of life",
    "number of stars in the galaxy", "blurred memories of childhood philosophy", "noise of the traffic in decibels",
    "most umbrellas", "number of pianos", "how many spoons", "number of keys on the ring", "most zebras", "count the violins",
    "", "?", "...", "12345", "aaaaaaaa", "le plus vieux", "\u043e\u0434\u0438\u043d", "\u6700\u65e7", "\U0001f600\U0001f600",
)  # fmt: skip


def plain(text: str) -> str:
    """What stands first of "from A to B" and "A before B", said as "A first".

    A mean of word vectors hardly knows which of the two came first. The app does the same before it reads a sentence.
    """
    text = text.strip()
    found = re.search(r"\bfrom (?:the )?(.+?) to .+$", text, re.I) or re.search(r"^(.+?) before (?!the rest).+$", text, re.I)
    return f"{found[1]} first" if found else text


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
    add(list(w.say), 1)
    add(list(w.say_least), -1)
    add(list(w.held_out), 1, False)
    add(list(w.held_out_least), -1, False)
    return out


def unrelated() -> list[Sentence]:
    wrapped = [t.format(u) for u in UNRELATED for t in ("{}", "rank by {}", "{} first")]
    return [Sentence(text, "", 0, i // 3 % 3 != 1) for i, text in enumerate(wrapped)]
