"""Scores damaged files by the libraries that are said to have made them, each in a process of its own, as some end the process.

In: a folder with mutants.json, a list of {"maker", "file", "rows", "features", "categories"}. Out: a JSON list of margins, row
after row, or null where the library refuses the file or does not come to an end.
"""

import json
import os
import signal
import sys

import lightgbm
import numpy as np
import onnxruntime
import xgboost

ROWS = 64
SECONDS = 10


def by_xgboost(path, rows, one):
    booster = xgboost.Booster({"nthread": 1}, model_file=path)
    types = ["c" if f in one["categories"] else "float" for f in range(one["features"])]
    matrix = xgboost.DMatrix(rows, feature_types=types, feature_names=booster.feature_names, enable_categorical=True, nthread=1)
    return booster.predict(matrix, output_margin=True)


def by_lightgbm(path, rows, _):
    booster = lightgbm.Booster(model_file=path)
    margins = booster.predict(rows.astype(np.float64), raw_score=True, num_threads=1)
    with open(path, "rb") as file:
        averaged = b"\naverage_output\n" in file.read()
    # Where we give the mean it gives the sum.
    return margins / (booster.num_trees() // booster.num_model_per_iteration()) if averaged else margins


def by_onnx(path, rows, _):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 4
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    return session.run(None, {session.get_inputs()[0].name: rows})[-1]


WAYS = {"xgboost": by_xgboost, "lightgbm": by_lightgbm, "onnx": by_onnx}


def margins_of(folder, one):
    rows = np.fromfile(one["rows"], dtype=np.float32, count=ROWS * one["features"]).reshape(-1, one["features"])
    found = WAYS[one["maker"]](os.path.join(folder, one["file"]), rows, one)
    return np.asarray(found, dtype=np.float64).reshape(len(rows), -1)


def in_child(folder, one, out):
    child = os.fork()
    if child == 0:
        signal.alarm(SECONDS)
        for stream in (1, 2):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
        try:
            np.save(out, margins_of(folder, one))
            os._exit(0)
        except BaseException:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    return np.load(out).ravel().tolist() if status == 0 else None


def main(folder):
    with open(os.path.join(folder, "mutants.json"), encoding="utf-8") as file:
        mutants = json.load(file)
    out = os.path.join(folder, "margins.npy")
    # NaN and infinities as JSON does not have them are told as texts.
    plain = lambda each: each if np.isfinite(each) else str(each)
    told = []
    for one in mutants:
        found = in_child(folder, one, out)
        told.append(None if found is None else [plain(each) for each in found])
    print(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1])
