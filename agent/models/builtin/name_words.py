"""Words around names: what a name stands after or before, and what it never stands beside."""

from schemas.keys import words

LEADING = frozenset(
    words(
        "for with w to from about call called calling text texted texting tell told email emailed emailing and by see saw met "
        "visit visited of message msg nudge ping ask asked regarding re contact customer client named mr mrs ms dr off left "
        "spoke write drop note rang ring phone phoned meeting mail mailed owes show find archive like "
        "guy lady man woman referred"
    )
)
"""Words after which a name on record stands."""
BEFORE_UNHEARD = LEADING - frozenset(words("and by off see saw like show find drop left of re"))
"""Words after which a word that is not of the language is a name."""
BEFORE_WHOLE_NAMES = frozenset(words("let send change update give on fix set put add remind nudge"))
"""Words after which two of these in a row are one."""
TITLES = frozenset(words("mr mrs ms miss mx dr prof rev sir madam sra sr"))
ASKING_WHO = frozenset(
    words("is was who whos wheres whats whens are does did do has a any about pull up show find")
)
QUESTIONS = frozenset(words("what which when how if"))
DETERMINERS = QUESTIONS | frozenset(
    words(
        "the a an this that these those it its my our your his her their every each any no some all him them me us you i he "
        "she we they"
    )
)
WANTING = frozenset(
    words(
        "need needs want wants have has going gonna gotta ready how able forget remember try trying me you us him her them like "
        "time supposed got"
    )
)
SAYING = frozenset(
    words(
        "called calls call wants want wanted needs need needed says said say texted emailed wrote is was has had just got asked "
        "asks told can cant cannot wont will would hasnt didnt doesnt isnt picked signed agreed accepted paid pays went got "
        "came stopped left canceled cancelled rescheduled moved mentioned phoned rang reached liked approved declined chose "
        "hired lives owes never finally and mailed booked found decided"
    )
)
"""Words before which the subject of a clause stands."""
ACTING = frozenset(
    words("called calls texted emailed wants needs says said asked phoned wrote mentioned stopped came rang")
)
"""Of these, the ones that only a person does."""
STARTING = frozenset(
    words("hey ok okay so and but yeah uh um hi please note that because also then well yes no")
)
STARTS = frozenset(",.;:!?")
CLOSING = frozenset(
    words("about that to and on at for tomorrow today by im ill were weve well hes shes theyre youre please")
)
SENDING = frozenset(words("text tell email message msg send write mail sms"))
LOSING = frozenset(words("lost lose losing"))
"""Words after which "to" leads to the reason ("lost frank to price")."""
GIVING = frozenset(words("sending giving owing sent gave owe owed telling texting"))
"""Words after which somebody stands before what they get ("sending Ward the quote")."""
OWNED = frozenset(
    words("reminder callback follow number phone cell email address lead job deal quote estimate house place")
)
"""Words of what somebody has, before which a name with an "s" is their owner ("sues reminder")."""
ELDER = frozenset(words("father dad elder older senior"))
YOUNGER = frozenset(words("son younger junior"))
BEFORE_A_NAME = {
    ("old", "man"): "senior", ("the", "older"): "senior", ("the", "elder"): "senior", ("the", "younger"): "junior",
    ("the", "father"): "senior", ("the", "son"): "junior", ("young",): "junior",
}  # fmt: skip
"""Words before a family name that tell father and son apart, and how the name is said with it."""
COMPANY_MARKS = frozenset(words("brothers bros llc inc ltd corp gmbh incorporated"))
"""Words behind a name with which it is a company's, however they are written."""
COMPANY_WORDS = frozenset(
    words(
        "plumbing properties property realty construction homes builders group partners associates enterprises holdings "
        "apartments management services company co contracting roofing heating electric sons daughters"
    )
)
"""Words behind a name with which it is a company's where they have a capital."""
KIN = frozenset(words("sons son daughters brothers bros co company partners associates"))
"""Words that "&" or "and" joins to a name, with which it is a company's."""
