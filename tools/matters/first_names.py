"""Short forms of given names: which two may be one person's."""

from functools import cache

SHORT_FORMS = """
alexander alexandra: alex sandy al lex xander
alexis: alex lexi
alice: ali
amanda: mandy
andrew: andy drew
angela: angie
anthony antonio: tony
barbara: barb babs
benjamin: ben benny benji
bradley: brad
catherine katherine kathryn kathleen: cathy kathy kate katie kat cate kitty kay
charles carlos: charlie chuck chas
christine christina christopher: chris tina topher kris
cynthia: cindy
daniel danielle: dan danny dani
david: dave davey
deborah debra: deb debbie
dennis: denny
donald: don donnie
dorothy: dot dottie dolly
douglas: doug
edward eduardo: ed eddie ted ned
eleanor: ellie nora
elizabeth: liz beth betty lizzie eliza libby betsy
francis francisco frances: frank fran frankie paco pancho
frederick: fred freddie
gabriel gabriela: gabe gaby
geoffrey jeffrey: geoff jeff
gerald: gerry jerry
gregory: greg
guadalupe: lupe
henry: hank harry
ignacio: nacho
isabel isabella: bella izzy
jacob: jake
jacqueline: jackie
james: jim jimmy jamie
janet: jan
jennifer: jen jenny
jessica: jess jessie
jesus: chuy
john: jack johnny jon
jonathan: jon jonny
jose: pepe
joseph: joe joey
joshua: josh
judith: judy
kenneth: ken kenny
kimberly: kim
lawrence: larry
leonard: leo len lenny
lillian: lily
luis: lucho
margaret: peggy maggie meg marge margie
matthew: matt
maximilian: max
melissa: mel missy
michael miguel michelle: mike mickey mick mikey shelly
nancy: nan
nathaniel nathan: nate nat
nicholas nicole: nick nicky nikki
olivia: liv livvy
pamela: pam
patricia patrick: pat patty trish tricia paddy rick
peter: pete
philip phillip: phil
raymond: ray
rebecca: becky becca
richard ricardo: rick dick rich richie ricky
robert roberto: bob rob bobby robbie bert beto
ronald: ron ronnie
russell: russ
samuel samantha: sam sammy
sandra: sandy
sarah: sally sadie
stanley: stan
stephanie: steph
stephen steven: steve stevie
susan suzanne: sue susie suzy
terrence teresa theresa: terry teri
theodore: ted teddy theo
thomas: tom tommy
timothy: tim timmy
valerie: val
veronica: ronnie
victoria: vicky tori
vincent: vince vinny
virginia: ginny
walter: walt
wesley: wes
william: bill will billy willy liam
zachary: zach zack
"""
"""Formal names, then what each of them may be called; a short form of several is no other short form of each."""


@cache
def _formal_names() -> dict[str, frozenset[str]]:
    """Return the formal names that each short form may stand for."""
    found: dict[str, set[str]] = {}
    for line in SHORT_FORMS.strip().splitlines():
        formal, _, short = line.partition(":")
        for one in short.split():
            found.setdefault(one, set()).update(formal.split())
    return {one: frozenset(names) for one, names in found.items()}


def may_be_one(one: str, other: str) -> bool:
    """Return whether one given name is a short form of the other, or both are of one formal name; both folded."""
    formal = _formal_names()
    if other in formal.get(one, ()) or one in formal.get(other, ()):
        return True
    return bool(formal.get(one, frozenset()) & formal.get(other, frozenset()))


def names_like(name: str) -> set[str]:
    """Collect the given names that may be one person's with a folded one: short forms, and other spellings of its line."""
    found: set[str] = set()
    for line in SHORT_FORMS.strip().splitlines():
        held = line.replace(":", " ").split()
        found.update(held if name in held else ())
    return found - {name}


@cache
def _all() -> frozenset[str]:
    return frozenset(SHORT_FORMS.replace(":", " ").split())


def is_given(word: str) -> bool:
    """Return whether a folded word is one of the given names that are known here."""
    return word in _all()
