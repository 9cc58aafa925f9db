"""ONNX models of the usual converters and made by hand, with onnxruntime's own answers."""

import sys

import numpy as np
import onnx
import onnxruntime
import xgboost as xgb
import lightgbm as lgb
from onnx import TensorProto, helper, numpy_helper
from onnxmltools import convert_lightgbm, convert_xgboost
from onnxmltools.convert.common.data_types import FloatTensorType as ToolsFloat
from skl2onnx import to_onnx
from sklearn import ensemble, pipeline, preprocessing, tree
from cases import Cases, sample
from rows import CODES, trying_rows


def thresholds_of(model, features):
    lists = [[] for _ in range(features)]
    for node in model.graph.node:
        values = {each.name: helper.get_attribute_value(each) for each in node.attribute}
        tests = values.get("nodes_values", [])
        if "nodes_values_as_tensor" in values:
            tests = numpy_helper.to_array(values["nodes_values_as_tensor"])
        for f, v in zip(values.get("nodes_featureids", []), tests):
            lists[f].append(v)
    return lists


def answers(model, rows, output):
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    fed, at = {}, 0
    for each in session.get_inputs():
        # The inputs share the columns, in order; an unknown number is all of them.
        width = each.shape[-1] if isinstance(each.shape[-1], int) else rows.shape[1]
        fed[each.name] = rows[:, at : at + width].astype(np.float64 if "double" in each.type else np.float32)
        at += width
    found = session.run(None, fed)[output]
    if isinstance(found, list):
        found = np.array([[each[key] for key in each] for each in found])
    return np.asarray(found, dtype=np.float64)


# Codes are whole: a fraction is no member here, and its whole part may be one to us.
WHOLE = CODES[np.isnan(CODES) | (CODES == np.trunc(CODES))]


def add(cases, name, model, data, kind="probabilities", output=1, categories=(), finite=False, within=1e-6):
    stem = "onnx-" + name.replace(" ", "-")
    onnx.save(model, cases.path(f"{stem}.onnx"))
    rows = trying_rows(data, thresholds_of(model, data.shape[1]), categories, codes=WHOLE)
    if finite:
        rows = np.nan_to_num(rows)
    more = {"answers": kind} if kind == "probabilities" else {}
    cases.add(f"ONNX {name}", f"{stem}.onnx", rows, answers(model, rows, output), maker="onnx", within=within, **more)


def sklearn_cases(cases):
    one = {"n_jobs": 1, "random_state": 1}
    for classes in (2, 3, 20):
        data, labels, score = sample(classes=classes, missing=0, rows=600)
        plain = {"options": {"zipmap": False}}
        forest = ensemble.RandomForestClassifier(20, **one).fit(data, labels)
        add(cases, f"random forest of {classes} classes", to_onnx(forest, data[:1], **plain), data, finite=True)
    data, labels, score = sample(classes=3, missing=0, rows=600)
    add(cases, "random forest with ZipMap", to_onnx(ensemble.RandomForestClassifier(9, **one).fit(data, labels), data[:1]), data, finite=True)
    single = tree.DecisionTreeClassifier(random_state=1).fit(data, labels)
    add(cases, "decision tree", to_onnx(single, data[:1], **plain), data, finite=True)
    single = tree.DecisionTreeRegressor(random_state=1).fit(data, score)
    add(cases, "regression tree", to_onnx(single, data[:1]), data, kind="margins", output=0, finite=True, within=0)
    scaled = pipeline.make_pipeline(preprocessing.StandardScaler(), ensemble.RandomForestClassifier(9, **one))
    add(cases, "scaler and forest", to_onnx(scaled.fit(data, labels), data[:1], **plain), data, finite=True)


def sklearn_versions(cases):
    """Lists of f32 as ai.onnx.ml 1 has them, tensors of f64 of version 3, and gradient boosting."""
    data, labels, _ = sample(classes=3, missing=0, rows=600)
    forest = ensemble.RandomForestClassifier(9, n_jobs=1, random_state=1).fit(data, labels)
    plain = {"options": {"zipmap": False}}
    add(cases, "version 1", to_onnx(forest, data[:1], target_opset={"": 9, "ai.onnx.ml": 1}, **plain), data, finite=True)
    doubles = to_onnx(forest, data[:1].astype(np.float64), target_opset={"": 15, "ai.onnx.ml": 1}, **plain)
    add(cases, "version 3 with tensors of doubles", with_tensors(doubles), data, finite=True)
    for classes in (2, 3):
        data, labels, _ = sample(classes=classes, missing=0, rows=600)
        boosted = ensemble.GradientBoostingClassifier(n_estimators=8, random_state=1).fit(data, labels)
        add(cases, f"gradient boosting of {classes} classes", to_onnx(boosted, data[:1], **plain), data, finite=True)


def with_tensors(model):
    """Thresholds that lie between two f32, and shares, as tensors of f64."""
    inner = next(node for node in model.graph.node if node.op_type == "TreeEnsembleClassifier")
    for name in ("nodes_values", "class_weights"):
        found = next(each for each in inner.attribute if each.name == name)
        numbers = np.array(found.floats, dtype=np.float64)
        numbers += 1e-10 * (name == "nodes_values")
        inner.attribute.remove(found)
        inner.attribute.append(helper.make_attribute(f"{name}_as_tensor", tensor(TensorProto.DOUBLE, numbers)))
    inner.attribute.remove(next(each for each in inner.attribute if each.name == "nodes_hitrates"))
    for each in model.opset_import:
        each.version = 3 if each.domain == "ai.onnx.ml" else each.version
    return model


def add_neighbours(cases):
    """Every operator that may stand around trees: inputs of two types, cast, joined, reshaped, put in another order."""
    data, labels, _ = sample(classes=3, missing=0, rows=400)
    order = [3, 1, 5, 0, 2, 4]
    forest = ensemble.RandomForestClassifier(7, random_state=1).fit(data[:, order], labels)
    trees = to_onnx(forest, data[:1, order], options={"zipmap": False})
    inner = next(node for node in trees.graph.node if node.op_type == "TreeEnsembleClassifier")
    inner.input[0], inner.output[0], inner.output[1] = "chosen", "code", "shares"
    ml = {"domain": "ai.onnx.ml"}
    nodes = [
        helper.make_node("Cast", ["second"], ["floats"], to=TensorProto.FLOAT),
        helper.make_node("Concat", ["first", "floats"], ["joined"], axis=1),
        helper.make_node("Reshape", ["joined", "sizes"], ["reshaped"]),
        helper.make_node("Identity", ["reshaped"], ["same"]),
        helper.make_node("ArrayFeatureExtractor", ["same", "order"], ["chosen"], **ml),
        inner,
        helper.make_node("Normalizer", ["shares"], ["probabilities"], norm="L1", **ml),
        helper.make_node("ZipMap", ["probabilities"], ["told"], classlabels_int64s=[0, 1, 2], **ml),
    ]
    graph = helper.make_graph(
        nodes,
        "neighbours",
        [helper.make_tensor_value_info("first", TensorProto.FLOAT, [None, 2]), helper.make_tensor_value_info("second", TensorProto.DOUBLE, [None, 4])],
        [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, [None, 3])],
        [helper.make_tensor("sizes", TensorProto.INT64, [2], [-1, 6]), helper.make_tensor("order", TensorProto.INT64, [6], order)],
    )
    graph.output.append(onnx.ValueInfoProto(name="told"))
    opsets = [helper.make_opsetid("", 15), helper.make_opsetid("ai.onnx.ml", 3)]
    add(cases, "all neighbours", helper.make_model(graph, opset_imports=opsets, ir_version=8), data, output=0, finite=True)


def converted_cases(cases):
    for classes in (2, 3):
        data, labels, _ = sample(classes=classes, rows=600)
        boosted = xgb.XGBClassifier(n_estimators=10, max_depth=4, n_jobs=1).fit(data, labels)
        types = [("input", ToolsFloat([None, data.shape[1]]))]
        add(cases, f"XGBoost of {classes} classes", convert_xgboost(boosted, initial_types=types), data)
        boosted = lgb.LGBMClassifier(n_estimators=10, n_jobs=1, verbose=-1).fit(data, labels)
        model = convert_lightgbm(boosted, initial_types=types, zipmap=False)
        # LightGBM's f64 thresholds do not lie on f32; both sides here decide by what the file says.
        add(cases, f"LightGBM of {classes} classes", model, data)


def hand_made(cases):
    """Every mode, NaN to either side, leaves that tell which was reached."""
    rng = np.random.default_rng(5)
    modes = ["LEQ", "LT", "GTE", "GT", "EQ", "NEQ"]
    data = rng.integers(-3, 4, size=(500, 4)).astype(np.float32)
    for tracked in (0, 1):
        nodes, leaf = [], 0
        lists = {key: [] for key in ("treeids", "nodeids", "featureids", "modes", "values", "truenodeids", "falsenodeids", "missing_value_tracks_true")}
        weights = []
        size = 63
        for i in range(size):
            inner = i < size // 2
            lists["treeids"].append(0)
            lists["nodeids"].append(i)
            lists["featureids"].append(int(rng.integers(0, 4)) if inner else 0)
            lists["modes"].append(f"BRANCH_{modes[i % 6]}" if inner else "LEAF")
            lists["values"].append(float(rng.integers(-2, 3)) if inner else 0.0)
            lists["truenodeids"].append(2 * i + 1 if inner else 0)
            lists["falsenodeids"].append(2 * i + 2 if inner else 0)
            lists["missing_value_tracks_true"].append(tracked)
            if not inner:
                weights.append((i, float(i)))
        node = helper.make_node(
            "TreeEnsembleRegressor", ["X"], ["Y"], domain="ai.onnx.ml", n_targets=1, post_transform="NONE",
            target_treeids=[0] * len(weights), target_nodeids=[i for i, _ in weights], target_ids=[0] * len(weights),
            target_weights=[w for _, w in weights], **{f"nodes_{key}": value for key, value in lists.items()},
        )
        add(cases, f"all tests, tracks {tracked}", graph_of([node], 4, 3), data, kind="margins", output=0, within=0)
    node = helper.make_node(
        "TreeEnsemble", ["X"], ["Y"], domain="ai.onnx.ml", n_targets=2, aggregate_function=1, post_transform=0,
        tree_roots=[0, 4],
        nodes_featureids=[0, 1, 2, 3, 1],
        nodes_modes=tensor(TensorProto.UINT8, [6, 0, 4, 2, 6]),
        nodes_splits=tensor(TensorProto.FLOAT, [0, 1, 2, -1, 0]),
        nodes_truenodeids=[1, 0, 3, 2, 5], nodes_trueleafs=[0, 1, 0, 1, 1],
        nodes_falsenodeids=[2, 1, 4, 3, 6], nodes_falseleafs=[0, 1, 1, 1, 1],
        nodes_missing_value_tracks_true=[0, 1, 0, 1, 0],
        leaf_targetids=[0, 1, 0, 0, 1, 0, 0], leaf_weights=tensor(TensorProto.FLOAT, [1, 2, 4, 8, 16, 32, 64]),
        membership_values=tensor(TensorProto.FLOAT, [1, 3, np.nan, 2, 33, np.nan]),
    )
    whole = rng.integers(0, 40, size=(500, 4)).astype(np.float32)
    add(cases, "version 5", graph_of([node], 4, 5, outputs=2), whole, kind="margins", output=0, categories=(0, 1), within=0)
    add_imputer(cases)


def add_imputer(cases):
    data, labels, _ = sample(classes=2, missing=0, rows=400)
    forest = to_onnx(ensemble.RandomForestClassifier(5, random_state=1).fit(data, labels), data[:1], options={"zipmap": False})
    trees = next(node for node in forest.graph.node if node.op_type == "TreeEnsembleClassifier")
    first = trees.input[0]
    imputer = helper.make_node(
        "Imputer", [first], ["filled"], domain="ai.onnx.ml",
        imputed_value_floats=[0.25] * data.shape[1], replaced_value_float=float("nan"),
    )
    scaler = helper.make_node(
        "Scaler", ["filled"], ["scaled"], domain="ai.onnx.ml",
        offset=[0.3, 0, -0.2, 0, 0, 7], scale=[-1, 0.33333, 1, -3e-3, 1e9, 1],
    )
    trees.input[0] = "scaled"
    nodes = list(forest.graph.node)
    nodes = [imputer, scaler] + nodes
    del forest.graph.node[:]
    forest.graph.node.extend(nodes)
    add(cases, "imputer and scaler", forest, data)


def tensor(kind, values):
    return helper.make_tensor("", kind, [len(values)], values)


def graph_of(nodes, features, opset, outputs=1):
    x = helper.make_tensor_value_info("X", TensorProto.FLOAT, [None, features])
    y = helper.make_tensor_value_info("Y", TensorProto.FLOAT, [None, outputs])
    graph = helper.make_graph(nodes, "trees", [x], [y])
    opsets = [helper.make_opsetid("", 20), helper.make_opsetid("ai.onnx.ml", opset)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=10)


def make(cases):
    sklearn_cases(cases)
    sklearn_versions(cases)
    add_neighbours(cases)
    converted_cases(cases)
    hand_made(cases)


if __name__ == "__main__":
    made = Cases(sys.argv[1])
    make(made)
    made.write("onnx.cases.json")
