"""Trains XGBoost with Spark over data that one machine does not hold, on the columns that hedgerow serves.

    hedgerow schema part-0.csv --label grade --drop incident_id -o schema.json
    python train_spark.py schema.json 'parts/*.csv' -o model.json --workers 2
    hedgerow import model.json --schema schema.json -o model.bin

The encoder runs in Spark's Python workers, partition by partition. Without --master it starts a local cluster of worker
processes. Java 17, pyspark and scikit-learn (which xgboost.spark wants) are needed: see requirements-spark.txt.
"""

import argparse
import json
import os
import sys

from pyspark.sql import SparkSession
from pyspark.sql.types import FloatType, IntegerType, StructField, StructType
from xgboost.spark import SparkXGBClassifier

from hedgerow_encoder import Encoder

LABEL = "(label)"


def encoding(schema):
    """A function for mapInPandas: frames of texts in, frames of numbers out, the label last."""

    def encode(frames):
        import pandas as pd

        encoder = Encoder(schema)
        for frame in frames:
            columns = pd.DataFrame(encoder.frame(frame), columns=[f"c{i}" for i in range(len(encoder.columns))])
            columns[LABEL] = encoder.labels(frame)
            yield columns[columns[LABEL] >= 0]

    return encode


def read(spark, parts):
    """Texts as they stand in the file: what they mean is the encoder's matter."""
    if all(part.endswith(".parquet") for part in parts):
        return spark.read.parquet(*parts)
    return spark.read.csv(parts, header=True, inferSchema=False, multiLine=True, escape='"', nullValue="\0", emptyValue="")


def train(spark, schema, parts, workers, settings):
    encoder = Encoder(schema)
    # Spark reads dots and equals signs in names as paths: the columns have numbers while they are there.
    names = [f"c{i}" for i in range(len(encoder.columns))]
    fields = [StructField(name, FloatType()) for name in names] + [StructField(LABEL, IntegerType())]
    rows = read(spark, parts).mapInPandas(encoding(schema), StructType(fields)).repartition(workers).cache()
    learner = SparkXGBClassifier(
        features_col=names,
        label_col=LABEL,
        num_workers=workers,
        feature_types=encoder.types,
        tree_method="hist",
        **settings,
    )
    booster = learner.fit(rows).get_booster()
    booster.feature_names = encoder.columns
    booster.feature_types = encoder.types
    return booster


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("schema")
    parser.add_argument("parts", nargs="+", help="files or patterns")
    parser.add_argument("-o", "--output", required=True)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--master", help="of a cluster; by default one of worker processes on this machine")
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--depth", type=int, default=6)
    parser.add_argument("--rate", type=float, default=0.1)
    given = parser.parse_args()
    with open(given.schema, encoding="utf-8") as file:
        schema = json.load(file)
    beside = os.path.dirname(os.path.abspath(__file__))
    # Workers run the Python that runs this.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    master = given.master or f"local-cluster[{given.workers},1,1024]"
    spark = SparkSession.builder.master(master).appName("hedgerow").config("spark.ui.enabled", "false").getOrCreate()
    for module in ("hedgerow_encoder.py", "hedgerow_text.py"):
        spark.sparkContext.addPyFile(os.path.join(beside, module))
    settings = {"n_estimators": given.rounds, "max_depth": given.depth, "learning_rate": given.rate}
    booster = train(spark, schema, given.parts, given.workers, settings)
    booster.save_model(given.output)
    print(json.dumps({"rounds": booster.num_boosted_rounds(), "output": given.output}))
    spark.stop()


if __name__ == "__main__":
    main()
