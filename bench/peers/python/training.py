"""Native trainers. Data is kept under a name; a fit times the library's own way from float32 rows to a model, its binning
included, writes its probabilities of the test rows (float64, row after row, one a class) and gives the seconds."""

import time

import numpy as np

kept = {}


def keep(name, rows, labels, test, features, categories=()):
    """Training rows with labels, test rows without."""

    def matrix(file):
        return np.ascontiguousarray(np.fromfile(file, dtype=np.float32).reshape(-1, features))

    kept[name] = (matrix(rows), np.fromfile(labels, dtype=np.uint8), matrix(test), list(categories))


def forget(name):
    del kept[name]


def write(probabilities, file):
    probabilities = np.asarray(probabilities, dtype=np.float64)
    if probabilities.ndim == 1:
        probabilities = np.stack([1 - probabilities, probabilities], axis=1)
    np.ascontiguousarray(probabilities).tofile(file)


def fit_lightgbm(data, out, classes, rounds, leaves, rate):
    import lightgbm as lgb

    rows, labels, test, categories = kept[data]
    params = {
        "objective": "binary" if classes == 2 else "multiclass",
        "num_leaves": leaves,
        "learning_rate": rate,
        "max_bin": 255,
        "num_threads": 1,
        "verbosity": -1,
    }
    if classes > 2:
        params["num_class"] = classes
    start = time.perf_counter()
    dataset = lgb.Dataset(rows, labels, categorical_feature=categories or "auto", params=params)
    booster = lgb.train(params, dataset, rounds)
    seconds = time.perf_counter() - start
    write(booster.predict(test, num_threads=1), out)
    return seconds


def fit_xgboost(data, out, classes, rounds, leaves, rate):
    import xgboost as xgb

    rows, labels, test, _ = kept[data]
    params = {
        "objective": "binary:logistic" if classes == 2 else "multi:softprob",
        "tree_method": "hist",
        "grow_policy": "lossguide",
        "max_leaves": leaves,
        "max_depth": 0,
        "max_bin": 255,
        "eta": rate,
        "lambda": 0,
        "nthread": 1,
        "verbosity": 0,
    }
    if classes > 2:
        params["num_class"] = classes
    start = time.perf_counter()
    booster = xgb.train(params, xgb.QuantileDMatrix(rows, labels, max_bin=255, nthread=1), rounds)
    seconds = time.perf_counter() - start
    write(booster.inplace_predict(test), out)
    return seconds


def fit_forest(data, out, trees, depth, seed):
    from sklearn.ensemble import RandomForestClassifier

    rows, labels, test, _ = kept[data]
    forest = RandomForestClassifier(n_estimators=trees, max_depth=depth, n_jobs=1, random_state=seed)
    start = time.perf_counter()
    forest.fit(rows, labels)
    seconds = time.perf_counter() - start
    write(forest.predict_proba(test), out)
    return seconds
