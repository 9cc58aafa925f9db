"""A large XGBoost model: made, loaded, and asked one row at a time."""

import time

import numpy as np

opened = {}


def make_large(model, rows, features, trees, depth):
    import xgboost as xgb

    rng = np.random.default_rng(1)
    data = rng.normal(size=(4000, features)).astype(np.float32)
    score = data[:, 0] * data[:, 1] + np.sin(3 * data[:, 2]) + rng.normal(size=len(data))
    settings = {"objective": "binary:logistic", "max_depth": depth, "eta": 0.02, "nthread": 2, "min_child_weight": 0, "lambda": 0.1}
    booster = xgb.train(settings, xgb.QuantileDMatrix(data, score > 0), trees)
    booster.save_model(model)
    rng.normal(size=(1000, features)).astype(np.float32).tofile(rows)
    return booster.num_boosted_rounds()


def load_large(model):
    import xgboost as xgb

    start = time.perf_counter()
    xgb.Booster({"nthread": 1}, model_file=model)
    return time.perf_counter() - start


def open_large(model, rows, features):
    import xgboost as xgb

    booster = xgb.Booster({"nthread": 1}, model_file=model)
    booster.set_param({"nthread": 1})
    opened["large"] = (booster, np.fromfile(rows, dtype=np.float32).reshape(-1, features))


def margins_large():
    booster, matrix = opened["large"]
    return [float(each) for each in booster.inplace_predict(matrix, predict_type="margin")]


def row_large(calls, round):
    booster, matrix = opened["large"]
    rows = [matrix[(round * calls + i) % len(matrix)][None, :] for i in range(calls)]
    start = time.perf_counter()
    for row in rows:
        booster.inplace_predict(row, predict_type="margin")
    return (time.perf_counter() - start) / calls
