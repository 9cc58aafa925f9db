"""Where made models go: a folder with the files of each case and a list of all."""

import json
import os

import numpy as np


class Cases:
    def __init__(self, folder):
        self.folder = folder
        self.all = []
        os.makedirs(folder, exist_ok=True)

    def path(self, file):
        return os.path.join(self.folder, file)

    def add(self, name, file, rows, margins, **more):
        """`margins` are the maker's, for rows of f32; `more` says how to import and compare."""
        rows = np.ascontiguousarray(rows, dtype=np.float32)
        margins = np.asarray(margins)
        margins = margins.reshape(len(rows), -1)
        stem = name.replace(" ", "-").replace(":", "-").replace("/", "-")
        rows.tofile(self.path(f"{stem}.rows"))
        margins.astype(np.float64).tofile(self.path(f"{stem}.margins"))
        self.all.append({
            "name": name,
            "file": file,
            "rows": f"{stem}.rows",
            "margins": f"{stem}.margins",
            "count": len(rows),
            "features": rows.shape[1],
            "outputs": margins.shape[1],
            **more,
        })

    def write(self, file):
        with open(self.path(file), "w", encoding="utf-8") as out:
            json.dump(self.all, out)


def sample(rows=1500, numbers=6, classes=2, seed=0, missing=0.1, categories=0, codes=40):
    """Numbers with holes, then category codes; labels that depend on them."""
    rng = np.random.default_rng(seed)
    data = rng.normal(size=(rows, numbers + categories)).astype(np.float32)
    data[:, 1] = np.round(data[:, 1])
    for f in range(numbers, numbers + categories):
        data[:, f] = np.minimum(rng.geometric(0.1, rows) - 1, codes - 1)
    score = np.nan_to_num(data[:, 0]) * data[:, 1] + data[:, 2] + rng.normal(scale=0.5, size=rows)
    for f in range(numbers, numbers + categories):
        score = score + np.sin(data[:, f] * 2.3)
    labels = np.searchsorted(np.quantile(score, np.arange(1, classes) / classes), score)
    data[rng.random(data.shape) < missing] = np.nan
    return data, labels.astype(np.int64), score
