"""The wording of every order: many ways to say it in both directions, some kept back for judging, and what is no order.

Names of attributes are those of `sets.py`. What was kept back from the adapter before is trained on now; the sentences kept back here
were written before this adapter learnt to read.
"""

from __future__ import annotations

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
    # What a picture can be or not be: "photos that are ...", "nothing ...".
    like: tuple[str, ...] = ()
    unlike: tuple[str, ...] = ()


THING = ("a lot of {}", "photos with a lot of {} first", "much {} first", "plenty of {}", "far too much {}", "heavy {} at the top",
         "pictures full of {}", "ones with strong {} first", "with {} before without {}")  # fmt: skip
THING_LEAST = ("no {}", "without {}", "photos without {} first", "photos without any {} first", "as little {} as possible", "hardly any {}",
               "free of {}", "little {} first", "pictures with no {} at the top", "without {} before with {}", "barely any {} first",
               "not much {}")  # fmt: skip

LIKE = ("photos that are {}", "{} photos", "everything {}", "shots that look {}", "photos where everything is {}")
NOT_LIKE = ("photos that are not {}", "photos that aren't {}", "nothing {}", "photos where nothing is {}", "shots that do not look {}",
            "not {} at all", "not a single {} one")  # fmt: skip

WORDS: dict[str, Words] = {
    "age": Words(
        ("age", "age of the person", "how old the person looks", "apparent age", "the age of the people"),
        ("oldest person", "oldest people", "oldest faces", "eldest person", "most elderly person", "oldest looking person",
         "most senior person"),
        ("youngest person", "youngest people", "youngest faces", "youngest child", "babies", "youngest looking person",
         "littlest kids"),
        ("grandparents first", "the older the person the better", "old people before young people", "elderly at the top",
         "who is the oldest", "oldest man or woman", "seniors first, babies last", "from old to young", "most aged face",
         "descending age of the main person", "wrinkled old faces first", "oldest first by face",
         "put the most senior person at the top", "rank these portraits from the oldest to the youngest", "eldest people first please",
         "order by how aged the person is", "which person has lived the longest", "people of great age first", "granny and grandad first",
         "people who are not young any more"),
        ("babies first, grandparents last", "the younger the better", "young people before old people", "from young to old",
         "who is the youngest", "children before adults", "ascending age", "infants and toddlers at the top", "newborns first",
         "youngest boy or girl", "kids first", "start with the youngest face", "put the littlest kids at the top",
         "rank from the youngest to the oldest person", "youngsters before seniors", "people of tender age first", "little tots first",
         "folks who are not old"),
        ("senior citizens at the front", "rank the people by age, the eldest on top", "who looks the most elderly here",
         "grandpa and grandma pictures first", "how many years has this person lived, most first"),
        ("tiny tots at the front", "rank the people by age, the young ones on top", "who looks the youngest here",
         "show the little ones first", "how many years has this person lived, fewest first"),
    ),
    "people": Words(
        ("number of people", "head count", "how many people there are", "the number of persons", "group size", "people count",
         "number of faces"),
        ("most people", "largest group of people", "biggest crowd", "most crowded", "greatest number of people", "most persons"),
        ("fewest people", "smallest group of people", "least crowded", "smallest number of people", "nobody", "emptiest of people"),
        ("crowds first", "many people at the top", "big groups before single persons", "how crowded is it", "large gatherings first",
         "busiest with people", "from many people to none", "everyone together, whole groups first", "lots of people",
         "pictures packed with people come first", "sort by how many persons can be seen", "biggest gathering of humans on top",
         "the whole gang together in a picture", "stuffed with folks", "not just a few people", "everyone packed into a frame",
         "order by head count, largest first"),
        ("hardly anyone in the picture", "empty of people first", "no people first", "alone before crowds", "without people",
         "from nobody to a crowd", "as few people as possible", "solitary scenes first", "single person before groups",
         "hardly anybody around first", "begin with the photos that show the fewest humans", "not many persons",
         "not a soul in sight", "deserted places before crowds",
         "order by head count, smallest first"),
        ("photos crammed with folks", "the more people the better", "sort by group size, big to small", "everybody squeezed into one shot"),
        ("the fewer people the better", "sort by group size, small to big", "photos where nobody is around", "lonely scenes at the front"),
    ),
    "quality": Words(
        ("quality", "technical quality", "image quality", "photo quality", "picture quality"),
        ("best quality", "highest quality", "technically best", "cleanest", "best image quality", "best looking technically",
         "most excellent quality", "technically finest"),
        ("worst quality", "lowest quality", "technically worst", "poorest quality", "most degraded", "most ruined photo",
         "most terrible quality", "technically poorest"),
        ("best photos first", "good pictures before bad ones", "high quality", "flawless technique first", "no faults first",
         "from good to bad quality", "sharp, clean and well exposed first", "the technically finest shots at the top",
         "rank from excellent to terrible quality", "which pictures have the best technical quality", "excellent quality first"),
        ("bad photos first", "bad pictures before good ones", "low quality", "from bad to good quality", "technical failures first",
         "spoiled shots first", "photos to delete because of poor quality", "the technically poorest shots at the top",
         "rank from terrible to excellent quality", "which pictures turned out worst technically", "terrible quality first",
         "disastrous photos technically", "complete failures at the top"),
        ("technically perfect shots at the front", "sort by technical quality, best on top", "nicest image quality leading"),
        ("technical disasters at the front", "sort by technical quality, worst on top", "awful image quality leading"),
        like=("technically good", "flawless", "well taken"), unlike=("technically bad", "faulty", "spoiled"),
    ),
    "aesthetics": Words(
        ("beauty", "aesthetics", "composition", "how beautiful the photo is", "aesthetic value", "how pleasing it looks"),
        ("most aesthetic", "most beautiful", "prettiest", "most pleasing", "best composed", "most attractive", "loveliest",
         "nicest looking", "most gorgeous", "most stunning", "most picturesque"),
        ("least aesthetic", "ugliest", "least beautiful", "worst composed", "least pleasing", "least attractive", "most unsightly",
         "most badly framed"),
        ("beautiful photos first", "the most beautiful pictures at the top", "beautiful before ugly", "pretty pictures first",
         "well composed and well lit first", "worthy of a frame on the wall", "which photos look best",
         "straight horizon and good framing first",
         "photos to hang on the wall", "good enough for a calendar", "aesthetically best", "the prettiest shots please",
         "artistically best pictures first", "nicely framed shots first", "good looking photos first", "eye candy"),
        ("ugly photos first", "ugly before beautiful", "badly framed first", "tilted and badly cut first", "crooked horizon first",
         "aesthetically worst", "the ugliest shots please", "which photos look worst", "poor composition first", "subject cut off first",
         "unattractive pictures first", "carelessly framed shots first"),
        ("gorgeous pictures leading", "sort by beauty, loveliest on top", "photos that please the eye",
         "which shots are pretty enough to print", "the most attractive compositions first"),
        ("hideous pictures leading", "sort by beauty, ugliest on top", "photos that hurt the eye", "sloppy framing first",
         "the least attractive compositions first"),
        like=("beautiful", "pretty", "well composed", "pleasing"), unlike=("ugly", "badly composed", "crooked"),
    ),
    "blur": Words(
        ("blur", "blurriness", "how blurred it is", "amount of blur"),
        ("blurriest", "most blurred", "most out of focus", "softest", "fuzziest", "most unfocused"),
        ("sharpest", "least blurred", "crispest", "most in focus", "best focused", "least unfocused"),
        ("blurry photos first", "out of focus shots at the top", "unsharp before sharp",
         "show me the ones that are most unfocused", "from fuzzy to crisp"),
        ("sharp photos first", "in focus at the top", "sharp before blurry", "by sharpness",
         "show me the ones with the best focus", "from crisp to fuzzy"),
        ("shaky shots at the front", "sort by unsharpness", "photos where nothing is in focus"),
        ("tack sharp shots at the front", "sort by sharpness, crispest on top", "photos where everything is in focus"),
        things=("blur", "motion blur", "camera shake"),
        like=("blurry", "out of focus", "fuzzy", "unsharp"), unlike=("sharp", "in focus", "crisp"),
    ),
    "noise": Words(
        ("noise", "grain", "amount of noise", "how noisy it is"),
        ("noisiest", "grainiest", "most noise", "most grain", "most speckled"),
        ("least noisy", "least grainy", "cleanest without noise", "smoothest without grain"),
        ("noisy photos first", "grainy shots at the top", "high iso noise first",
         "pictures with heavy sensor noise at the top", "from grainy to clean"),
        ("noise free first", "no grain first", "clean before noisy", "pictures without any sensor noise at the top",
         "from clean to grainy"),
        ("grainy high iso shots at the front", "sort by how much grain there is"),
        ("smooth shots without grain at the front", "photos with hardly any noise in them"),
        things=("noise", "grain", "image noise", "iso noise"),
        like=("noisy", "grainy"), unlike=("noise free",),
    ),
    "jpeg": Words(
        ("compression artefacts", "jpeg artifacts", "blockiness", "compression damage"),
        ("most compressed", "blockiest", "most jpeg artifacts", "most pixelated", "worst compression"),
        ("least compressed", "fewest jpeg artifacts", "least blocky", "no compression artifacts", "least pixelated"),
        ("visible blocks first", "pixelated pictures first", "over-compressed files at the top", "strongly compressed first",
         "heavily compressed jpegs first"),
        ("no visible blocks first", "free of compression damage first", "uncompressed looking first", "lightly compressed first",
         "hardly compressed jpegs first"),
        ("photos with ugly compression blocks", "sort by compression artifacts, worst on top"),
        ("photos without visible compression", "sort by compression artifacts, fewest on top"),
        things=("compression", "jpeg artifacts", "blocking", "compression damage"),
        like=("pixelated", "blocky", "overcompressed"),
    ),
    "dark": Words(
        ("underexposure", "how underexposed it is", "lack of light", "insufficient exposure", "how much too dark it is"),
        ("most underexposed", "too dark", "worst underexposed", "much too dark", "most underlit", "most lacking in light"),
        ("least underexposed", "least too dark", "hardly underexposed", "never too dark", "least underlit", "least lacking in light"),
        ("underexposed photos first", "pictures that came out too dark first", "too little light first", "not enough light",
         "shots with far too little light first", "too little light", "insufficient light first", "shots with too little light at the top"),
        ("not underexposed first", "well lit before too dark", "enough light first", "shots that are not too dark first",
         "nothing too dark first", "light enough first"),
        ("photos that are far too dark", "sort by underexposure", "pictures that lack light", "badly underexposed shots at the front"),
        ("photos that are not underexposed", "shots without underexposure at the front"),
        things=("underexposure", "darkness caused by wrong exposure"),
        like=("underexposed", "too dark", "underlit"), unlike=("well lit", "well exposed"),
    ),
    "bright": Words(
        ("overexposure", "how overexposed it is", "blown highlights", "excess of light", "how much too bright it is"),
        ("most overexposed", "too bright", "most washed out by light", "most blown out", "much too bright", "most overlit",
         "most burnt out"),
        ("least overexposed", "least too bright", "hardly overexposed", "least blown out", "never too bright", "least overlit",
         "least burnt out"),
        ("overexposed photos first", "pictures that came out too bright first", "burnt out highlights first", "too much light first",
         "shots with far too much light first", "too much light", "shots with too much light at the top"),
        ("not overexposed first", "no blown highlights first", "shots without burnt highlights first", "nothing too bright first"),
        ("photos that are far too bright", "sort by overexposure", "badly overexposed shots at the front"),
        ("photos that are not overexposed", "shots without overexposure at the front"),
        things=("overexposure", "blown out light", "burnt highlights"),
        like=("overexposed", "too bright", "blown out", "burnt out"),
    ),
    "flat": Words(
        ("lack of contrast", "flatness", "how washed out it is"),
        ("flattest", "lowest contrast", "most washed out", "haziest", "dullest contrast", "dullest and foggiest"),
        ("least flat", "least washed out", "punchiest contrast", "least hazy", "least dull and foggy"),
        ("low contrast photos first", "hazy and flat at the top", "dull and foggy looking ones first", "low contrast"),
        ("strong contrast before flat", "punchy pictures first", "contrasty ones before dull ones", "punchy before dull"),
        ("photos that look flat and hazy", "sort by lack of contrast", "washed-out shots at the front"),
        ("photos that are not washed out", "shots without haze at the front"),
        things=("haze", "flatness", "lack of contrast"),
        like=("flat", "hazy", "washed out", "dull"), unlike=("punchy",),
    ),
    "cast": Words(
        ("colour cast", "color tint", "wrong white balance", "colour tint", "white balance error", "discolouration"),
        ("strongest colour cast", "most tinted", "worst white balance", "most unnatural colors", "ugliest colour tint", "strongest tint",
         "most discoloured", "wrongest colours", "greenest tint"),
        ("weakest colour cast", "least tinted", "best white balance", "most neutral colors", "no ugly colour tint", "weakest tint",
         "least discoloured", "truest colours", "least tint"),
        ("wrong white balance first", "tinted photos at the top", "pictures with an ugly colour tint first", "wrong colours first",
         "a green or purple tint first", "colour cast before neutral", "bad white balance"),
        ("neutral white balance first", "natural colours before tinted", "pictures without any colour tint first", "right colours first",
         "correct white balance at the top", "neutral before colour cast", "good white balance"),
        ("photos with a strong tint", "sort by colour cast", "shots with weird unnatural colours", "bad white balance at the front"),
        ("photos with natural white balance", "shots without any tint", "true neutral colours at the front"),
        things=("colour cast", "color tint", "unnatural colour"),
        like=("tinted", "discoloured"), unlike=("neutral in colour", "natural in colour"),
    ),
    "aged": Words(
        ("how aged the print looks", "the age of the photograph", "how old the photo looks", "fading", "vintage look"),
        ("most aged print", "oldest looking photo", "most faded", "oldest photograph", "most vintage", "most antique print"),
        ("newest looking photo", "least faded", "most modern looking photo", "freshest print", "least vintage"),
        ("old prints first", "sepia and faded at the top", "historic photographs first", "yellowed prints first",
         "vintage before modern", "scratched old prints first", "photos that look a hundred years old",
         "the most weathered and yellowed photograph first", "rank from antique to modern photographs",
         "pictures that look like they are from long ago"),
        ("modern before vintage", "new looking photos first", "freshly taken look first", "digital before old prints",
         "the most recent looking photograph first", "rank from modern to antique photographs"),
        ("faded old prints at the front", "photographs from the time of great-grandmother", "sort by how old the picture looks"),
        ("brand new looking prints at the front", "pictures that look as if taken yesterday"),
        things=("fading", "yellowing", "ageing"),
        like=("faded", "vintage", "yellowed", "antique"), unlike=("new looking", "modern looking"),
    ),
    "brightness": Words(
        ("brightness", "lightness", "how bright it is"), ("brightest", "lightest", "brightest overall", "whitest"),
        ("darkest", "dimmest", "darkest overall", "blackest"),
        ("bright pictures first", "light before dark", "sort so that bright photos come first"),
        ("dark pictures first", "dark before light", "gloomy first", "sort so that dark photos come first"),
        ("bright shots at the front", "sort by lightness, lightest on top"),
        ("dark shots at the front", "sort by lightness, darkest on top"),
    ),
    "colourfulness": Words(
        ("colourfulness", "color saturation", "how colorful it is"),
        ("most colourful", "most vivid colors", "most saturated", "strongest colours", "most intense colours"),
        ("least colourful", "greyest", "most monochrome", "least saturated", "palest colours", "most colourless"),
        ("vivid colours first", "bright colours before grey", "strongly coloured photos at the top"),
        ("grey before colourful", "muted colours first", "nearly colourless photos at the top"),
        ("pictures bursting with colour", "intensely coloured shots at the front"), ("colourless grey shots at the front",),
    ),
    "warmth": Words(
        ("colour warmth", "warmth of the colors"), ("warmest colours", "most yellow and orange", "warmest tones", "most golden light"),
        ("coldest colours", "bluest", "coolest tones", "most bluish light"),
        ("warm tones first", "yellow before blue", "golden warm light first"),
        ("cold tones first", "blue before yellow", "bluish cold light first"),
        ("warm orange light at the front",), ("cold blue light at the front",),
    ),
    "contrast": Words(
        ("contrast", "tonal contrast"), ("highest contrast", "most contrast", "most contrasty"),
        ("lowest contrast of tones", "least contrast"),
        ("strong contrast first", "high contrast pictures at the top"), ("weak contrast first", "low contrast pictures at the top"),
        ("contrasty shots at the front",), ("shots with little contrast at the front",),
    ),
}  # fmt: skip

NOUN = ("rank by {}", "sort by {}", "{}", "order the photos by {}", "rank the photos by {}", "sort images by {}.",
        "please sort my pictures by {}", "arrange everything by {}", "please arrange my album by {}", "I want everything by {}",
        "all my photos by {}", "list them by {}", "show the album by {}", "{} decides the order",
        "could you order these by {}")  # fmt: skip
# With the word that says from which end, after the noun.
DESCENDING = ("{}, largest first", "{}, high to low", "{} descending", "{}, most first", "{}, big to small")
ASCENDING = ("{}, smallest first", "{}, low to high", "{} ascending", "{}, least first", "{}, small to big", "{}, fewest first")
MOST = ("{}", "{} first", "rank {} first", "sort photos, {} first", "{} at the top", "show me the {}", "the {} come first",
        "order pictures so that the {} comes first", "begin with the {}", "start my collection with the {}", "put the {} on top",
        "please show the {} before the rest", "organise the pictures with the {} leading",
        "arrange my album with the {} in front", "I want the {} first", "start with the {}", "list the {} first please",
        "all my photos, the {} leading", "the {} ahead of the others", "could you show the {} first", "{} on top")  # fmt: skip
HELD_OUT_NOUN = ("give me the whole folder by {}",)
HELD_OUT_MOST = ("the whole folder, the {} to the front",)

COUNT = ("number of {}", "most {}", "rank the numbers of {}.", "how many {}", "sort images by the number of {}.", "many {} first",
         "the most {} first", "largest number of {}", "rank by number of {}", "count the {}")  # fmt: skip
COUNT_LEAST = (
    "fewest {}",
    "smallest number of {}",
    "few {} first",
    "as few {} as possible",
    "no {} first",
    "photos without {} first",
)
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
    "loudest motor", "quietest library", "age of the building", "age of the wine", "age of the planet", "noise of the neighbours",
    "most lions", "most penguins", "most helicopters", "number of bottles", "how many forks", "count the balconies", "most tractors",
    "most windmills", "round pictures first", "vertical pictures first", "photos in landscape format first", "by file format",
    "by the number of pixels", "by the name of the file", "by the photographer", "most shared", "happiest dog",
    "angriest face", "prettiest dress", "longest hair", "tallest tree", "biggest house", "deepest water", "highest mountain",
    "fastest runner", "strongest wind", "smallest insect", "most delicious cake", "scariest mask", "weirdest hat",
    "most beautiful song", "loveliest garden party", "ugliest car", "prettiest kitten", "nicest hotel room", "beauty products",
    "most beautiful voice", "ugliest lie", "most attractive offer", "a beautiful mind", "composition of the alloy", "prettiest handwriting",
    "nicest neighbour",
    "", "?", "...", "12345", "aaaaaaaa", "le plus vieux", "\u043e\u0434\u0438\u043d", "\u6700\u65e7", "\U0001f600\U0001f600",
)  # fmt: skip
