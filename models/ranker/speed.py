"""How long the shipped files take to score photos for all orders, and to read a sentence.

python -m models.ranker.speed [--photos 10000] [--threads 2]
"""

from __future__ import annotations

import argparse
import json
import time

import numpy as np
import onnxruntime as ort

from models.ranker.export import FILES, HERE
from models.ranker.extract import MEASURES


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=int, default=10_000)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    settings = ort.SessionOptions()
    settings.intra_op_num_threads = options.threads
    sentence, score = (ort.InferenceSession(str(HERE / FILES[n]), settings) for n in ("sentence", "score"))
    rng, n = np.random.default_rng(0), options.batch
    photos = {"tokens": rng.integers(-127, 127, (n, 25, 128), np.int8), "scales": rng.uniform(0.01, 0.05, (n, 25)).astype(np.float32),
              "vector": rng.normal(size=(n, 512)).astype(np.float32) / 22,
              "measures": rng.uniform(0, 100, (n, len(MEASURES))).astype(np.float32)}  # fmt: skip
    start = time.perf_counter()
    sentence.run(None, {"sentence": np.full((1, 384), 0.05, np.float32)})
    once = time.perf_counter() - start
    score.run(None, photos)
    start = time.perf_counter()
    for _ in range(-(-options.photos // n)):
        score.run(None, photos)
    total = time.perf_counter() - start
    told = {
        "photos": options.photos,
        "threads": options.threads,
        "seconds": round(total, 2),
        "sentence, ms": round(once * 1000, 2),
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
