"""Loads exported models into the libraries they are for; says how far their margins are from those given."""

import json
import os
import sys

import lightgbm as lgb
import numpy as np
import onnxruntime
import xgboost as xgb


def xgboost_margins(path, rows, types):
    booster = xgb.Booster(model_file=path)
    matrix = xgb.DMatrix(rows, feature_types=types, feature_names=booster.feature_names, enable_categorical=True)
    return booster.predict(matrix, output_margin=True)


def lightgbm_margins(path, rows, _):
    booster = lgb.Booster(model_file=path)
    with open(path, encoding="utf-8") as file:
        averaged = "\naverage_output\n" in file.read()
    margins = booster.predict(rows.astype(np.float64), raw_score=True, num_threads=1)
    return margins / (booster.num_trees() // booster.num_model_per_iteration()) if averaged else margins


def session_of(path):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


def onnx_margins(path, rows, _):
    session = session_of(path)
    return session.run(["margins"], {"X": rows})[0]


def onnx_answers(path, rows):
    session = session_of(path)
    names = [each.name for each in session.get_outputs()]
    if "label" not in names:
        return None, None
    return session.run(["label", "probabilities"], {"X": rows})


WAYS = {"xgboost": xgboost_margins, "lightgbm": lightgbm_margins, "onnx": onnx_margins}


def main(folder):
    with open(os.path.join(folder, "exports.json"), encoding="utf-8") as file:
        exports = json.load(file)
    results = []
    for one in exports:
        path = lambda name: os.path.join(folder, name)
        rows = np.fromfile(path(one["rows"]), dtype=np.float32).reshape(-1, one["features"])
        ours = np.fromfile(path(one["margins"]), dtype=np.float64).reshape(len(rows), -1)
        theirs = WAYS[one["format"]](path(one["file"]), rows, one["types"]).reshape(len(rows), -1).astype(np.float64)
        apart = np.abs(theirs - ours) / np.maximum(1, np.abs(ours))
        result = {"name": one["name"], "apart": float(apart.max()), "different": int((theirs != ours).sum())}
        if one["format"] == "onnx" and "probabilities" in one:
            label, probabilities = onnx_answers(path(one["file"]), rows)
            said = np.fromfile(path(one["probabilities"]), dtype=np.float64).reshape(len(rows), -1)
            result["probabilitiesApart"] = float(np.abs(probabilities - said).max())
            best = np.sort(said, axis=1)
            clear = best[:, -1] - best[:, -2] > 1e-5
            names = np.array(one["classes"])[said.argmax(axis=1)]
            result["labelsWrong"] = int((np.asarray(label)[clear] != names[clear]).sum())
        results.append(result)
    print(json.dumps(results))


if __name__ == "__main__":
    main(sys.argv[1])
