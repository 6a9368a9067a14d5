"""The words that `card_words.py` weighs: few and plain, each an evidence and none of them a decision."""

from schemas.keys import words

APPROVING = frozenset(
    words(
        "yes yeah yep yup yea aye si sure ok okay alright good great perfect perfecto fine nice lovely love excellent "
        "awesome brilliant beautiful beauty wonderful super grand sweet solid cool correct right exact exactly accurate "
        "agreed approve approved confirmed works happy ideal amazing fantastic thumbsup heck woohoo andale ripper bueno "
        "ace"
    )
)
"""Words that judge it well."""
GOING_AHEAD = frozenset(words("send ship fire proceed release go mark create"))
"""Words that tell it to be done; beside a "not" they tell the contrary."""
NEGATING = frozenset(
    words(
        "not no nah naw nope dont doesnt didnt isnt arent wasnt wont cant shouldnt never nothing neither without"
    )
)
DECLINING = frozenset(
    words(
        "forget scrap scratch bin kill toss drop skip leave cancel ditch discard delete withdraw disregard ignore park shelve "
        "pull stop hold later premature thumbsdown"
    )
)
"""Words that let it go."""
UNWILLING = frozenset(words("need want wanted bother worry fuss"))
"""Words that let it go only beside a "not"."""
PERSONS = frozenset(words("him her them"))
"""Pronouns for whom a card is about, where somebody is unwilling; else something is told of somebody."""

PHRASES = {
    **dict.fromkeys(
        (
            "go ahead", "go for it", "let it rip", "off you go", "good to go", "green light", "fire away", "fire it off",
            "crack on", "carry on", "away it goes", "thatll do", "that will do", "do so", "do that", "lets do that",
            "lets do it", "no changes", "all good", "all set", "no worries", "no notes", "no problem", "no complaints",
            "no objections", "as written", "as it is", "well done", "spot on", "just right", "that works", "works for me",
            "like it", "like that", "sounds good", "sounds right", "sounds about right", "looks good", "looks right",
            "looks great", "reads well", "reads very well", "reads fine", "say so", "for sure", "why not", "by all means",
            "of course", "send it off", "shell be right", "too right", "wont change", "not bad", "send it out",
            "send that out", "thats it", "thats the one",
        ),
        "approves",
    ),
    **dict.fromkeys(
        (
            "never mind", "changed my mind", "second thoughts", "second thought", "rather not", "better not", "lets not",
            "no need", "dont bother", "not now", "not yet", "just yet", "not just yet", "too early", "too soon",
            "decided against", "put it away", "put that away", "put it aside", "put that aside", "put this aside",
            "put it on ice", "put a pin in it", "put it off", "think about it", "think it over", "think on it", "sit on it",
            "sit on that", "hold off", "hold that back", "hold it back", "hold your horses", "steady on", "slow down",
            "another time", "some other time", "for later", "leave it be", "leave that be", "give that a miss",
            "give it a miss", "let it go", "let it be", "let that go", "no more", "do that later", "do it later",
            "send it later", "send that later", "im good", "do nothing", "dont do nothing", "dont do anything",
            "dont send anything", "away with it", "away with that", "do not", "no thanks", "no thank you", "bad idea",
            "call it off", "wait with that", "wait with it", "lets wait", "let it wait", "that can wait", "it can wait",
            "this can wait",
        ),
        "declines",
    ),
}  # fmt: skip

UNDECIDED = frozenset(
    {"hold on", "hang on", "wait a minute", "wait a second", "wait a sec", "one second", "hold up", "wait up"}
)
"""Runs of words that say neither, whatever is in them."""

FILLING = frozenset(
    words(
        "a an the it its it's that that's thats this these those them one ones thing things whole for now just so please "
        "thanks thank cheers thx mate buddy pal man lol i im id ive ill we well lets let my mine be is are was will would "
        "shall can could do does did have has had to of on in at after and then but or actually really very quite rather "
        "think thought believe guess feel mean meant about what theres revisit er em with as from side moment while bit "
        "little today time right oh ah um uh yo hey mija out up down off over way anymore any anything something looks "
        "look reads read sounds sound seems good enough say said saying written wording words quick still also too either "
        "even only much lot bunch nicely idea plan want wanted early yet meh eh maybe bad ach whoa wait"
    )
)
"""Words around it that say nothing by themselves."""
FILLING_RUNS = frozenset({"after all", "at all", "thank you", "for me", "from me", "by me", "to me"})
"""Runs of words that say nothing, where a word of them alone might."""
OPENING_A_QUESTION = frozenset(words("is are was were did does has what who when where how which should"))
NOUNS = frozenset(
    words(
        "card cards draft drafts mail mails email emails message messages text texts letter books quickbooks note it"
    )
)
"""Names of a card and of what it holds; beside these only the words of what it would do are the card's."""

ABOUT_TWO = frozenset(
    words(
        "same different separate separately apart distinct two twice double duplicate duplicates wrong merge merged both "
        "brother brothers sister sisters husband wife father mother son daughter cousin cousins"
    )
)
"""Words about whether two are one."""
RELATED = frozenset(
    words(
        "people person persons folk folks guy guys man men woman women bloke blokes lady ladies customer customers record "
        "records family relative relatives neighbor neighbors neighbour neighbours name names surname surnames last first "
        "keep them they theyre he she hes shes her him altogether all completely totally entirely"
    )
)
