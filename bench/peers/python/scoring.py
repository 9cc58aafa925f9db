"""Native scorers. A model is opened once under a name; each later call times one run over the rows and gives seconds a row.

Rows are float32, row after row, in a file; margins are float64 for comparing.
"""

import ctypes
import os
import subprocess
import time

import numpy as np

opened = {}


def rows_of(file, features):
    return np.ascontiguousarray(np.fromfile(file, dtype=np.float32).reshape(-1, features))


def open_lightgbm(name, model, rows, features):
    import lightgbm as lgb

    opened[name] = (lgb.Booster(model_file=model, params={"num_threads": 1}), rows_of(rows, features))


def open_xgboost(name, model, rows, features):
    import xgboost as xgb

    booster = xgb.Booster({"nthread": 1}, model_file=model)
    booster.set_param({"nthread": 1})
    opened[name] = (booster, rows_of(rows, features))


def open_lightgbm_row(name, model, rows, features, outputs):
    """The single-row fast configuration, called from C."""
    from lightgbm.basic import _LIB, _safe_call
    import lightgbm as lgb

    booster = lgb.Booster(model_file=model, params={"num_threads": 1})
    config = ctypes.c_void_p()
    c_int = ctypes.c_int
    raw_score, float32 = 1, 0
    _safe_call(
        _LIB.LGBM_BoosterPredictForMatSingleRowFastInit(
            booster._handle,
            c_int(raw_score),
            c_int(0),
            c_int(-1),
            c_int(float32),
            ctypes.c_int32(features),
            ctypes.c_char_p(b"num_threads=1"),
            ctypes.byref(config),
        )
    )
    matrix = rows_of(rows, features)
    out = np.zeros((len(matrix), outputs))
    call = ctypes.cast(_LIB.LGBM_BoosterPredictForMatSingleRowFast, ctypes.c_void_p)
    opened[name] = (booster, matrix, out, config, call)


def compiled_loop():
    source = os.path.join(os.path.dirname(os.path.abspath(__file__)), "fast_row.c")
    library = os.path.join(os.environ["BENCH_WORK"], "fast_row.so")
    if not os.path.exists(library) or os.path.getmtime(library) < os.path.getmtime(source):
        subprocess.run(["cc", "-O2", "-shared", "-fPIC", "-o", library, source], check=True)
    return ctypes.CDLL(library).score_rows


def run_lightgbm_row(name, margins=None, calls=None, round=0):
    """`calls` rows, beginning where the round before ended; all rows without it."""
    booster, matrix, out, config, call = opened[name]
    loop = compiled_loop()
    calls = calls or len(matrix)
    arguments = [
        call,
        config,
        matrix.ctypes.data_as(ctypes.c_void_p),
        ctypes.c_int64(matrix.strides[0]),
        ctypes.c_int32(len(matrix)),
        ctypes.c_int32(round * calls % len(matrix)),
        ctypes.c_int32(calls),
        ctypes.c_int32(out.shape[1]),
        out.ctypes.data_as(ctypes.c_void_p),
    ]
    start = time.perf_counter()
    failed = loop(*arguments)
    seconds = time.perf_counter() - start
    if failed:
        raise RuntimeError("LightGBM refused a row")
    keep(margins, out)
    return seconds / calls


def run_lightgbm(name, margins=None):
    booster, matrix = opened[name]
    start = time.perf_counter()
    out = booster.predict(matrix, raw_score=True, num_threads=1)
    seconds = time.perf_counter() - start
    keep(margins, out)
    return seconds / len(matrix)


def run_xgboost(name, margins=None):
    booster, matrix = opened[name]
    start = time.perf_counter()
    out = booster.inplace_predict(matrix, predict_type="margin")
    seconds = time.perf_counter() - start
    keep(margins, out)
    return seconds / len(matrix)


def keep(file, margins):
    if file:
        np.asarray(margins, dtype=np.float64).tofile(file)


def build_ydf(trees, columns, outputs, work, zipped):
    """The trees of a JSON file as a YDF model, zipped for ydf-inference: a model of the same columns and classes is trained, and
    its trees are replaced. YDF asks `x >= threshold`, so thresholds come as the next float32 above."""
    import json
    import shutil

    import ydf

    ydf.verbose(0)
    rng = np.random.default_rng(0)
    data = {name: rng.normal(size=400).astype(np.float32) for name in columns}
    data["label"] = np.arange(400) % max(2, outputs)
    learner = ydf.GradientBoostedTreesLearner(
        label="label", num_trees=1, validation_ratio=0.0, max_depth=2, num_threads=1, pure_serving_model=True
    )
    model = learner.train(data)
    position = {column.name: i for i, column in enumerate(model.data_spec().columns)}
    while model.num_trees() > 0:
        model.remove_tree(0)
    model.set_initial_predictions(np.zeros(outputs, dtype=np.float32))
    with open(trees) as file:
        given = json.load(file)
    for tree in given:
        model.add_tree(ydf.tree.Tree(root=ydf_node(ydf.tree, tree, 0 if tree["nodes"] else -1, columns, position)))
    shutil.rmtree(work, ignore_errors=True)
    model.save(work)
    shutil.make_archive(zipped.removesuffix(".zip"), "zip", work)
    return model.num_trees()


def ydf_node(kinds, tree, at, columns, position):
    if at < 0:
        return kinds.Leaf(value=kinds.RegressionValue(num_examples=1.0, value=tree["leaves"][~at][0]))
    node = tree["nodes"][at]
    condition = kinds.NumericalHigherThanCondition(
        missing=not node["missingLeft"],
        score=1.0,
        attribute=position[columns[node["feature"]]],
        threshold=node["threshold"],
    )
    return kinds.NonLeaf(
        value=kinds.RegressionValue(num_examples=1.0, value=0.0),
        condition=condition,
        pos_child=ydf_node(kinds, tree, node["right"], columns, position),
        neg_child=ydf_node(kinds, tree, node["left"], columns, position),
    )
