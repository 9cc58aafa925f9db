"""scikit-learn forests written by examples/distributed/export_sklearn.py, with scikit-learn's own answers."""

import os
import sys

import numpy as np
from sklearn import ensemble, tree
from cases import Cases, sample
from rows import trying_rows

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "examples", "distributed"))
from export_sklearn import export  # noqa: E402


def thresholds_of(model, features):
    lists = [[] for _ in range(features)]
    if hasattr(model, "_predictors"):
        return [list(bins) for bins in model._bin_mapper.bin_thresholds_] + [[] for _ in range(features)]
    every = getattr(model, "estimators_", None)
    columns = getattr(model, "estimators_features_", None)
    for i, each in enumerate([model] if every is None else np.ravel(every)):
        inner = each.tree_
        for f, threshold, left in zip(inner.feature, inner.threshold, inner.children_left):
            if left >= 0:
                lists[f if columns is None else columns[i][f]].append(threshold)
    return lists


def add(cases, name, model, answer, classes=2, missing=0.1, target="labels", categories=0, **more):
    data, labels, score = sample(classes=classes, missing=missing, categories=categories, rows=800)
    features = data.shape[1]
    columns = list(range(features - categories, features))
    train = data
    model.fit(train, labels if target == "labels" else score)
    stem = "sklearn-" + name.replace(" ", "-")
    export(model, cases.path(f"{stem}.json"))
    lists = thresholds_of(model, features)
    if categories > 0:
        # Inner features have the categories first.
        lists = [lists[categories + f] if f not in columns else [] for f in range(features)]
    whole = np.array([-1, 0, 1, 2, 31, 32, 33, 39, 40, 63, np.nan], dtype=np.float32)
    rows = trying_rows(data, lists, columns, codes=whole)
    if missing == 0:
        rows = np.nan_to_num(rows)
    cases.add(f"scikit-learn {name}", f"{stem}.json", rows, answer(model, rows), maker="sklearn", **more)


def probabilities(model, rows):
    return model.predict_proba(rows)


def margins(model, rows):
    return model.decision_function(rows.astype(np.float64))


def values(model, rows):
    return model.predict(rows)


def scores(model, rows):
    return -model.score_samples(rows)


def make(cases):
    one = {"n_jobs": 1, "random_state": 1}
    seed = {"random_state": 1}
    for classes in (2, 3, 20):
        forest = ensemble.RandomForestClassifier(30, **one)
        add(cases, f"random forest of {classes} classes", forest, probabilities, classes=classes)
    add(cases, "random forest without missing", ensemble.RandomForestClassifier(30, **one), probabilities, missing=0)
    weighted = ensemble.RandomForestClassifier(30, class_weight="balanced_subsample", **one)
    add(cases, "balanced random forest", weighted, probabilities)
    add(cases, "extra trees", ensemble.ExtraTreesClassifier(30, **one), probabilities, classes=3)
    add(cases, "decision tree", tree.DecisionTreeClassifier(**seed), probabilities)
    add(cases, "stump of one leaf", tree.DecisionTreeClassifier(min_samples_leaf=700, **seed), probabilities)
    add(cases, "random forest regressor", ensemble.RandomForestRegressor(30, **one), values, target="score")
    for classes in (2, 3):
        boosting = ensemble.GradientBoostingClassifier(n_estimators=20, **seed)
        add(cases, f"gradient boosting of {classes} classes", boosting, margins, classes=classes, missing=0)
    gradient = ensemble.GradientBoostingRegressor(n_estimators=20, **seed)
    add(cases, "gradient boosting regressor", gradient, values, target="score", missing=0)
    for classes in (2, 3, 20):
        hist = ensemble.HistGradientBoostingClassifier(max_iter=10, early_stopping=False, **seed)
        add(cases, f"histogram boosting of {classes} classes", hist, margins, classes=classes)
    hist = ensemble.HistGradientBoostingClassifier(max_iter=10, early_stopping=False, categorical_features=[6, 7], **seed)
    add(cases, "histogram boosting with categories", hist, margins, categories=2)
    stopped = ensemble.HistGradientBoostingClassifier(max_iter=50, early_stopping=True, **seed)
    add(cases, "histogram boosting stopped early", stopped, margins)
    hist = ensemble.HistGradientBoostingRegressor(max_iter=10, **seed)
    add(cases, "histogram boosting regressor", hist, values, target="score")
    isolation = ensemble.IsolationForest(n_estimators=50, **one)
    add(cases, "isolation forest", isolation, scores, missing=0, answers="score", within=1e-14)
    few = ensemble.IsolationForest(n_estimators=50, max_features=0.5, contamination=0.05, **one)
    add(cases, "isolation forest of few features", few, scores, missing=0, answers="score", within=1e-14)


if __name__ == "__main__":
    made = Cases(sys.argv[1])
    make(made)
    made.write("sklearn.cases.json")
