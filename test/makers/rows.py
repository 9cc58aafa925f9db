"""Rows that try a model: random ones, and ones put together of its own thresholds, their f32 neighbours and odd numbers."""

import numpy as np

ODD = np.array(
    [0.0, -0.0, 1e-45, -1e-45, 1e-40, -1e-40, 1e-35, -1e-35, 1.1e-35, -1.1e-35, 1e-20, 1.0, -1.0, 3e38, -3e38,
     3.4028234663852886e38, -3.4028234663852886e38, np.nan, np.nan],
    dtype=np.float32,
)
CODES = np.array([-1, -7, 0, 1, 2, 31, 32, 33, 63, 64, 255, 256, 1e6, 16777215, np.nan, 1.5, 3.999], dtype=np.float32)


def neighbours(thresholds):
    """Each threshold as f32, and the numbers next to it."""
    near = np.asarray(thresholds, dtype=np.float64).astype(np.float32)
    near = near[np.isfinite(near)]
    up = np.nextafter(near, np.float32(np.inf))
    down = np.nextafter(near, np.float32(-np.inf))
    every = np.concatenate([near, up, down])
    return every[np.isfinite(every)]


def trying_rows(data, thresholds, categories=(), count=10_000, seed=0, codes=CODES):
    """`data` are training rows, `thresholds` has a list for each feature; half of the rows are random."""
    rng = np.random.default_rng(seed)
    half = count // 2
    features = data.shape[1]
    rows = np.empty((count, features), dtype=np.float32)
    rows[:half] = data[rng.integers(0, len(data), half)]
    noise = rng.normal(size=(half, features)).astype(np.float32)
    mixed = rng.random((half, features)) < 0.3
    for f in categories:
        mixed[:, f] = False
    rows[:half] = np.where(mixed, noise, rows[:half])
    for f in range(features):
        if f in categories:
            pool = np.concatenate([codes, np.unique(data[:, f][~np.isnan(data[:, f])])])
        else:
            pool = np.concatenate([neighbours(thresholds[f]), ODD])
        rows[half:, f] = pool[rng.integers(0, len(pool), count - half)]
        # Mostly real values, so that the ways through the trees differ.
        real = rng.random(count - half) < 0.3
        picked = data[rng.integers(0, len(data), count - half), f]
        rows[half:, f] = np.where(real, picked, rows[half:, f])
    return rows
