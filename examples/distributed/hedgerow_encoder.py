"""hedgerow's encoder in Python: the JSON that `hedgerow schema` writes in, the same f32 columns as in TypeScript out.

    encoder = Encoder.load("schema.json")
    encoder.encode(record)      # one record, a dict, flat or nested -> numpy float32, NaN is missing
    encoder.frame(frame)        # a pandas frame of texts (as a CSV has them), numbers or lists -> float32 matrix

Standard library and numpy alone; pandas where a frame is given; hedgerow_text.py where a feature is text. What a value may be, how it is spelt as a category and
what is an error follow ts/data/kinds, kind by kind; test/makers/encoder.test.ts holds the two together on random records.
"""

import json
import math
import re

import numpy as np

USUAL_MISSING = ("", "NA", "N/A", "NaN", "null")
LARGEST = 3.4028234663852886e38
# What JavaScript's trim takes away.
BLANKS = "\t\n\x0b\x0c\r \xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
UNDEFINED = object()
DEEPEST = 32


class Fault(ValueError):
    """A value of a wrong type; says the feature."""


class Encoder:
    def __init__(self, schema):
        if schema.get("version") != 1:
            raise ValueError(f"the encoder is of version {schema.get('version')}; this reads 1")
        self.names = [each["name"] for each in schema["features"]]
        self.kinds = [kind_of(each) for each in schema["features"]]
        self.fields = [Field(name) for name in self.names]
        self.label = schema.get("label")
        self.classes = schema.get("classes")
        self.missing = frozenset(schema.get("missing", USUAL_MISSING))
        self.columns = [column for kind in self.kinds for column in kind.columns]
        self.types = ["c" if each in kind.categories else "q" for kind in self.kinds for each in kind.columns]

    @classmethod
    def load(cls, path):
        with open(path, encoding="utf-8") as file:
            return cls(json.load(file))

    def encode(self, record):
        """The numbers of one record."""
        row = []
        for name, field, kind in zip(self.names, self.fields, self.kinds):
            value = field.read(record)
            row.extend(self._encoded(name, kind, None if value is UNDEFINED else value))
        return np.array(row, dtype=np.float32)

    def frame(self, frame):
        """The numbers of all rows; each different value of a column is encoded once."""
        out = np.full((len(frame), len(self.columns)), np.nan, dtype=np.float32)
        at = 0
        for name, kind in zip(self.names, self.kinds):
            width = len(kind.columns)
            if name in frame.columns:
                known = {}
                for i, value in enumerate(frame[name].tolist()):
                    key = value if isinstance(value, (str, int, float, bool)) else repr(value)
                    key = (type(value), key)
                    if key not in known:
                        known[key] = self._encoded(name, kind, self._cell(value))
                    out[i, at : at + width] = known[key]
            at += width
        return out

    def labels(self, frame):
        """The class of each row as a number; -1 for a row without a label."""
        codes = {name: i for i, name in enumerate(self.classes)}
        return np.array([codes.get(spell(each), -1) for each in frame[self.label].tolist()], dtype=np.int32)

    def _cell(self, value):
        """A text of a CSV, or a value of a frame, which has NaN for missing."""
        if isinstance(value, str):
            return None if value in self.missing or value.strip(BLANKS) in self.missing else value
        if isinstance(value, float) and math.isnan(value):
            return None
        return value

    @staticmethod
    def _encoded(name, kind, value):
        try:
            return kind.encode(plain(value))
        except Fault as fault:
            raise Fault(f'The feature "{name}" {fault}') from None


def plain(value):
    """numpy's scalars as Python's."""
    return value.item() if isinstance(value, np.generic) else value


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?\Z")


def parse_number(text):
    """A finite decimal number without leading zeros, or NaN."""
    text = text.strip(BLANKS)
    if NUMBER.match(text) is None:
        return math.nan
    digits = text.lstrip("+-")
    if len(digits) > 1 and digits[0] == "0" and digits[1].isdigit():
        return math.nan
    value = float(text)
    return value if math.isfinite(value) else math.nan


def spell_number(value):
    """As JavaScript spells it."""
    value = float(value)
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    mantissa, _, exponent = f"{abs(value)!r}".partition("e")
    whole, _, fraction = mantissa.partition(".")
    fraction = "" if fraction == "0" else fraction
    digits = (whole + fraction).lstrip("0")
    point = len(whole) + int(exponent or 0) - (len(whole + fraction) - len(digits))
    digits = digits.rstrip("0")
    if len(digits) <= point <= 21:
        text = digits + "0" * (point - len(digits))
    elif 0 < point <= 21:
        text = digits[:point] + "." + digits[point:]
    elif -6 < point <= 0:
        text = "0." + "0" * -point + digits
    else:
        power = point - 1
        tail = "." + digits[1:] if len(digits) > 1 else ""
        text = f"{digits[0]}{tail}e{'+' if power >= 0 else '-'}{abs(power)}"
    return sign + text


def spell(value):
    """A text, a number, true or false as a category or a tag."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if is_number(value) and math.isfinite(value):
        return spell_number(value)
    raise Fault("takes a text or a number")


def texts_of(values, depth=0):
    """Texts, numbers, true and false of a list, each as text, inner lists joined; objects are left out."""
    if depth > DEEPEST:
        raise Fault("the list is nested deeper than 32 levels")
    texts = []
    for value in values:
        value = plain(value)
        if value is None or isinstance(value, dict):
            continue
        texts.extend(texts_of(value, depth + 1) if isinstance(value, (list, tuple)) else [spell(value)])
    return texts


class Field:
    """Finds the value of a dotted name in a record, as ts/data/field.ts does."""

    def __init__(self, name):
        self.name = name
        dots = [i for i, character in enumerate(name) if character == "."]
        self.cuts = [(name[:dot], Field(name[dot + 1 :])) for dot in dots]

    def read(self, record):
        own = record.get(self.name, UNDEFINED)
        if not self.cuts or (own is not UNDEFINED and own is not None and not isinstance(own, dict)):
            return own
        nested = self._nested(record)
        return own if nested is UNDEFINED or nested is None else nested

    def _nested(self, record):
        for head, rest in self.cuts:
            inner = record.get(head)
            if isinstance(inner, (list, tuple)):
                found = rest._gather(inner)
            elif isinstance(inner, dict):
                found = rest.read(inner)
            else:
                continue
            if found is not UNDEFINED:
                return found
        return UNDEFINED

    def _gather(self, values):
        texts = []
        self._add(values, texts)
        return texts or UNDEFINED

    def _add(self, values, texts):
        for value in values:
            if isinstance(value, (list, tuple)):
                self._add(value, texts)
            elif isinstance(value, dict):
                found = self.read(value)
                if isinstance(found, (list, tuple)):
                    texts.extend(texts_of(found))
                elif found is not UNDEFINED and found is not None and not isinstance(found, dict):
                    texts.append(spell(found))


class Number:
    categories = ()

    def __init__(self, name, settings, fitted):
        self.columns = [name]

    def encode(self, value):
        if value is None:
            return [math.nan]
        number = parse_number(value) if isinstance(value, str) else float(value) if is_number(value) else math.nan
        if not math.isfinite(number):
            raise Fault("takes a number")
        return [min(LARGEST, max(-LARGEST, number))]


class Boolean:
    categories = ()
    TRUTH = {**{each: 1.0 for each in ("true", "yes", "y", "t", "1")}, **{each: 0.0 for each in ("false", "no", "n", "f", "0")}}

    def __init__(self, name, settings, fitted):
        self.columns = [name]

    def encode(self, value):
        if value is None:
            return [math.nan]
        text = value if isinstance(value, str) else spell(value) if is_number(value) or isinstance(value, bool) else ""
        if text.lower() not in self.TRUTH:
            raise Fault("takes true or false")
        return [self.TRUTH[text.lower()]]


class Frequent:
    """Codes of the frequent texts, then one for all others where some were folded."""

    def __init__(self, fitted):
        self.codes = {text: float(code) for code, text in enumerate(fitted["kept"])}
        self.other = float(len(self.codes)) if fitted["other"] else math.nan

    def code(self, text):
        return self.codes.get(text, self.other)


class Category:
    def __init__(self, name, settings, fitted):
        self.columns = self.categories = [name]
        self.texts = Frequent(fitted)
        self.numbers = fitted["numbers"]

    def encode(self, value):
        if value is None:
            return [math.nan]
        text = spell(value)
        if self.numbers and text not in self.texts.codes:
            number = parse_number(text)
            text = text if math.isnan(number) else spell_number(number)
        return [self.texts.code(text)]


class Frequency:
    categories = ()

    def __init__(self, name, settings, fitted):
        self.columns = [name]
        self.shares = dict(zip(fitted["kept"], fitted["shares"]))
        self.numbers = fitted["numbers"]

    def encode(self, value):
        if value is None:
            return [math.nan]
        text = spell(value)
        if self.numbers and text not in self.shares:
            number = parse_number(text)
            text = text if math.isnan(number) else spell_number(number)
        return [float(self.shares.get(text, 0))]


class Tags:
    categories = ()

    def __init__(self, name, settings, fitted):
        self.separator = settings.get("separator", ";")
        self.kept = fitted["kept"]
        self.columns = [f"{name}={tag}" for tag in self.kept] + [f"{name}.count"]

    def encode(self, value):
        if value is None:
            return [math.nan] * len(self.columns)
        if isinstance(value, str):
            texts = value.split(self.separator)
        elif isinstance(value, (list, tuple)):
            texts = texts_of(value)
        else:
            texts = [spell(value)]
        found = {text.strip(BLANKS) for text in texts} - {""}
        return [float(tag in found) for tag in self.kept] + [float(len(found))]


class Ip:
    SCOPES = ("public", "private", "loopback", "link-local", "multicast", "reserved")

    def __init__(self, name, settings, fitted):
        self.columns = [f"{name}.version", f"{name}.scope", f"{name}.net8", f"{name}.net16"]
        self.categories = self.columns[1:]
        self.wide, self.narrow = Frequent(fitted["wide"]), Frequent(fitted["narrow"])

    def encode(self, value):
        if value is None:
            return [math.nan] * 4
        address = parse_address(value.strip(BLANKS)) if isinstance(value, str) else None
        if address is None:
            raise Fault("takes an IP address")
        version, groups = address
        wide, narrow = networks_of(version, groups)
        scope = float(self.SCOPES.index(scope_of(version, groups)))
        return [float(version), scope, self.wide.code(wide), self.narrow.code(narrow)]


OCTETS = re.compile(r"(0|[1-9][0-9]{0,2})\.(0|[1-9][0-9]{0,2})\.(0|[1-9][0-9]{0,2})\.(0|[1-9][0-9]{0,2})\Z")
GROUP = re.compile(r"[0-9a-fA-F]{1,4}\Z")


def parse_v4(text):
    match = OCTETS.match(text)
    octets = [int(each) for each in match.groups()] if match else [256]
    if max(octets) > 255:
        return None
    return [octets[0] * 256 + octets[1], octets[2] * 256 + octets[3]]


def groups_of(text):
    if text == "":
        return []
    groups, parts = [], text.split(":")
    for i, part in enumerate(parts):
        if GROUP.match(part):
            groups.append(int(part, 16))
            continue
        inner = parse_v4(part) if i == len(parts) - 1 else None
        if inner is None:
            return None
        groups.extend(inner)
    return groups


def parse_address(text):
    """The version and the 16-bit groups, or None."""
    if ":" not in text:
        groups = parse_v4(text)
        return None if groups is None else (4, groups)
    address = text.split("%", 1)[0]
    head, gap, tail = address.partition("::")
    if "::" in address[address.find("::") + 1 :] and gap:
        return None
    front, back = groups_of(head), groups_of(tail)
    if front is None or back is None:
        return None
    zeros = 8 - len(front) - len(back)
    if zeros < 1 if gap else zeros != 0:
        return None
    groups = front + [0] * zeros + back
    if groups[5] == 0xFFFF and not any(groups[:5]):
        return 4, groups[6:]
    return 6, groups


def scope_of(version, groups):
    first = groups[0]
    if version == 4:
        a, b = first >> 8, first & 255
        if a == 10 or (a == 172 and 16 <= b < 32) or first == 0xC0A8:
            return "private"
        if a == 127:
            return "loopback"
        if first == 0xA9FE:
            return "link-local"
        if 224 <= a < 240:
            return "multicast"
        if a == 0 or a >= 240:
            return "reserved"
        return "private" if a == 100 and 64 <= b < 128 else "public"
    if first >= 0xFF00:
        return "multicast"
    if 0xFE80 <= first < 0xFEC0:
        return "link-local"
    if 0xFC00 <= first < 0xFE00:
        return "private"
    if not any(groups[:7]):
        return "loopback" if groups[7] == 1 else "reserved"
    return "reserved" if first == 0x2001 and groups[1] == 0xDB8 else "public"


def networks_of(version, groups):
    if version == 4:
        a, b = groups[0] >> 8, groups[0] & 255
        return f"{a}.0.0.0/8", f"{a}.{b}.0.0/16"
    return f"{groups[0]:x}::/16", f"{groups[0]:x}:{groups[1]:x}::/32"


DAY = 86_400_000
CLOCK = r"(?:[T :,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?"
ZONE = r"(?: ?(Z|GMT|UTC|[+-]\d{2}:?\d{2}|[+-]\d{2}))?"
FLAGS = re.ASCII | re.IGNORECASE
ISO = re.compile(rf"(\d{{4}})[-/](\d{{1,2}})[-/](\d{{1,2}}){CLOCK}{ZONE}\Z", FLAGS)
SLASHED = re.compile(rf"(\d{{1,2}})[-/.](\d{{1,2}})[-/.](\d{{4}}){CLOCK}(?: ?([AP]M))?{ZONE}\Z", FLAGS)
NAMED = re.compile(rf"(?:[a-z]{{3,9}},? +)?(\d{{1,2}})[ /-]([a-z]{{3}})[a-z]*[ /-](\d{{4}}){CLOCK}{ZONE}\Z", FLAGS)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
PER_MILLISECOND = {"s": 1e-3, "ms": 1.0, "us": 1e3, "ns": 1e6}


def days_from(year, month, day):
    """Days since 1970 of a date of the Gregorian calendar, or None where there is none."""
    # JavaScript's Date.UTC.
    year += 1900 if year < 100 else 0
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    lengths = (31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    if not (1 <= month <= 12 and 1 <= day <= lengths[month - 1]):
        return None
    before = year - 1
    return 365 * before + before // 4 - before // 100 + before // 400 + sum(lengths[: month - 1]) + day - 719_163


def moment(year, month, day, clock, half, zone):
    """Milliseconds since 1970, or None."""
    hour, minute, second = (int(each or 0) for each in clock[:3])
    fraction = math.floor(float(f"0.{clock[3]}") * 1000) if clock[3] else 0
    if half is not None:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half.upper() == "PM" else 0)
    days = days_from(year, month, day)
    if days is None or hour > 23 or minute > 59 or second > 60:
        return None
    offset = 0
    if zone is not None and zone[0] in "+-":
        minutes = int(zone[1:3]) * 60 + int(zone[3:].replace(":", "") or 0)
        offset = (-minutes if zone[0] == "-" else minutes) * 60_000
    return days * DAY + hour * 3_600_000 + minute * 60_000 + second * 1000 + fraction - offset


def parse_time(value, form):
    scale = PER_MILLISECOND.get(form)
    if scale is not None:
        number = parse_number(value) if isinstance(value, str) else float(value)
        if math.isfinite(number):
            at = number / scale
            return at if -62_167_219_200_000 <= at < 253_402_300_800_000 else None
    if not isinstance(value, str):
        return None
    text = value.strip(BLANKS)
    match = ISO.match(text)
    if match is not None:
        year, month, day, *clock, zone = match.groups()
        return moment(int(year), int(month), int(day), clock, None, zone)
    if form == "month-name":
        match = NAMED.match(text)
        if match is None or match[2].lower() not in MONTHS:
            return None
        day, month, year, *clock, zone = match.groups()
        return moment(int(year), MONTHS.index(month.lower()) + 1, int(day), clock, None, zone)
    match = SLASHED.match(text) if form in ("dmy", "mdy") else None
    if match is None:
        return None
    first, second, year, *clock, half, zone = match.groups()
    day, month = (first, second) if form == "dmy" else (second, first)
    return moment(int(year), int(month), int(day), clock, half, zone)


class Time:
    categories = ()

    def __init__(self, name, settings, fitted):
        self.form = settings.get("format", "iso")
        self.parts = fitted["parts"]
        sign, hours, minutes = settings.get("offset", "+00:00")[0], *settings.get("offset", "+00:00")[1:].split(":")
        self.offset = (-1 if sign == "-" else 1) * (int(hours) * 60 + int(minutes)) * 60_000
        self.origin = fitted["origin"] + self.offset
        self.columns = [f"{name}.{part}" for part in self.parts]

    def encode(self, value):
        if value is None:
            return [math.nan] * len(self.columns)
        at = parse_time(value, self.form) if isinstance(value, str) or is_number(value) else None
        if at is None:
            raise Fault(f"takes a time (format {self.form})")
        return [float(self._part(part, at + self.offset)) for part in self.parts]

    def _part(self, part, at):
        days = np.floor(at / DAY)
        if part == "timeOfDay":
            return (at - days * DAY) / 3_600_000
        if part == "hour":
            return np.floor((at - days * DAY) / 3_600_000)
        if part == "weekday":
            return (int(days) + 3) % 7
        if part == "elapsed":
            return (at - self.origin) / DAY
        # JavaScript's Date takes whole milliseconds.
        return civil(math.trunc(at) // DAY)[("year", "month", "day").index(part)]


def civil(days):
    """Year, month and day of a day since 1970."""
    era_day = days + 719_468
    era, day_of_era = divmod(era_day, 146_097)
    year_of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36_524 - day_of_era // 146_096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted = (5 * day_of_year + 2) // 153
    month = shifted + 3 if shifted < 10 else shifted - 9
    return year_of_era + era * 400 + (month <= 2), month, day_of_year - (153 * shifted + 2) // 5 + 1


class Text:
    """Free text; what it becomes is hedgerow_text.py's matter."""

    categories = ()

    def __init__(self, name, settings, fitted):
        from hedgerow_text import Text as Fitted

        self.fitted = Fitted(name, fitted)
        self.columns = self.fitted.columns

    def encode(self, value):
        if value is None:
            return [math.nan] * len(self.columns)
        if isinstance(value, (list, tuple)):
            if not all(isinstance(item, str) for item in value):
                raise Fault("takes a text")
            return self.fitted.encode("\n".join(value))
        return self.fitted.encode(spell(value))


KINDS = {
    "number": Number,
    "boolean": Boolean,
    "category": Category,
    "frequency": Frequency,
    "tags": Tags,
    "ip": Ip,
    "time": Time,
    "text": Text,
}


def kind_of(feature):
    if feature["kind"] not in KINDS:
        raise ValueError(f"the kind {feature['kind']} of {feature['name']} is unknown here")
    settings = {key: value for key, value in feature.items() if key not in ("name", "kind", "fitted")}
    return KINDS[feature["kind"]](feature["name"], settings, feature["fitted"])
