"""Rebuilds everything in this folder that is not code, from the picture sets to the figures.

    python -m models.rebuild --data DIR [--cache DIR]

Some hours on two cores; the cache (6 GB) makes a second run take minutes. Node and the installed npm packages
are needed for the adapter, which learns from the app's own measures.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the zips")
    parser.add_argument("--cache", type=Path, default=Path.home() / ".cache" / "podium-models")
    options = parser.parse_args()
    places = ["--data", str(options.data), "--cache", str(options.cache)]
    for step in (
        ["models.features", *places],
        ["models.align.train", *places],
        ["models.export", *places],
        ["models.spelling", "--data", str(options.data)],
        ["models.align.evaluate", *places],
        ["models.align.ablation", *places, "--recipes", "captions"],
        # The adapter learns on what the files made above make of each picture, and its tokens go back into them.
        ["models.ranker.extract", *places],
        ["models.ranker.train", *places],
        ["models.ranker.train", *places, "--full"],
        ["models.ranker.ablation", *places, "--steps", "1000"],
        ["models.ranker.evaluate", *places],
        ["models.ranker.export", "--cache", str(options.cache)],
        ["models.goldens"],
        ["models.manifest"],
        ["models.faces.export"],
        # Ages are read from the tokens as the adapter's training left them.
        ["models.ages.train", *places],
        ["models.ages.evaluate", *places],
        ["models.ages.persons", *places],
        ["models.ages.export", "--cache", str(options.cache)],
        ["models.faces.goldens"],
        ["models.faces.evaluate", "--data", str(options.data)],
    ):
        print("==", *step, flush=True)
        subprocess.run([sys.executable, "-m", *step], check=True)


if __name__ == "__main__":
    main()
