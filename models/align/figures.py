"""Figures computed from unit vectors: recall, names told apart, where a result list should end."""

from __future__ import annotations

import numpy as np

Numbers = dict[str, float]


def percent(hits: np.ndarray) -> float:
    return round(float(np.mean(hits)) * 100, 2)


def retrieval(pictures: np.ndarray, captions: np.ndarray, each: int = 5) -> Numbers:
    """pictures [N, D]; captions [N * each, D], `each` of them a picture, in order."""
    scores = captions @ pictures.T  # [N each, N]
    own = np.arange(len(captions)) // each
    to_picture = (scores > scores[np.arange(len(own)), own][:, None]).sum(1)
    # A picture counts as found its sentence at the best ranked of its captions.
    back = scores.T  # [N, N each]
    best = back.reshape(len(pictures), len(pictures), each)[np.arange(len(pictures)), np.arange(len(pictures))].max(1)
    to_text = (back > best[:, None]).sum(1)
    out: Numbers = {}
    for k in (1, 5, 10):
        out[f"text_to_image_r{k}"] = percent(to_picture < k)
        out[f"image_to_text_r{k}"] = percent(to_text < k)
    return out


def naming(pictures: np.ndarray, names: np.ndarray, right: np.ndarray) -> Numbers:
    """Each picture [N, D] against every class name [C, D]; and the name of each picture against all pictures."""
    scores = pictures @ names.T
    rank = (scores > scores[np.arange(len(right)), right][:, None]).sum(1)
    found = names[right] @ pictures.T  # [N, N]
    place = (found > np.diag(found)[:, None]).sum(1)
    return {
        "top1": percent(rank < 1), "top5": percent(rank < 5),
        "name_to_photo_r1": percent(place < 1), "name_to_photo_r5": percent(place < 5),
    }  # fmt: skip


def macro_accuracy(pictures: np.ndarray, names: np.ndarray, right: np.ndarray) -> float:
    """Mean over classes of the share of pictures nearest to their own name."""
    guess = (pictures @ names.T).argmax(1)
    return round(float(np.mean([np.mean(guess[right == c] == c) for c in np.unique(right)])) * 100, 2)


def null_scores(background: np.ndarray, sentences: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Per sentence [S]: median and robust deviation of its similarity to pictures that have nothing to do with it."""
    scores = sentences @ background.T
    middle = np.median(scores, 1)
    return middle, 1.4826 * np.median(np.abs(scores - middle[:, None]), 1)


def f1(kept: np.ndarray, right: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Precision, recall and F1 per sentence; kept and right are boolean [S, N]."""
    hit = (kept & right).sum(1)
    precision = hit / np.maximum(kept.sum(1), 1)
    recall = hit / np.maximum(right.sum(1), 1)
    return precision, recall, 2 * hit / np.maximum(kept.sum(1) + right.sum(1), 1)
