"""Rebuilds everything in this folder that is not code, from the picture sets to the figures.

    python -m models.rebuild --data DIR [--cache DIR]

About half an hour on two cores; the cache (1 GB) makes a second run take minutes.
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
        ["models.align.evaluate", *places],
        ["models.goldens"],
        ["models.manifest"],
        ["models.faces.export"],
        ["models.faces.goldens"],
        ["models.faces.evaluate", "--data", str(options.data)],
    ):
        print("==", *step, flush=True)
        subprocess.run([sys.executable, "-m", *step], check=True)


if __name__ == "__main__":
    main()
