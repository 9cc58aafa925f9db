"""scikit-learn trees to JSON that `hedgerow import` reads: exact numbers, no pickle.

    from export_sklearn import export
    export(model, "model.json")                     # or: export(model, "model.json", feature_names=[...])

Takes decision trees, random forests, extra trees, gradient boosting, histogram gradient boosting (classifiers and
regressors) and isolation forests, fitted on one output. Needs what the model needs and nothing else.
"""

import json

import numpy as np
import sklearn


class Unsupported(ValueError):
    """The model has something that cannot be written."""


def export(model, path, feature_names=None):
    """Writes the model to `path`."""
    with open(path, "w", encoding="utf-8") as file:
        json.dump(describe(model, feature_names), file)


def describe(model, feature_names=None):
    """The model as an object of lists and numbers."""
    name = type(model).__name__
    for kinds, way in WAYS:
        if name in kinds:
            break
    else:
        raise Unsupported(f"{name} is not supported")
    if getattr(model, "n_outputs_", 1) != 1:
        raise Unsupported("the model has several outputs")
    names = feature_names if feature_names is not None else getattr(model, "feature_names_in_", None)
    classes = getattr(model, "classes_", None)
    return {
        "format": "hedgerow-forest",
        "version": 1,
        "maker": "scikit-learn",
        "makerVersion": sklearn.__version__,
        "objective": name,
        "features": int(model.n_features_in_),
        "featureNames": None if names is None else [str(each) for each in names],
        "classes": None if classes is None else [str(each) for each in classes],
        **way(model),
    }


def forest(model):
    """Means of the trees' shares or values."""
    trees = getattr(model, "estimators_", None)
    trees = [model] if trees is None else list(np.ravel(trees))
    is_classifier = hasattr(model, "classes_")
    width = len(model.classes_) if is_classifier else 1
    return {
        "method": "forest",
        "link": "mean" if is_classifier else "identity",
        "base": [0.0] * width,
        "divisor": [float(len(trees))] * width,
        "trees": [tree_of(each.tree_, shares(each.tree_) if is_classifier else None) for each in trees],
    }


def shares(tree):
    """Class shares of each node; before 1.3 they were weights."""
    value = tree.value[:, 0, :]
    major, minor = (int(each) for each in sklearn.__version__.split(".")[:2])
    if (major, minor) >= (1, 3):
        return value
    total = value.sum(axis=1, keepdims=True)
    total[total == 0] = 1
    return value / total


def tree_of(tree, values=None, output=0, weight=1.0, columns=None):
    """One tree; `columns` are the features that its own stand for."""
    left = tree.children_left
    is_leaf = left == -1
    values = tree.value[:, 0, :] if values is None else values
    feature = np.where(is_leaf, 0, tree.feature)
    weighted = tree.weighted_n_node_samples
    fall = weighted * tree.impurity
    gain = np.where(is_leaf, 0.0, fall - fall[left] - fall[tree.children_right])
    missing = getattr(tree, "missing_go_to_left", np.zeros(len(left), dtype=np.uint8))
    return {
        "output": output,
        "weight": float(weight),
        "width": int(values.shape[1]),
        "left": left.tolist(),
        "right": tree.children_right.tolist(),
        "feature": (feature if columns is None else np.asarray(columns)[feature]).tolist(),
        "threshold": np.where(is_leaf, 0.0, tree.threshold).tolist(),
        "missingLeft": np.where(is_leaf, 0, missing).astype(int).tolist(),
        "value": np.asarray(values, dtype=np.float64).ravel().tolist(),
        "cover": weighted.tolist(),
        "gain": gain.tolist(),
    }


def gradient_boosting(model):
    """A start, then rounds of one tree an output, each times the learning rate."""
    init = type(model.init_).__name__
    if init not in ("DummyClassifier", "DummyRegressor", "str"):
        raise Unsupported(f"the start {init} depends on the record")
    base = model._raw_predict_init(np.zeros((1, model.n_features_in_), dtype=np.float32))[0]
    link = "identity"
    if hasattr(model, "classes_"):
        link = "logistic" if len(base) == 1 else "softmax"
        if type(model._loss).__name__ == "ExponentialLoss":
            raise Unsupported("the loss exponential is not supported")
    return {
        "method": "boosting",
        "link": link,
        "base": [float(each) for each in base],
        "divisor": [1.0] * len(base),
        "trees": [
            tree_of(each.tree_, output=k, weight=model.learning_rate)
            for stage in model.estimators_
            for k, each in enumerate(stage)
        ],
    }


def hist_gradient_boosting(model):
    """A start, then rounds of one tree an output. Categories are encoded by the model itself; that is undone here."""
    base = np.ravel(model._baseline_prediction)
    link = "identity"
    if hasattr(model, "classes_"):
        link = "logistic" if len(base) == 1 else "softmax"
    columns, names, codes = hist_columns(model)
    known = known_categories(model)
    described = {
        "method": "boosting",
        "link": link,
        "base": [float(each) for each in base],
        "divisor": [1.0] * len(base),
        "trees": [
            hist_tree(predictor, k, columns, known, codes)
            for stage in model._predictors
            for k, predictor in enumerate(stage)
        ],
    }
    if any(each is not None for each in names):
        described["categories"] = names
    return described


def hist_columns(model):
    """For each inner feature the one of the data; for each of the data its category texts; inner codes as outer ones."""
    count = model.n_features_in_
    names, codes = [None] * count, {}
    preprocessor = getattr(model, "_preprocessor", None)
    if preprocessor is None:
        return list(range(count)), names, codes
    is_category = np.asarray(model.is_categorical_)
    columns = [int(i) for i in np.flatnonzero(is_category)] + [int(i) for i in np.flatnonzero(~is_category)]
    encoder = preprocessor.named_transformers_["encoder"]
    for inner, values in enumerate(encoder.categories_):
        present = [each for each in values if each == each and each is not None]
        if all(not isinstance(each, str) and float(each).is_integer() and 0 <= each < 65536 for each in present):
            codes[inner] = [int(each) for each in present]
        elif all(isinstance(each, str) for each in present):
            names[columns[inner]] = [str(each) for each in present]
        else:
            raise Unsupported("categories must be texts or whole numbers from 0 to 65535")
    return columns, names, codes


def known_categories(model):
    """For each inner feature the codes that training saw."""
    bitsets, places = model._bin_mapper.make_known_categories_bitsets()
    mask = np.asarray(model._is_categorical_remapped if model._is_categorical_remapped is not None else [])
    return {int(f): members(bitsets[places[f]]) for f in np.flatnonzero(mask)}


def members(bitset):
    return [32 * i + bit for i, word in enumerate(bitset) for bit in range(32) if int(word) >> bit & 1]


def hist_tree(predictor, output, columns, known, codes):
    nodes = predictor.nodes
    is_leaf = nodes["is_leaf"].astype(bool)
    feature = np.where(is_leaf, 0, nodes["feature_idx"].astype(int))
    listed, listed_right = {}, []
    for node in np.flatnonzero(~is_leaf & nodes["is_categorical"].astype(bool)):
        inner = int(feature[node])
        left = set(members(predictor.raw_left_cat_bitsets[nodes["bitset_idx"][node]]))
        # What training never saw goes where missing goes: the other side is listed.
        if nodes["missing_go_to_left"][node]:
            chosen = [code for code in known[inner] if code not in left]
            listed_right.append(int(node))
        else:
            chosen = sorted(left)
        outer = codes.get(inner)
        listed[str(int(node))] = chosen if outer is None else [outer[code] for code in chosen]
    return {
        "output": output,
        "weight": 1.0,
        "width": 1,
        "left": np.where(is_leaf, -1, nodes["left"].astype(int)).tolist(),
        "right": np.where(is_leaf, -1, nodes["right"].astype(int)).tolist(),
        "feature": np.asarray(columns)[feature].tolist(),
        "threshold": np.where(is_leaf, 0.0, nodes["num_threshold"]).tolist(),
        "missingLeft": np.where(is_leaf, 0, nodes["missing_go_to_left"]).astype(int).tolist(),
        "value": nodes["value"].tolist(),
        "cover": nodes["count"].astype(float).tolist(),
        "gain": np.where(is_leaf, 0.0, nodes["gain"]).astype(float).tolist(),
        "listed": listed,
        "listedRight": listed_right,
    }


def isolation_forest(model):
    """Mean path lengths; the score is 2 ** (-mean / normaliser), an anomaly above the threshold."""
    trees = []
    for i, (each, columns) in enumerate(zip(model.estimators_, model.estimators_features_)):
        lengths = model._decision_path_lengths[i] + model._average_path_length_per_tree[i] - 1.0
        tree = tree_of(each.tree_, np.asarray(lengths, dtype=np.float64).reshape(-1, 1), columns=columns)
        tree["gain"] = [0.0] * len(tree["gain"])
        trees.append(tree)
    samples = model.max_samples_
    euler = np.euler_gamma
    mean = 0.0 if samples <= 1 else 1.0 if samples == 2 else (
        2.0 * (np.log(samples - 1.0) + euler) - 2.0 * (samples - 1.0) / samples
    )
    return {
        "method": "isolation",
        "link": "exp2",
        "linkParameter": float(mean),
        "classes": ["normal", "anomaly"],
        "base": [0.0],
        "divisor": [float(len(trees))],
        "threshold": float(-model.offset_),
        "trees": trees,
    }


TREES = ("DecisionTree", "ExtraTree", "RandomForest", "ExtraTrees")
WAYS = [
    ([f"{each}{kind}" for each in TREES for kind in ("Classifier", "Regressor")], forest),
    (["GradientBoostingClassifier", "GradientBoostingRegressor"], gradient_boosting),
    (["HistGradientBoostingClassifier", "HistGradientBoostingRegressor"], hist_gradient_boosting),
    (["IsolationForest"], isolation_forest),
]
