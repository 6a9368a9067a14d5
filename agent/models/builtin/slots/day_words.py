"""The words of days: weekdays, months, units of time, with the slips of the finger that owners make."""


def words(spaced: str) -> frozenset[str]:
    """Return the words of a spaced list."""
    return frozenset(spaced.split())


WEEKDAYS = {
    "monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5, "sunday": 6,
    "tues": 1, "tue": 1, "weds": 2, "thurs": 3, "thur": 3, "thu": 3, "fri": 4,
    "mon": 0, "wed": 2, "sat": 5, "sun": 6,
    "munday": 0, "tuseday": 1, "teusday": 1, "tuesdsay": 1, "wensday": 2, "wednsday": 2, "wendesday": 2,
    "wednesay": 2, "thrusday": 3, "thursady": 3, "thurday": 3, "firday": 4, "friady": 4, "satuday": 5,
    "saterday": 5, "sunady": 6,
}  # fmt: skip
WEEKDAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# Ordinary words as well: they are days only where something else says so.
DOUBTFUL_WEEKDAYS = frozenset({"mon", "wed", "sat", "sun"})

MONTHS = {
    "january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8,
    "september": 9, "october": 10, "november": 11, "december": 12,
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sept": 9, "sep": 9, "oct": 10,
    "nov": 11, "dec": 12,
    "janury": 1, "januray": 1, "febuary": 2, "feburary": 2, "septmber": 9, "ocotber": 10, "novemeber": 11,
    "decemeber": 12,
}  # fmt: skip
MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
# Also names of people or verbs: a month alone needs "in" or the like before it.
DOUBTFUL_MONTHS = frozenset({"march", "may", "april", "june", "august", "mar", "jun", "jan", "dec"})

TODAY = frozenset({"today", "tonight", "tonite", "2day"})
TOMORROW = frozenset(
    {"tomorrow", "tommorow", "tommorrow", "tomorow", "tomorrrow", "tmrw", "tmr", "tmrow", "2moro", "tomoro"}
)
YESTERDAY = frozenset({"yesterday", "yesturday", "yesteday", "yday"})

UNITS = {
    "day": "day", "days": "day", "week": "week", "weeks": "week", "wk": "week", "wks": "week",
    "month": "month", "months": "month", "mo": "month", "mos": "month", "mth": "month", "mths": "month",
    "year": "year", "years": "year", "yr": "year", "yrs": "year",
    "fortnight": "fortnight", "fortnights": "fortnight", "quarter": "quarter", "quarters": "quarter",
}  # fmt: skip

PARTS_OF_DAY = frozenset({"morning", "afternoon", "evening", "night", "lunchtime", "am", "pm"})

# What may precede a day and makes sure that it is one.
BEFORE_A_DAY = words("on by until till til before after since from for due this next last coming every to of")
# "the 15th" stands for a day when one of these, or no word at all, follows.
AFTER_A_DAY = words(
    "at for to about re and or if because when with by in on is works please then but so from until till of "
    "through thru not no instead we i he she they you it morning afternoon evening around that as unless since "
    "after before between noon would will should can too also this next works good fine ok okay"
)
# After these, "on the 2nd" is no day.
NOT_AFTER_A_DAY = words(
    "floor story storey street st avenue ave road rd lane unit apartment apt  time attempt lead one ones "
    "job customer bathroom bedroom half quarter option offer phase row line item team "
    "week day month year house door hand party coat"
)
# Nouns after "the 2nd", verbs after "the 20th".
COUNTED_OR_DONE = words("call visit try estimate quote place email text")
