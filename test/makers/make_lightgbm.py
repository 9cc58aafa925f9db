"""LightGBM models of every kind that can be imported, with LightGBM's own margins."""

import sys

import lightgbm as lgb
import numpy as np
from cases import Cases, sample
from rows import trying_rows


def thresholds_of(text, features):
    lists = [[] for _ in range(features)]
    split = []
    for line in text.splitlines():
        key, _, value = line.partition("=")
        if key == "split_feature":
            split = [int(each) for each in value.split()]
        elif key == "threshold":
            for f, each in zip(split, value.split()):
                lists[f].append(float(each))
    return lists


def add(cases, name, params, classes=2, rounds=20, categories=0, target="labels", missing=0.1, best=None, zeros=False):
    data, labels, score = sample(classes=classes, categories=categories, missing=missing)
    if zeros:
        data[np.random.default_rng(3).random(data.shape) < 0.3] = 0
    features = data.shape[1]
    columns = list(range(features - categories, features))
    y = {"labels": labels, "score": score, "count": np.abs(score) + 0.1, "share": 1 / (1 + np.exp(-score))}[target]
    settings = {"num_leaves": 15, "learning_rate": 0.2, "verbose": -1, "num_threads": 1, "seed": 1, **params}
    make = lambda rows, which: lgb.Dataset(rows, which, categorical_feature=columns, params=settings)
    train, more = make(data, y), {}
    if best is not None:
        train, held = make(data[300:], y[300:]), make(data[:300], y[:300])
        more = {"valid_sets": [held], "callbacks": [lgb.early_stopping(best, verbose=False)]}
    booster = lgb.train(settings, train, rounds, **more)
    stem = "lightgbm-" + name.replace(" ", "-")
    booster.save_model(cases.path(f"{stem}.txt"))
    lists = thresholds_of(booster.model_to_string(), features)
    rows = trying_rows(data, lists, columns)
    margins = booster.predict(rows.astype(np.float64), raw_score=True)
    if params.get("boosting") == "rf":
        margins = margins / (booster.num_trees() // booster.num_model_per_iteration())
    cases.add(f"LightGBM {name}", f"{stem}.txt", rows, margins, maker="lightgbm")


def add_pandas(cases):
    import pandas as pd

    data, labels, _ = sample(categories=2, codes=5)
    names = np.array(["edr", "mail", "proxy", "dns", "vpn"])
    frame = pd.DataFrame({f"n{f}": data[:, f] for f in range(6)})
    for f in (6, 7):
        frame[f"c{f}"] = pd.Categorical.from_codes(np.nan_to_num(data[:, f], nan=-1).astype(int), names)
    booster = lgb.train({"verbose": -1, "num_threads": 1}, lgb.Dataset(frame, labels), 20)
    booster.save_model(cases.path("lightgbm-pandas.txt"))
    rows = trying_rows(data, thresholds_of(booster.model_to_string(), 8), (6, 7))
    margins = booster.predict(rows.astype(np.float64), raw_score=True)
    cases.add("LightGBM pandas categories", "lightgbm-pandas.txt", rows, margins, maker="lightgbm")


def make(cases):
    binary = {"objective": "binary"}
    add(cases, "binary", binary)
    add(cases, "binary without missing", binary, missing=0)
    add(cases, "zero as missing", {**binary, "zero_as_missing": True}, zeros=True)
    add(cases, "missing not used", {**binary, "use_missing": False}, zeros=True)
    add(cases, "many zeros", binary, zeros=True, missing=0)
    add(cases, "categories", {**binary, "min_data_per_group": 5, "cat_smooth": 1}, categories=2)
    add(cases, "categories one by one", {**binary, "max_cat_to_onehot": 100}, categories=2)
    for classes in (3, 20):
        add(cases, f"{classes} classes", {"objective": "multiclass", "num_class": classes}, classes=classes, rounds=8)
    add(cases, "one against all", {"objective": "multiclassova", "num_class": 3}, classes=3, rounds=8)
    add(cases, "dart", {**binary, "boosting": "dart", "drop_rate": 0.5})
    bagged = {"boosting": "rf", "bagging_freq": 1, "bagging_fraction": 0.6, "feature_fraction": 0.7}
    add(cases, "forest", {**binary, **bagged})
    add(cases, "forest of 3 classes", {"objective": "multiclass", "num_class": 3, **bagged}, classes=3, rounds=8)
    add(cases, "early stopping", {**binary, "learning_rate": 0.5}, rounds=100, best=3)
    add(cases, "one leaf", {**binary, "min_data_in_leaf": 5000}, rounds=3)
    add(cases, "sigmoid", {**binary, "sigmoid": 2.0})
    add(cases, "unbalanced", {**binary, "is_unbalance": True})
    add(cases, "regression", {"objective": "regression"}, target="score")
    add(cases, "regression of roots", {"objective": "regression", "reg_sqrt": True}, target="score")
    add(cases, "l1", {"objective": "regression_l1"}, target="score")
    for name in ("poisson", "gamma", "tweedie"):
        add(cases, name, {"objective": name}, target="count")
    add(cases, "cross entropy", {"objective": "cross_entropy"}, target="share")
    add(cases, "deep", {**binary, "num_leaves": 200, "min_data_in_leaf": 1}, rounds=10)
    add_pandas(cases)


if __name__ == "__main__":
    made = Cases(sys.argv[1])
    make(made)
    made.write("lightgbm.cases.json")
