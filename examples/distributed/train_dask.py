"""Trains XGBoost with dask over data that one machine does not hold, on the columns that hedgerow serves.

    hedgerow schema part-0.csv --label grade --drop incident_id -o schema.json
    python train_dask.py schema.json 'parts/*.csv' -o model.json --workers 4
    hedgerow import model.json --schema schema.json --classes FP,TP -o model.bin

Each partition (CSV, CSV.gz or Parquet) is read and encoded by the worker that holds it; the schema JSON is all that the
workers share. On a cluster, give --scheduler ADDRESS instead of --workers.
"""

import argparse
import glob
import json
import os

import dask.dataframe as dd
import numpy as np
import pandas as pd
from dask.distributed import Client, LocalCluster
from xgboost import dask as dxgb

from hedgerow_encoder import Encoder


def read(path):
    """Texts as they stand in the file: what they mean is the encoder's matter."""
    if path.endswith(".parquet"):
        return pd.read_parquet(path)
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def encoded(path, schema):
    """One partition as numbers, the label last; rows without a label are left out."""
    encoder = Encoder(schema)
    frame = read(path)
    columns = pd.DataFrame(encoder.frame(frame), columns=encoder.columns)
    columns["(label)"] = encoder.labels(frame)
    return columns[columns["(label)"] >= 0]


def train(client, schema, paths, settings, rounds):
    encoder = Encoder(schema)
    meta = {name: np.float32 for name in encoder.columns} | {"(label)": np.int32}
    frame = dd.from_map(encoded, paths, schema=schema, meta=meta).persist()
    matrix = dxgb.DaskDMatrix(
        client,
        frame[encoder.columns],
        frame["(label)"],
        feature_types=encoder.types,
        enable_categorical="c" in encoder.types,
    )
    classes = len(schema["classes"])
    objective = {"objective": "binary:logistic"}
    if classes > 2:
        objective = {"objective": "multi:softprob", "num_class": classes}
    return dxgb.train(client, {**objective, "tree_method": "hist", **settings}, matrix, num_boost_round=rounds)["booster"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("schema")
    parser.add_argument("parts", nargs="+", help="files or patterns")
    parser.add_argument("-o", "--output", required=True)
    parser.add_argument("--workers", type=int, default=2, help="processes on this machine")
    parser.add_argument("--scheduler", help="address of a cluster's scheduler")
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--depth", type=int, default=6)
    parser.add_argument("--rate", type=float, default=0.1)
    given = parser.parse_args()
    with open(given.schema, encoding="utf-8") as file:
        schema = json.load(file)
    paths = sorted({os.path.abspath(path) for part in given.parts for path in glob.glob(part)})
    if not paths:
        parser.error("no file matches")
    settings = {"max_depth": given.depth, "eta": given.rate}
    if given.scheduler:
        with Client(given.scheduler) as client:
            for module in ("hedgerow_encoder.py", "hedgerow_text.py"):
                client.upload_file(os.path.join(os.path.dirname(os.path.abspath(__file__)), module))
            booster = train(client, schema, paths, settings, given.rounds)
    else:
        # Processes, so that this is what a cluster does; no dashboard.
        with LocalCluster(n_workers=given.workers, threads_per_worker=1, dashboard_address=None) as cluster:
            with Client(cluster) as client:
                booster = train(client, schema, paths, settings, given.rounds)
    booster.save_model(given.output)
    print(json.dumps({"parts": len(paths), "rounds": booster.num_boosted_rounds(), "output": given.output}))


if __name__ == "__main__":
    main()
