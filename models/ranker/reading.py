"""How well sentences are read that no training saw."""

from __future__ import annotations

import numpy as np
import torch

from models.ranker.export import EVIDENCE
from models.ranker.sets import attributes
from models.ranker.text import Words, trunk_vectors
from models.ranker.train import Scorer


def evidence(model: Scorer, words: Words, fresh: np.ndarray) -> dict[str, float]:
    """How well kept-back sentences are told to be one of the trained orders, and which."""
    names = attributes()
    with torch.no_grad():
        order = model.compact.state(words.vectors)[1].softmax(-1).numpy()
        captions = model.compact.state(words.captions[1800:])[1].softmax(-1).numpy()
        none = model.compact.state(torch.tensor(fresh))[1].softmax(-1).numpy()
    kept = [i for i, s in enumerate(words.sentences) if s.attribute and not s.known]
    nothing = [i for i, s in enumerate(words.sentences) if not s.attribute and not s.known]
    right = [order[i].argmax() == 1 + 2 * names.index(s.attribute) + (s.direction < 0) for i, s in enumerate(words.sentences)
             if i in set(kept)]  # fmt: skip
    return {
        "orders recognised": float((1 - order[kept, 0] >= EVIDENCE).mean()), "order named right": float(np.mean(right)),
        "kept-back unrelated refused": float((1 - order[nothing, 0] < EVIDENCE).mean()),
        "kept-back captions refused": float((1 - captions[:, 0] < EVIDENCE).mean()),
        "sentences of other tasks refused": float((1 - none[:, 0] < EVIDENCE).mean()),
    }  # fmt: skip


FRESH = ("how many bananas", "happiest face", "flattest landscape", "tallest person", "sort by month", "biggest dog breed",
         "cutest animal", "most interesting", "by author", "number of candles", "spookiest", "most expensive camera")  # fmt: skip


# Written after the training sentences and the choice of everything else, and used for nothing but this count.
NEW_ORDERS = {
    ("age", 1): ("grandpa first", "show old folks first", "rank faces by age", "who looks oldest", "pictures of the aged at the start"),
    ("age", -1): ("little babies on top", "the most youthful face first", "young faces first please", "smallest kids first"),
    ("people", 1): ("the most faces in one photo", "big family gatherings first", "how big is the crowd", "photos full of people"),
    ("people", -1): ("photos with nobody in them", "the loneliest picture", "pictures with the least humans first", "no humans"),
    ("quality", 1): ("the nicest technical quality first", "best shots by image quality", "top quality pictures"),
    ("quality", -1): ("bad quality first", "show the worst quality images", "ugliest quality"),
    ("aged", 1): ("very old photographs first", "which print is the most worn", "antique looking pictures first"),
    ("aged", -1): ("modern photos first", "the newest looking picture"),
    ("blur", 1): ("the blurriest shots", "unfocused images first"), ("blur", -1): ("sharpest images first", "best focus first"),
    ("count:dogs", 1): ("which photo has the most dogs", "dogs, as many as possible"), ("noise", 1): ("grainy images first",),
    ("topic:snow", 1): ("snowiest", "as much snow as possible"), ("topic:beach", 1): ("beach pictures first",),
}  # fmt: skip


# The same, written when the reader was taught what is not so.
NEGATED = {
    ("blur", 1): ("nothing here is really sharp", "the ones that did not come out sharp"),
    ("blur", -1): ("shots that are not blurred at all", "no shaky pictures please"),
    ("noise", -1): ("not grainy in the least", "pictures that aren't full of noise"),
    ("jpeg", -1): ("not visibly compressed",), ("dark", -1): ("pictures that did not come out too dark",),
    ("bright", -1): ("skies that are not burnt out first", "not blown out please"), ("flat", -1): ("shots that are not hazy at all",),
    ("cast", -1): ("colours that are not off", "without a green tint"), ("aged", -1): ("prints that have not faded",),
    ("people", -1): ("not many people", "nobody around"), ("age", -1): ("people who are not old yet",),
    ("quality", -1): ("photos that did not turn out well", "not well taken"), ("quality", 1): ("pictures without any fault",),
}  # fmt: skip


def new_orders(model: Scorer, written: dict[tuple[str, int], tuple[str, ...]]) -> dict[str, float]:
    """Share of sentences that are taken for an order at all, and for the right one in the right direction."""
    asked = [(1 + 2 * attributes().index(a) + (d < 0), text) for (a, d), texts in written.items() for text in texts]
    with torch.no_grad():
        order = model.compact.state(torch.tensor(trunk_vectors([t for _, t in asked])))[1].softmax(-1).numpy()
    right = [bool(o.argmax() == wanted) for o, (wanted, _) in zip(order, asked, strict=True)]
    print("read wrongly:", [t for r, (_, t) in zip(right, asked, strict=True) if not r])
    return {
        "sentences": len(asked),
        "recognised": float((1 - order[:, 0] >= EVIDENCE).mean()),
        "named right": float(np.mean(right)),
    }
