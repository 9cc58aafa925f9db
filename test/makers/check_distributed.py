"""XGBoost on the columns of the Python encoder: the margins of a model for a file's rows, as JSON; with --train PART... a model of
the same kind is trained on those parts by this process alone and saved first.

    check_distributed.py SCHEMA MODEL ROWS.csv [--train PART...]
"""

import json
import os
import sys

import numpy as np
import pandas as pd
import xgboost as xgb

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../examples/distributed"))
from hedgerow_encoder import Encoder  # noqa: E402

schema, model, file, *rest = sys.argv[1:]
encoder = Encoder.load(schema)


def matrix(path):
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    return encoder.frame(frame), encoder.labels(frame)


def dmatrix(rows, labels=None):
    return xgb.DMatrix(rows, labels, feature_names=encoder.columns, feature_types=encoder.types, enable_categorical=True, nthread=1)


if rest[:1] == ["--train"]:
    parts = [matrix(path) for path in rest[1:]]
    rows, labels = (np.concatenate(each) for each in zip(*parts))
    params = {"objective": "multi:softprob", "num_class": len(encoder.classes), "max_depth": 4, "eta": 0.1, "nthread": 1}
    xgb.train(params, dmatrix(rows[labels >= 0], labels[labels >= 0]), 20).save_model(model)
margins = xgb.Booster(model_file=model).predict(dmatrix(matrix(file)[0]), output_margin=True)
print(json.dumps([[float(each) for each in row] for row in margins]))
