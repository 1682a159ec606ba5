"""Names of units and of numbers → exact values, so that 1 g and 1,000 mg are the same quantity.

Months and years are kept apart from weeks and days: no exact number of days is a month.  Money is never converted.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

_PREFIXES: Mapping[str, int | Fraction] = {
    "k": 1000,
    "h": 100,
    "d": Fraction(1, 10),
    "c": Fraction(1, 100),
    "m": Fraction(1, 1000),
    "µ": Fraction(1, 10**6),
    "μ": Fraction(1, 10**6),
    "n": Fraction(1, 10**9),
}
_PREFIX_NAMES = {"kilo": "k", "hecto": "h", "deci": "d", "centi": "c", "milli": "m", "micro": "µ", "nano": "n"}


@dataclass(frozen=True, slots=True)
class Unit:
    """What a unit measures, and its size in base units."""

    dimension: str
    factor: Fraction


_TABLE = """
mass       1           g gram grams gramme grammes gm gms
mass       1000000     t tonne tonnes
mass       453.59237   lb lbs pound pounds
mass       28.349523125  oz ounce ounces
volume     1           l litre litres liter liters
volume     0.568       pint pints
volume     4.54609     gallon gallons
length     1           m metre metres meter meters
length     0.0254      inch inches
length     0.3048      ft foot feet
length     0.9144      yd yard yards
length     1609.344    mi mile miles
time       1           s sec secs second seconds
time       60          min mins minute minutes
time       3600        h hr hrs hour hours
time       86400       d day days
time       604800      wk wks week weeks
time       1209600     fortnight fortnights
night      1           night nights
month      1           month months
month      3           quarters
month      12          yr yrs year years
month      120         decade decades
month      1200        century centuries
share      0.01        % percent
share      0.001       ‰
angle      1           degree degrees °
celsius    1           °C ℃ C
fahrenheit 1           °F ℉ F
pressure   1           mmHg
pressure   7.500615758  kPa
pressure   750.0615758  bar
torque     1           Nm
energy     1           J joule joules
energy     4.184       cal calorie calories
energy     4184        kcal kcals kilocalorie kilocalories Cal
energy     1000        kJ
power      1           W watt watts
potential  1           V volt volts
current    1           A amp amps ampere amperes
frequency  1           Hz hertz
substance  1           mol mole moles
data       1           byte bytes
data       1000        kB KB
data       1000000     MB
data       1000000000  GB
data       1000000000000  TB
activity   1           IU iu
sound      1           dB decibel decibels
speed      1.609344    mph
speed      1           kph kmh
beat       1           bpm
turn       1           rpm
radiation  1           Sv sievert sieverts
spoon      1           tsp tsps teaspoon teaspoons teaspoonful teaspoonfuls
spoon      3           tbsp tbsps tablespoon tablespoons tablespoonful tablespoonfuls
cup        1           cup cups cupful cupfuls
times      1           time times x
tablet     1           tablet tablets tab tabs pill pills
capsule    1           capsule capsules
puff       1           puff puffs
drop       1           drop drops
dose       1           dose doses
sachet     1           sachet sachets
patch      1           patch patches
glass      1           glass glasses
unit       1           unit units
slice      1           slice slices
piece      1           piece pieces
pinch      1           pinch pinches
clove      1           clove cloves
point      1           point points
step       1           steps
EUR        1           € euro euros EUR
USD        1           $ US$ dollar dollars USD
GBP        1           £ GBP quid
JPY        1           ¥ yen JPY
INR        1           ₹ rupee rupees INR
CHF        1           CHF franc francs
cent       1           cent cents penny pence
"""
_PREFIXED = frozenset(
    """g l m s J W V A Hz mol Sv gram grams gramme grammes litre litres liter liters metre metres meter meters
    second seconds watt watts volt volts mole moles hertz joule joules""".split()
)
MONEY = frozenset(["EUR", "USD", "GBP", "JPY", "INR", "CHF", "cent"])
TAKEN = frozenset("tablet capsule puff drop dose sachet patch spoon mass volume activity unit".split())
"""What a dose is counted in: "in 24 hours" after it means a day."""


def _units() -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    for line in _TABLE.strip().splitlines():
        dimension, factor, *names = line.split()
        for name in names:
            units[name] = Unit(dimension, Fraction(factor))
    for name in _PREFIXED:
        short = len(name) < 4
        for prefix in _PREFIXES if short else _PREFIX_NAMES:
            times = Fraction(_PREFIXES[prefix if short else _PREFIX_NAMES[prefix]])
            units.setdefault(f"{prefix}{name}", Unit(units[name].dimension, times * units[name].factor))
    units |= {f"{prefix}{name[0]}{name[1:]}": units[f"{prefix}l"] for prefix in "mcdµμ" for name in ("L",)}
    units |= {"L": units["l"], "mcg": units["µg"], "ug": units["µg"], "cc": units["ml"], "cmHg": units["mmHg"]}
    for name in ("m", "cm", "km", "mm"):
        units |= {
            f"{name}²": Unit("area", units[name].factor ** 2),
            f"{name}³": Unit("space", units[name].factor ** 3),
        }
    return units


UNITS: Mapping[str, Unit] = _units()
"""Every unit by its names, the short ones as they are written."""
_LOWERED = {name.lower(): unit for name, unit in UNITS.items() if len(name) > 1}

SEVERAL_WORDS: Mapping[tuple[str, ...], Unit] = {
    ("per", "cent"): UNITS["%"],
    ("percentage", "points"): UNITS["%"],
    ("percentage", "point"): UNITS["%"],
    ("pounds", "sterling"): UNITS["£"],
    ("pound", "sterling"): UNITS["£"],
    ("newton", "metres"): UNITS["Nm"],
    ("newton", "meters"): UNITS["Nm"],
    ("international", "units"): UNITS["IU"],
    ("degrees", "celsius"): UNITS["C"],
    ("degrees", "centigrade"): UNITS["C"],
    ("degrees", "c"): UNITS["C"],
    ("degrees", "fahrenheit"): UNITS["F"],
    ("degrees", "f"): UNITS["F"],
    ("°", "c"): UNITS["C"],
    ("°", "f"): UNITS["F"],
    ("fl", "oz"): Unit("volume", Fraction("0.0284130625")),
    ("mm", "hg"): UNITS["mmHg"],
    ("square", "metres"): UNITS["m²"],
    ("square", "meters"): UNITS["m²"],
    ("cubic", "metres"): UNITS["m³"],
    ("cubic", "meters"): UNITS["m³"],
}


def unit_named(word: str) -> Unit | None:
    """Return the unit of a name as written; single letters, and what differs by its capitals, only as they are.

    "Month's" and "day's" are its months and days.
    """
    word = word.removesuffix("'s").removesuffix("’s") if len(word) > 4 else word
    return UNITS.get(word) or (_LOWERED.get(word.lower()) if len(word) > 1 else None)


_ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen " \
        "seventeen eighteen nineteen"  # fmt: skip
SMALL: Mapping[str, int] = {word: value for value, word in enumerate(_ONES.split())}
"""Number words below twenty."""
TENS: Mapping[str, int] = {
    word: 10 * tens
    for tens, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)
}
SCALES: Mapping[str, int] = {
    "hundred": 100, "dozen": 12, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12,
}  # fmt: skip
SHORT_SCALES: Mapping[str, int] = {"k": 1000, "m": 10**6, "mn": 10**6, "bn": 10**9}
"""What follows a sum of money, or a number, without a space."""
PARTS: Mapping[str, int] = {
    "half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fifth": 5, "fifths": 5,
    "sixth": 6, "sixths": 6, "eighth": 8, "eighths": 8, "tenth": 10, "tenths": 10,
}  # fmt: skip
FRACTIONS: Mapping[str, Fraction] = {
    sign: Fraction(top, bottom)
    for sign, top, bottom in (
        ("½", 1, 2), ("⅓", 1, 3), ("⅔", 2, 3), ("¼", 1, 4), ("¾", 3, 4), ("⅕", 1, 5), ("⅖", 2, 5), ("⅗", 3, 5),
        ("⅘", 4, 5), ("⅙", 1, 6), ("⅚", 5, 6), ("⅛", 1, 8), ("⅜", 3, 8), ("⅝", 5, 8), ("⅞", 7, 8),
    )
}  # fmt: skip
MONTHS: Mapping[str, int] = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
         "september sep sept", "october oct", "november nov", "december dec"), start=1)
    for name in names.split()
}  # fmt: skip
WEEKDAYS: Mapping[str, int] = {
    day: number
    for number, name in enumerate("monday tuesday wednesday thursday friday saturday sunday".split(), start=1)
    for day in (name, f"{name}s")
}
RHYTHMS: Mapping[str, str] = {
    "hourly": "hour", "daily": "day", "nightly": "night", "weekly": "week", "fortnightly": "fortnight",
    "monthly": "month", "yearly": "year", "annually": "year", "annual": "year", "quarterly": "quarters",
}  # fmt: skip
LABELS = frozenset(
    """grade type stage step level phase class section chapter figure fig table page no number category part item
    version room gate platform line route bus war group week day question rule article paragraph clause option
    vitamin""".split()
)
"""Words whose number is a name: type 2 and type 1 are two things, not two values of one."""
