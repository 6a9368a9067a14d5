"""Street addresses in a message: a number, a name and a kind of street."""

import re

STREET_KINDS = (
    "st|street|ave|avenue|rd|road|dr|drive|ln|lane|blvd|boulevard|ct|court|cir|circle|way|pl|place|pkwy|parkway|"
    "trl|trail|ter|terrace|loop|hwy|highway|cv|cove|sq|square|pass|path|run|row|bend|crossing|plaza|rise|crescent|wharf|gardens|mews"
)
SIDE = r"(?:[NSEW]\.?|north|south|east|west)"
NUMBERED = r"\d{1,3}(?:st|nd|rd|th)"
"""A street that has a number for a name; where a side of the town stands before it, nobody says what kind of street it is."""
ADDRESS = re.compile(
    rf"\b\d{{1,6}}\s+(?:(?:{SIDE}\s+)?(?:(?:[A-Za-z][A-Za-z'’.-]*|{NUMBERED})\s+){{1,4}}?(?:{STREET_KINDS})\b|{SIDE}\s+{NUMBERED}\b)\.?"
    r"(?:,?\s*(?:apt|apartment|unit|suite|ste|#)\.?\s*\w{1,6})?"
    r"(?-i:(?:,\s*[A-Z][A-Za-z]+(?:\s[A-Z][A-Za-z]+)?)?(?:,?\s+[A-Z]{2}\b)?(?:\s+\d{5})?)",
    re.IGNORECASE,
)
