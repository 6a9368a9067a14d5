"""A short title for the job, such as "Water heater replacement"."""

from agent.intake.extract.fields import ExtractedField
from agent.intake.extract.sentences import sentences
from agent.intake.words import phrases, words

_TITLE_CAP = 70
_PREFIXES = (
    "re:",
    "fwd:",
    "fw:",
    "aw:",
    "wg:",
    "rv:",
    "tr:",
    "sv:",
    "vs:",
    "antw:",
    "odp:",
    "pd:",
    "[external]",
    "[ext]",
    "res:",
)
_EMPTY_SUBJECTS = phrases("""
    quick question | inquiry | enquiry | request | plumbing | plumber | plumber needed | need a plumber |
    need plumber | quote | quote request | estimate | estimate request | service | service request |
    appointment | no subject | (no subject) | urgent | contact | message | new message |
    website enquiry | website inquiry | please help | need help | help needed | job | work | info |
    information | hola | consulta | pregunta | anfrage | frage | hallo | guten tag | zapytanie |
    bonjour | ... | follow up | a question | new customer | plumbing question | plumbing help |
    plumbing issue | plumbing problem | problem | issue | availability | schedule | booking |
    free estimate | hello | hi | hey | help | question
""")
_JOB_WORDS = words(
    "water heater tankless boiler furnace leak leaks leaking leaky drip drips dripping drain drains "
    "draining clog clogged clogs toilet toilets faucet faucets sink sinks shower showers tub bathtub "
    "bath bathroom kitchen pipe pipes piping burst sewer septic line gas disposal garbage dishwasher "
    "washer washing dryer pump sump well softener filter filtration pressure regulator valve valves "
    "spigot hose bib bibs bibb repipe remodel rough-in install installation installed replace "
    "replacement replaced repair fix flood flooded flooding backup backed overflow overflowing "
    "overflowed slab ceiling stain sprinkler irrigation backflow urinal urinals flush flushing grease "
    "trap vent hydro-jet jetting camera inspection gurgling smell smells odor hot cold radiator "
    "thermostat ac hvac cleaning deep-clean windows carpet deck fence roof gutter paint painting drywall "
    "tile flooring cabinet outlet breaker wiring lights garage meter supply plumbing plumber hydrant "
    "manifold recirculation recirculating fuga gotea goteo calentador agua tubería tubo desagüe drenaje "
    "inodoro lavabo fregadero grifo llave ducha baño cocina tapado tropft undicht undichtes rohr "
    "rohrbruch wasserhahn spülbecken spüle küche toilette heizung warmwasser abfluss verstopft dusche "
    "boiler odpływ kran kaloryfer cieknie ciekły zapchany zapchał rura prysznic prysznicem toaleta "
    "łazienka łazience bojler zlew fuite chauffe-eau robinet évier douche"
)
_CONNECTING = words(
    "i we you he she they it my our your the a an that this is are was were have has had and but so "
    "because hi hello need please me us to of for in on at with about just really very there's its it's "
    "i'm we're can could would like want"
)
_GREETINGS = (
    "hi", "hello", "hey", "dear", "good morning", "good afternoon", "good evening", "good day",
    "greetings", "hola", "buenas", "buenos", "guten tag", "hallo", "sehr geehrte", "dzień dobry",
    "bonjour", "morning", "to whom", "sam",
)  # fmt: skip


def find_title(subject: str, text: str, said: str = "") -> ExtractedField[str] | None:
    """Return the job's title in a few words: as a form names it, else the subject, else the first sentence
    about it.

    Args:
        subject: decoded; empty where it is a machine's.
        text: the person's own words.
        said: what a form or notice calls the service, if anything.
    """
    if said.strip():
        return ExtractedField(_clipped(said), said.strip(), 0.85)
    plain = _without_prefixes(subject)
    folded = plain.casefold().strip(" !?.:-")
    if plain and folded not in _EMPTY_SUBJECTS and (len(folded.split()) > 1 or _job_words(plain)):
        telling = _told(text) if not _job_words(plain) else None
        if telling is None or len(folded.split()) > 2:
            return ExtractedField(_clipped(plain), subject, 0.8 if _job_words(plain) else 0.6)
    return _told(text) or (ExtractedField(_clipped(plain), subject, 0.4) if plain else None)


def _told(text: str) -> ExtractedField[str] | None:
    for sentence in sentences(text[:5_000]):
        if len(sentence) <= _TITLE_CAP and _job_words(sentence):
            return ExtractedField(_clipped(_trimmed(sentence)), sentence, 0.6)
        if _job_words(sentence):
            return ExtractedField(_phrase(sentence), sentence[:300], 0.5)
    return None


def _without_prefixes(subject: str) -> str:
    plain = subject.strip()
    for _ in range(10):
        prefix = next((item for item in _PREFIXES if plain.casefold().startswith(item)), None)
        if prefix is None:
            return plain
        plain = plain[len(prefix) :].strip()
    return plain


def is_about_a_job(subject: str) -> bool:
    """Return whether a subject names a matter of the trade; a form's own subject names none."""
    return bool(_job_words(subject))


def _words(text: str) -> list[str]:
    return [word.strip(".,;:!?\"'()“”¿¡").casefold() for word in text.split()]


def _job_words(text: str) -> int:
    return sum(word in _JOB_WORDS for word in _words(text))


def _trimmed(sentence: str) -> str:
    folded = sentence.casefold()
    for greeting in _GREETINGS:
        head, comma, rest = sentence.partition(",")
        if folded.startswith(greeting) and comma and len(head.split()) <= 4 and rest.strip():
            return rest.strip()
    return sentence


def _phrase(sentence: str) -> str:
    """Return the phrase around the first word of the trade."""
    words = sentence.split()
    plain = _words(sentence)
    first = next(index for index, word in enumerate(plain) if word in _JOB_WORDS)
    begin = first
    while (
        begin > 0
        and first - begin < 2
        and plain[begin - 1] not in _CONNECTING
        and not words[begin - 1].endswith((",", ".", ";"))
    ):
        begin -= 1
    taken: list[str] = []
    for word in words[begin : begin + 9]:
        taken.append(word)
        if word.endswith((",", ";", ".")) and len(taken) >= 3:
            break
    while len(taken) > 1 and taken[-1].strip(".,;").casefold() in _CONNECTING:
        taken.pop()
    return _clipped(" ".join(taken))


def _clipped(text: str) -> str:
    plain = " ".join(text.split()).strip(' .,;:-–"“”')
    if len(plain) > _TITLE_CAP:
        plain = plain[:_TITLE_CAP].rpartition(" ")[0].rstrip(" .,;:-–") or plain[:_TITLE_CAP]
    return plain[:1].upper() + plain[1:]
