"""Encodes records, one JSON object a line; writes the columns' names, then the bits of each row as hex, or "fault"."""

import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "examples", "distributed"))
from hedgerow_encoder import Encoder, Fault  # noqa: E402

schema, records = sys.argv[1:]
encoder = Encoder.load(schema)
print(json.dumps(encoder.columns))
with open(records, encoding="utf-8") as file:
    for line in file:
        try:
            print(encoder.encode(json.loads(line)).tobytes().hex())
        except Fault:
            print("fault")
