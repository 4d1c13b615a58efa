"""The words by which a text names a time: months, weekdays, zones, seasons, feasts, and how they combine.

Tables and one pattern; ``transforms.text.times`` turns what it matches into instants.
"""

import re

from transforms.text.tables import word_set

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        1,
    )
    for name in names.split()
}
WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "monday mon",
            "tuesday tue tues",
            "wednesday wed weds",
            "thursday thu thur thurs",
            "friday fri",
            "saturday sat",
            "sunday sun",
        )
    )
    for name in names.split()
}
NUMBERS = {
    "a": 1, "an": 1, "another": 1, "one": 1, "couple": 2, "two": 2, "few": 3, "several": 3, "three": 3, "four":
    4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
    "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen":
    19, "twenty": 20, "thirty": 30,
}  # fmt: skip
# Offsets from UTC in hours.  "ET" and the like change with the season; the summer hour of the
# northern half year is added where the date calls for it.
ZONES = {
    "gmt": 0, "utc": 0, "z": 0, "bst": 1, "cet": 1, "cest": 2, "msk": 3, "ist": 5.5, "jst": 9, "hkt": 8,
    "sgt": 8, "aest": 10, "aedt": 11, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6,
    "pst": -8, "pdt": -7, "akst": -9, "akdt": -8, "hst": -10,
}  # fmt: skip
SEASONAL_ZONES = {"et": -5, "ct": -6, "mt": -7, "pt": -8}

_ANY_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_ANY_DAY = "|".join(sorted(WEEKDAYS, key=len, reverse=True))
_ANY_NUMBER = "|".join(sorted(NUMBERS, key=len, reverse=True))
_ANY_ZONE = "|".join(sorted([*ZONES, *SEASONAL_ZONES], key=len, reverse=True))
# These are words of their own too: without a capital they are no month and no weekday.
NEEDS_CAPITAL = word_set("may march mar sun sat wed mon dec jan")
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
PARTS = {"early": 1, "mid": 15, "late": 21}
# Feasts of a fixed day, and those that are worked out (``times._feast``).
FEASTS = {
    "christmas eve": (12, 24), "christmas day": (12, 25), "christmas": (12, 25), "boxing day": (12, 26),
    "new year's eve": (12, 31), "new year's day": (1, 1), "new year's": (1, 1), "new year": (1, 1),
    "independence day": (7, 4), "halloween": (10, 31), "valentine's day": (2, 14), "bastille day": (7, 14),
    "republic day": (1, 26), "gandhi jayanti": (10, 2), "anzac day": (4, 25), "australia day": (1, 26),
}  # fmt: skip
MOVING_FEASTS = ("good friday", "easter monday", "easter", "thanksgiving", "labor day", "memorial day")
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4}

_ANY_FEAST = "|".join(sorted([*FEASTS, *MOVING_FEASTS], key=len, reverse=True)).replace("'", "['’]")
_CLOCK = (
    r"(?:(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?\s?(?P<half>[ap])(?:\.m\.?|m\b)"
    r"|(?P<hour24>[01]?\d|2[0-3]):(?P<minute24>[0-5]\d)(?::[0-5]\d)?(?:\sh(?:rs|ours)?\b)?"
    r"|(?P<military>[0-2]\d[0-5]\d)(?=\s(?:hrs|hours|local|gmt|utc|[ecmp][sd]?t)\b)(?:\sh(?:rs|ours))?"
    r"|(?P<bare>[01]?\d|2[0-3])(?=\s(?:gmt|utc)\b)"
    r"|(?P<word>noon|midday|midnight)\b)"
    rf"(?:\s(?:local\stime|eastern|central|pacific)\b|\s?\(?(?P<zone>{_ANY_ZONE})\b\)?)?"
)
_YEAR = r"(?:19|20)\d\d"
_DATE = (
    r"(?P<iso>\d{4}-\d\d-\d\d)\b"
    rf"|(?P<slash1>\d{{1,2}})[/.](?P<slash2>\d{{1,2}})[/.](?P<slashyear>(?:20)?\d\d)\b"
    rf"|(?P<month>{_ANY_MONTH})\b\.?\s?(?P<day>[0-3]?\d)(?:st|nd|rd|th)?\b(?!%|:\d)(?:\s?[-–]\s?[0-3]?\d\b)?(?:,?\s(?P<year>{_YEAR})\b)?"
    rf"|(?P<day2>[0-3]?\d)(?:st|nd|rd|th)?\s(?:of\s)?(?P<month2>{_ANY_MONTH})\b(?:,?\s(?P<year2>{_YEAR})\b)?"
    rf"|(?:(?P<part>early|mid|late)[\s-])?(?P<month3>{_ANY_MONTH})\b(?:\.?,?\s(?P<year3>{_YEAR})\b)?"
    rf"|(?:(?P<part4>early|mid|late)[\s-])?(?P<year4>{_YEAR})\b(?![-,.]\d|\s(?:season|edition|games|polls?|election|budget)\b)"
    # "The 28th": of this month or the next; "the 20th century" is none.
    r"|(?P<nth>[0-3]?\d)(?:st|nd|rd|th)(?=\s*(?:$|[.,;:)])|\s(?:at|because|after|due|amid|over|as)\b)"
)
_PART_OF_DAY = r"(?:\s(?:morning|afternoon|evening|night|lunchtime)\b)?"
_RELATIVE = (
    r"(?:(?P<stage>early|mid|later?|sometime)[\s-])?(?P<which>this|next|last|coming)\s(?:coming\s)?"
    rf"(?P<unit>weekend|week|month|year|season|quarter|spring|summer|autumn|fall|winter|{_ANY_DAY})\b{_PART_OF_DAY}"
    rf"|(?P<near>today|tonight|tomorrow|yesterday|this\s(?:morning|afternoon|evening))\b{_PART_OF_DAY}"
    r"|(?P<following>following|next)\s(?P<following_unit>day|week|month|year)\b"
    rf"|(?:(?:early|late)\s)?(?P<weekday>{_ANY_DAY})\b{_PART_OF_DAY}"
    # "To the weekend": the next one.
    r"|(?P<weekend>weekend)\b"
)
# "The end of July", "the third quarter of 2027", "Q1 2027", "spring 2028": stretches of a year or a month.
_STRETCH = (
    rf"(?P<edge>end|middle|start|beginning)\sof\s(?:the\s)?(?:(?P<edge_which>this|next)\s)?"
    rf"(?:(?P<edge_unit>week|month|year|season)|(?P<edge_month>{_ANY_MONTH})(?:\s(?P<edge_year>{_YEAR}))?"
    rf"|(?P<edge_year2>{_YEAR}))\b"
    rf"|(?P<ordinal>first|second|third|fourth|last)[\s-](?P<fraction>quarter|half)\b"
    rf"(?:\sof\s(?:(?P<fraction_year>{_YEAR})|(?P<fraction_which>this|next|the)\syear)\b)?"
    rf"|(?P<short>[qh])(?P<number>[1-4])\b(?:,?\s(?P<short_year>{_YEAR})\b)?"
    rf"|(?:(?P<season_part>early|mid|late)[\s-])?(?P<season>spring|summer|autumn|fall|winter)\b"
    rf"(?:\s(?:of\s)?(?P<season_year>{_YEAR})\b)?"
    rf"|(?P<feast>{_ANY_FEAST})\b"
)
_LENGTH = (
    r"(?:(?:at\sleast|about|around|roughly|up\sto|nearly|almost|a\sfurther|another|some)\s)?"
    rf"(?:a\s(?=few\b|couple\b))?(?P<count>\d{{1,3}}|{_ANY_NUMBER})(?:\s(?:of|more|full|whole))?[\s-]"
    r"(?P<span>hour|day|week|fortnight|month|year)s?\b(?:(?P<back>\s(?:ago|earlier)\b)|(?P<later>\slater\b))?"
)
_LEADS = (
    r"until|till|to|into|for|by|on|in|within|at|from|since|after|before|starting|beginning|through|no\searlier\sthan"
    r"|no\ssooner\sthan|not\sbefore|as\searly\sas|as\ssoon\sas"
)
_HEDGES = r"at\sleast|as\searly\sas|as\ssoon\sas|no\searlier\sthan|around|about|possibly|perhaps"
# Before an hour: "about 6 p.m.", "shortly before noon".
_NEARLY = r"(?:about|around|(?:shortly|just)\s(?:before|after)|nearly|almost)"
ATOM = re.compile(
    rf"(?<![\w.$€£-])(?:(?P<lead>{_LEADS})\s(?:(?:{_HEDGES})\s)?(?:(?P<beyond>after)\s)?(?:the\s)?"
    r"(?:(?:week|morning|afternoon|evening|night)\sof\s)?)?"
    rf"(?:{_LENGTH}|{_STRETCH}|{_RELATIVE}|(?:{_NEARLY}\s)?{_CLOCK}|{_DATE})",
    re.IGNORECASE,
)
# What may stand between the parts of one time: "Sunday at 3 p.m.", "Wednesday, April 1".
GLUE = re.compile(r"(?:,?\s?(?:(?:at|on|of|the|morning|afternoon|evening|night)\s?)*|\s?[(),]\s?)$", re.IGNORECASE)
