"""How an order is judged."""

from __future__ import annotations

import numpy as np
from scipy.stats import rankdata, spearmanr


def srcc(scores: np.ndarray, labels: np.ndarray) -> float:
    """Spearman correlation over the pictures with a label; 0 where either side is flat."""
    known = np.isfinite(labels)
    a, b = scores[known], labels[known]
    if len(a) < 3 or np.ptp(a) == 0 or np.ptp(b) == 0:
        return 0.0
    return float(spearmanr(a, b).statistic)


def plcc(scores: np.ndarray, labels: np.ndarray) -> float:
    known = np.isfinite(labels)
    return float(np.corrcoef(scores[known], labels[known])[0, 1])


def kendall_accuracy(scores: np.ndarray, labels: np.ndarray, least: float = 0.0, most: int = 1500) -> float:
    """Share of pairs whose labels differ by more than `least` that are in the right order."""
    known = np.flatnonzero(np.isfinite(labels))[:most]
    gap = labels[known][:, None] - labels[known][None]
    right = (scores[known][:, None] - scores[known][None]) * np.sign(gap) > 0
    return float(right[np.abs(gap) > least].mean())


def monotone(scores: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Isotonic fit of labels on scores (pool adjacent violators), evaluated at the same scores: a score in label units."""
    order = np.argsort(scores, kind="stable")
    level: list[list[float]] = []
    for value in labels[order]:
        level.append([float(value), 1.0])
        while len(level) > 1 and level[-2][0] > level[-1][0]:
            value, weight = level.pop()
            level[-1] = [(level[-1][0] * level[-1][1] + value * weight) / (level[-1][1] + weight), level[-1][1] + weight]
    fitted = np.repeat([v for v, _ in level], [int(w) for _, w in level])
    out = np.empty(len(scores))
    out[order] = fitted
    return out


def standard_error(values: list[float]) -> float | None:
    """Of the mean, to four digits; None of a lone value, which says nothing of how far others would be off."""
    return round(float(np.std(values, ddof=1) / len(values) ** 0.5), 4) if len(values) > 1 else None


def agreement(orders: np.ndarray) -> float:
    """Median over pairs of rows of their Spearman correlation. orders [S, N] scores of paraphrases."""
    if len(orders) < 2:
        return 1.0
    ranks = np.apply_along_axis(rankdata, 1, orders)
    return float(np.median(np.corrcoef(ranks)[np.triu_indices(len(ranks), 1)]))
