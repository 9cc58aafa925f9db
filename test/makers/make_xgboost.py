"""XGBoost models of every kind that can be imported, as JSON and UBJSON, with XGBoost's own margins."""

import json
import sys

import numpy as np
import xgboost as xgb
from cases import Cases, sample
from rows import CODES, trying_rows

# XGBoost refuses negative codes in data.
ALLOWED = CODES[np.isnan(CODES) | (CODES >= 0)]


def thresholds_of(path, features):
    with open(path, encoding="utf-8") as file:
        booster = json.loads(file.read().replace("Infinity", "0"))["learner"]["gradient_booster"]
    model = booster.get("gbtree", booster)["model"]
    lists = [[] for _ in range(features)]
    for tree in model["trees"]:
        for left, f, value in zip(tree["left_children"], tree["split_indices"], tree["split_conditions"]):
            if left >= 0:
                lists[f].append(value)
    return lists


def add(cases, name, params, classes=2, rounds=20, categories=0, target="labels", best=None, missing=0.1, **more):
    data, labels, score = sample(classes=classes, categories=categories, missing=missing)
    features = data.shape[1]
    types = ["c" if f >= features - categories else "q" for f in range(features)]
    y = {"labels": labels, "score": score, "count": np.abs(score) + 0.1}[target]
    matrix = xgb.DMatrix(data, y, feature_types=types, enable_categorical=categories > 0)
    settings = {"max_depth": 5, "eta": 0.2, "nthread": 1, "seed": 1, **params}
    evals = {}
    if best is not None:
        held = xgb.DMatrix(data[:300], labels[:300])
        matrix = xgb.DMatrix(data[300:], labels[300:])
        evals = {"evals": [(held, "held")], "early_stopping_rounds": best, "verbose_eval": False}
    booster = xgb.train(settings, matrix, rounds, **evals)
    stem = "xgboost-" + name.replace(" ", "-")
    booster.save_model(cases.path(f"{stem}.json"))
    booster.save_model(cases.path(f"{stem}.ubj"))
    lists = thresholds_of(cases.path(f"{stem}.json"), features)
    rows = trying_rows(data, lists, range(features - categories, features), codes=ALLOWED)
    tried = xgb.DMatrix(rows, feature_types=types, enable_categorical=categories > 0)
    end = booster.best_iteration + 1 if best is not None else 0
    margins = booster.predict(tried, output_margin=True, iteration_range=(0, end))
    for kind in ("json", "ubj"):
        cases.add(f"XGBoost {name}, {kind}", f"{stem}.{kind}", rows, margins, maker="xgboost", **more)
    if best is not None:
        all_rounds = booster.predict(tried, output_margin=True)
        cases.add(f"XGBoost {name}, all rounds", f"{stem}.json", rows, all_rounds, maker="xgboost", rounds="all")


def make(cases):
    logistic = {"objective": "binary:logistic"}
    add(cases, "logistic", logistic)
    add(cases, "logistic with a base score", {**logistic, "base_score": 0.3})
    add(cases, "logistic without missing", logistic, missing=0)
    add(cases, "lossguide", {**logistic, "grow_policy": "lossguide", "max_leaves": 50, "max_depth": 0})
    add(cases, "exact", {**logistic, "tree_method": "exact"})
    add(cases, "categories", {**logistic, "max_cat_to_onehot": 1}, categories=2)
    add(cases, "categories one by one", {**logistic, "max_cat_to_onehot": 100}, categories=2)
    add(cases, "logitraw", {"objective": "binary:logitraw", "base_score": 0.4})
    add(cases, "hinge", {"objective": "binary:hinge"})
    for classes in (3, 20):
        soft = {"objective": "multi:softprob", "num_class": classes}
        add(cases, f"{classes} classes", soft, classes=classes, rounds=8)
    add(cases, "early stopping", {**logistic, "eta": 0.5}, rounds=100, best=3)
    soft = {"objective": "multi:softprob", "num_class": 3, "eta": 0.6}
    add(cases, "early stopping of 3 classes", soft, classes=3, rounds=100, best=3)
    dart = {"booster": "dart", "rate_drop": 0.3, "one_drop": 1}
    add(cases, "dart", {**logistic, **dart})
    add(cases, "dart of 3 classes", {**soft, **dart}, classes=3, rounds=8)
    forest = {"num_parallel_tree": 20, "subsample": 0.6, "colsample_bynode": 0.5, "eta": 1}
    add(cases, "forest", {**logistic, **forest}, rounds=1)
    add(cases, "boosted forest of 3 classes", {**soft, **forest, "eta": 0.3}, classes=3, rounds=3)
    add(cases, "one leaf", {**logistic, "gamma": 1e9}, rounds=3)
    add(cases, "squared error", {"objective": "reg:squarederror"}, target="score")
    for name in ("count:poisson", "reg:gamma", "reg:tweedie"):
        add(cases, name.replace(":", " "), {"objective": name}, target="count")
    add(cases, "absolute error", {"objective": "reg:absoluteerror"}, target="score")


if __name__ == "__main__":
    made = Cases(sys.argv[1])
    make(made)
    made.write("xgboost.cases.json")
