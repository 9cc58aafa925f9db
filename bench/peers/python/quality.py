"""Native learners at their defaults on a table, the preprocessing a practitioner would do: numbers as they are, categories native
where the library has them, else one column a category; medians for missing numbers where the learner takes none.

A table is a JSON file: {"columns": [{"name", "kind": "number" | "text", "train": [...], "test": [...]}], "labels": [...],
"classes": count}. Missing is null. `fit` writes probabilities of the test rows and gives the seconds of training.
"""

import json
import time
from collections import Counter

import numpy as np

tables = {}


def keep(name, file):
    with open(file) as text:
        tables[name] = json.load(text)


def numbers(column, part):
    return np.array([np.nan if value is None else value for value in column[part]], dtype=np.float64)


def texts(column, part):
    return ["" if value is None else str(value) for value in column[part]]


def coded(column, most):
    """Codes of the training rows' `most` frequent categories; any other is missing."""
    frequent = [text for text, _ in Counter(texts(column, "train")).most_common(most)]
    known = {text: code for code, text in enumerate(sorted(frequent))}
    return [np.array([known.get(text, np.nan) for text in texts(column, part)]) for part in ("train", "test")]


def native(table, most=None):
    """Matrices of numbers and codes, and which columns are codes."""
    train, test, categories = [], [], []
    for i, column in enumerate(table["columns"]):
        if column["kind"] == "text":
            categories.append(i)
            pair = coded(column, most)
        else:
            pair = numbers(column, "train"), numbers(column, "test")
        train.append(pair[0])
        test.append(pair[1])
    return np.stack(train, axis=1), np.stack(test, axis=1), categories


def expanded(table, impute):
    """Matrices with one column a category."""
    train, test = [], []
    for column in table["columns"]:
        if column["kind"] == "text":
            known = sorted(set(texts(column, "train")))
            for part, out in (("train", train), ("test", test)):
                values = np.array(texts(column, part))
                out.extend((values == text).astype(np.float64) for text in known)
            continue
        first, second = numbers(column, "train"), numbers(column, "test")
        if impute:
            median = np.nanmedian(first)
            first, second = (np.where(np.isnan(one), median, one) for one in (first, second))
        train.append(first)
        test.append(second)
    return np.stack(train, axis=1), np.stack(test, axis=1)


def fit(table, learner, seed, out):
    given = tables[table]
    labels = np.array(given["labels"])
    seconds, probabilities = LEARNERS[learner](given, labels, seed)
    np.ascontiguousarray(probabilities, dtype=np.float64).tofile(out)
    return seconds


def trained(model, rows, labels, test, **settings):
    start = time.perf_counter()
    model.fit(rows, labels, **settings)
    return time.perf_counter() - start, model.predict_proba(test)


def lightgbm(table, labels, seed):
    from lightgbm import LGBMClassifier

    rows, test, categories = native(table)
    model = LGBMClassifier(n_estimators=300, n_jobs=1, random_state=seed, verbosity=-1)
    return trained(model, rows, labels, test, categorical_feature=categories or "auto")


def xgboost(table, labels, seed):
    from xgboost import XGBClassifier

    rows, test = expanded(table, impute=False)
    model = XGBClassifier(n_estimators=300, learning_rate=0.1, max_depth=6, n_jobs=1, random_state=seed)
    return trained(model, rows, labels, test)


def histogram(table, labels, seed):
    from sklearn.ensemble import HistGradientBoostingClassifier

    # It takes no more.
    rows, test, categories = native(table, most=255)
    model = HistGradientBoostingClassifier(categorical_features=categories or None, random_state=seed)
    return trained(model, rows, labels, test)


def random_forest(table, labels, seed):
    from sklearn.ensemble import RandomForestClassifier

    rows, test = expanded(table, impute=True)
    return trained(RandomForestClassifier(n_estimators=300, n_jobs=1, random_state=seed), rows, labels, test)


def extra_trees(table, labels, seed):
    from sklearn.ensemble import ExtraTreesClassifier

    rows, test = expanded(table, impute=True)
    return trained(ExtraTreesClassifier(n_estimators=300, n_jobs=1, random_state=seed), rows, labels, test)


def with_ydf(learner, table, labels, seed):
    import ydf

    ydf.verbose(0)

    def data(part):
        return {
            column["name"]: np.array(texts(column, part)) if column["kind"] == "text" else numbers(column, part)
            for column in table["columns"]
        }

    make = getattr(ydf, learner)(label="the label", num_threads=1, random_seed=seed)
    start = time.perf_counter()
    model = make.train({**data("train"), "the label": labels})
    seconds = time.perf_counter() - start
    given = np.asarray(model.predict(data("test")), dtype=np.float64)
    if given.ndim == 1:
        given = np.stack([1 - given, given], axis=1)
    probabilities = np.zeros((len(given), table["classes"]))
    for column, label in enumerate(model.label_classes()):
        probabilities[:, int(label)] = given[:, column]
    return seconds, probabilities


LEARNERS = {
    "LightGBM": lightgbm,
    "XGBoost": xgboost,
    "HistGradientBoosting": histogram,
    "RandomForest": random_forest,
    "ExtraTrees": extra_trees,
    "ydf boosting": lambda *given: with_ydf("GradientBoostedTreesLearner", *given),
    "ydf forest": lambda *given: with_ydf("RandomForestLearner", *given),
}
