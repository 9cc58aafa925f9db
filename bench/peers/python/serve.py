"""One call a line on standard input, its answer a line on standard output.

In: {"call": "module.function", "args": {...}}. Out: {"result": ...} or {"error": "sentence"}. What libraries print goes to
standard error.
"""

import importlib
import json
import os
import sys

answers = os.fdopen(os.dup(1), "w", buffering=1)
os.dup2(2, 1)

for line in sys.stdin:
    request = json.loads(line)
    try:
        module, function = request["call"].split(".")
        answer = {"result": getattr(importlib.import_module(module), function)(**request["args"])}
    except Exception as error:
        answer = {"error": f"{type(error).__name__}: {error}"}
    answers.write(json.dumps(answer) + "\n")
