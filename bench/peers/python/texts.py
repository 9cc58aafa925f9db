"""scikit-learn's usual pipeline for texts: TfidfVectorizer of words and pairs, sublinear, and a linear learner."""

import json
import time

kept = {}


def pipeline(learner):
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GridSearchCV
    from sklearn.pipeline import make_pipeline
    from sklearn.svm import LinearSVC

    terms = TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2))
    if learner == "LogisticRegression":
        return make_pipeline(terms, LogisticRegression(C=30, max_iter=1000))
    whole = make_pipeline(terms, LinearSVC())
    if learner == "LinearSVC":
        return whole
    return GridSearchCV(whole, {"linearsvc__C": [0.3, 1, 3]}, cv=5, n_jobs=1)


def fit(file, learner):
    import warnings

    from sklearn.metrics import accuracy_score, f1_score

    # Labels of fewer rows than folds.
    warnings.simplefilter("ignore")
    with open(file, encoding="utf-8") as text:
        data = json.load(text)
    model = pipeline(learner)
    start = time.perf_counter()
    model.fit(data["train"]["texts"], data["train"]["labels"])
    seconds = time.perf_counter() - start
    said, truth = model.predict(data["test"]["texts"]), data["test"]["labels"]
    if learner == "LinearSVC":
        kept["model"], kept["texts"] = model, data["test"]["texts"]
    return {
        "seconds": seconds,
        "accuracy": float(accuracy_score(truth, said)),
        "macroF1": float(f1_score(truth, said, labels=sorted(set(truth)), average="macro", zero_division=0)),
    }


def one_by_one(count, round):
    """Seconds of one text, each asked alone."""
    model, texts = kept["model"], kept["texts"]
    now = [[texts[(round * count + i) % len(texts)]] for i in range(count)]
    start = time.perf_counter()
    for text in now:
        model.decision_function(text)
    return (time.perf_counter() - start) / count
