"""The kind text of hedgerow's encoder in Python: one text in, TF-IDF weights, places along main directions and the number of
words out, with the bits of TypeScript's.

Tokens, terms and weights follow ts/text (tokens, indicator, terms, tfidf, vectoriser); test/makers/encoder.test.ts holds the two
together. JavaScript counts and cuts a text in UTF-16 units, so here a character beyond them is two: `narrow` splits, `wide`
joins. Characters that Python's Unicode does not know yet (see unicodedata.unidata_version) are no letters here.
"""

import base64
import math
import re
import struct
import unicodedata

import numpy as np

# What JavaScript's \s is.
BLANK = "\t\n\x0b\x0c\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
LONGEST_TEXT = 100_000
LONGEST_RUN = 256
LONGEST_WORD = 48


def narrow(text):
    """Each UTF-16 unit as a character of its own."""
    if not text or max(text) <= "\uffff":
        return text
    units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), dtype="<u2")
    return "".join(map(chr, units.tolist()))


def wide(text):
    """The characters of UTF-16 units; lone surrogates stay."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


RUNS = re.compile(f"[^{BLANK}]+")
QUOTES = "\"'`\u201c\u201d\u2018\u2019\u00ab\u00bb"
AROUND = re.compile(rf"\A[{QUOTES}<(\[{{,;:!?]+|[{QUOTES}>)\]}},;:!?.]+\Z")
SWITCH = re.compile(r"(?:--?|/)[a-z][A-Za-z0-9_-]{0,30}\Z", re.ASCII | re.IGNORECASE)
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
JOINTS = re.compile("[_.'\u2019-]+")
JOINING = frozenset("_.'\u2019-")


def words_in(run):
    """Letters, marks and digits, held together by single dots, dashes and so on inside."""
    word, held = "", ""
    for character in wide(run):
        if unicodedata.category(character)[0] in "LMN":
            word += held + character
            held = ""
        elif word and not held and character in JOINING:
            held = character
        else:
            if word:
                yield narrow(word)
            word, held = "", ""
    if word:
        yield narrow(word)


def lower(text):
    return narrow(wide(text).lower())


def cut(word):
    short = word[:LONGEST_WORD]
    if len(word) > LONGEST_WORD and "\ud800" <= short[-1] <= "\udbff":
        short = short[:-1]
    return lower(short)


def pattern(text):
    return re.compile(text + r"\Z", re.ASCII)


HASHES = {32: "<md5>", 40: "<sha1>", 64: "<sha256>", 96: "<sha384>", 128: "<sha512>"}
HEX = pattern("[0-9a-f]+")
CVE = pattern(r"cve-\d{4}-\d{4,}")
LONG_NUMBER = pattern(r"\d{6,}")
HEX_NUMBER = pattern("0x[0-9a-f]{1,16}")
IPV4 = pattern(r"\d{1,3}(?:(?:\.|\[\.\])\d{1,3}){3}(?:[:/]\d{1,5})?")
GUID = pattern(r"\{?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\}?")
MAC = pattern(r"[0-9a-f]{2}([:-])[0-9a-f]{2}(?:\1[0-9a-f]{2}){4}")
IPV6 = pattern(r"\[?[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?:%\w+|/\d{1,3})?\]?")
URL = re.compile(r"(?:h[tx]{2}ps?|s?ftp|wss?|ldaps?|smb|file)(?::|\[:\])//")
EMAIL = pattern(r"[\w.+-]+@[\w.-]+\.[a-z]{2,}")
REGISTRY = re.compile(r"(?:hk(?:lm|cu|cr|u|cc)|hkey_[a-z_]+)(?::?\\|\Z)")
PATH = re.compile(r"(?:[a-z]:[\\/]|\\\\|%[a-z_]+%[\\/]|\$env:\w+[\\/])|(?:~|\.{1,2})?/[\w.-]+/", re.ASCII)
DOMAIN = re.compile(
    r"(?:[a-z0-9-]{1,63}(?:\.|\[\.\]|\(\.\)))+(?:com|net|org|info|biz|io|ru|cn|ir|kp|de|uk|fr|eu|top|xyz|club|onion|gov|edu|mil|cc|me|tk|co|us|su"
    r"|site|online|live|app|dev)(?:[:/].*)?\Z"
)
BASE64 = pattern(r"(?=.*\d)[a-z0-9+/]{40,}={0,2}")


def indicator_of(run):
    """The type of what is more than a word, and how much of the run's end is left to split; None for words alone."""
    first = run[:1]
    if len(run) in HASHES and HEX.match(run):
        return HASHES[len(run)], 0
    if CVE.match(run):
        return "<cve>", 0
    if "0" <= first <= "9":
        for kind, name in ((LONG_NUMBER, "<number>"), (HEX_NUMBER, "<hex>"), (IPV4, "<ip>")):
            if kind.match(run):
                return name, 0
    if GUID.match(run):
        return "<guid>", 0
    if MAC.match(run):
        return "<mac>", 0
    if ":" in run and IPV6.match(run):
        return "<ip>", 0
    url = URL.match(run)
    if url:
        return "<url>", len(run) - url.end()
    if "@" in run and EMAIL.match(run):
        return "<email>", 0
    for kind, name in ((REGISTRY, "<registry>"), (PATH, "<path>"), (DOMAIN, "<domain>")):
        if kind.match(run):
            return name, len(run)
    return ("<base64>", 0) if BASE64.match(run) else None


def add_words(run, words, parts):
    for spelt in words_in(run):
        words.append(cut(spelt))
        pieces = [piece for joint in JOINTS.split(spelt) for piece in CAMEL.split(joint)]
        if len(pieces) > 1:
            parts.extend(cut(piece) for piece in pieces if piece)


def tokens_of(text):
    """Words in order, and the parts of compounds, in UTF-16 units."""
    words, parts = [], []
    read = narrow(unicodedata.normalize("NFKC", wide(narrow(text)[:LONGEST_TEXT])))[:LONGEST_TEXT]
    for match in RUNS.finditer(read):
        whole = match[0]
        for start in range(0, len(whole), LONGEST_RUN):
            run = AROUND.sub("", whole[start : start + LONGEST_RUN])
            if not run:
                continue
            if SWITCH.match(run):
                parts.append(lower(run))
            indicator = indicator_of(lower(run))
            if indicator is None:
                add_words(run, words, parts)
                continue
            typed, rest = indicator
            words.append(typed)
            if rest > 0:
                add_words(run[max(0, len(run) - rest) :], words, parts)
    return words, parts


def counts_of(words, parts):
    """How often each word, part and phrase of two words occurs, in the order of first occurrence."""
    counts = {}
    for term in words + parts + [f"{a} {b}" for a, b in zip(words, words[1:])]:
        counts[term] = counts.get(term, 0) + 1
    return counts


LN2_HIGH, LN2_LOW = 6.9314718036912381649e-1, 1.90821492927058770002e-10
SERIES = (
    6.666666666666735130e-01, 3.999999999940941908e-01, 2.857142874366239149e-01, 2.222219843214978396e-01,
    1.818357216161805012e-01, 1.531383769920937332e-01, 1.479819860511658591e-01,
)
HIGH_OF_ONE, HIGH_OF_ROOT = 0x3FF00000, 0x3FE6A09E


def ln(x):
    """The logarithm of a count, with the bits of ts/model/log.ts (FreeBSD msun's e_log.c)."""
    if x == 1:
        return 0.0
    bits = struct.unpack(">Q", struct.pack(">d", x))[0]
    high = (bits >> 32) + (HIGH_OF_ONE - HIGH_OF_ROOT)
    k = (high >> 20) - 1023
    f = struct.unpack(">d", struct.pack(">Q", (((high & 0xFFFFF) + HIGH_OF_ROOT) << 32) | (bits & 0xFFFFFFFF)))[0] - 1
    l1, l2, l3, l4, l5, l6, l7 = SERIES
    half = 0.5 * f * f
    s = f / (2 + f)
    z = s * s
    w = z * z
    even = w * (l2 + w * (l4 + w * l6))
    odd = z * (l1 + w * (l3 + w * (l5 + w * l7)))
    return s * (half + (odd + even)) + k * LN2_LOW - half + f + k * LN2_HIGH


def floats(text):
    return np.frombuffer(base64.b64decode(text), dtype="<f4")


class Text:
    """The fitted kind: `encode` takes a text that the caller has made of a cell."""

    categories = ()

    def __init__(self, name, fitted):
        terms, self.chosen, count = fitted["terms"], fitted["chosen"], fitted["count"]
        self.places = {narrow(term): place for place, term in enumerate(terms)}
        self.idf = floats(fitted["idf"]).astype(np.float64)
        self.parts = floats(fitted["parts"]).astype(np.float64).reshape(len(terms), count)
        directions = [f"{name}~{k + 1} ({self._leading(terms, k)})" for k in range(count)]
        self.columns = [f"{name}: {terms[term]}" for term in self.chosen] + directions + [f"{name}.words"]
        self.columns_of = {term: column for column, term in enumerate(self.chosen)}

    def _leading(self, terms, k):
        """The two terms that say most of a direction; of equal ones the earlier."""
        order = sorted(range(len(terms)), key=lambda term: (-abs(self.parts[term, k]), term))
        return ", ".join(terms[term] for term in order[:2])

    def encode(self, text):
        words, parts = tokens_of(text)
        found, weights = [], []
        for term, count in counts_of(words, parts).items():
            place = self.places.get(term)
            if place is not None:
                found.append(place)
                weights.append(float(np.float32((1 + ln(float(count))) * self.idf[place])))
        square = 0.0
        for weight in weights:
            square += weight * weight
        factor = 1 / math.sqrt(square) if square > 0 else 1.0
        row = [0.0] * len(self.columns)
        along = np.zeros(self.parts.shape[1])
        for place, weight in zip(found, weights):
            value = float(np.float32(weight * factor))
            column = self.columns_of.get(place)
            if column is not None:
                row[column] = value
            along += value * self.parts[place]
        row[len(self.chosen) : -1] = along.tolist()
        row[-1] = float(len(words))
        return row
