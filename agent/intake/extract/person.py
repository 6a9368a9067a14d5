"""Extraction as a whole: where each field is looked for, in which order, and with how much trust."""

import re
from datetime import date

from agent.intake.extract.addresses import as_one_line, find_address
from agent.intake.extract.emails import find_emails_of_notice, find_emails_of_sender
from agent.intake.extract.fields import SENTENCE_CAP, ExtractedField, ExtractedPhone, Extraction, Surroundings
from agent.intake.extract.names import NameClues, caller_name, find_name, tidy_name
from agent.intake.extract.phones import find_phones
from agent.intake.extract.sentences import sentences, without_machine_talk
from agent.intake.extract.titles import find_title
from agent.intake.extract.wished import find_wished_date, read_day
from agent.intake.forwarded import Forwarded
from agent.intake.parse import ParsedMail
from agent.intake.quotes import MailText
from agent.intake.recognise import Found, Recognition
from agent.intake.recogniser_table import FieldKind, NoticeSource
from agent.intake.words import words

_READ_CAP = 60_000
_LABELLED = 0.9
_TOLL_FREE = frozenset(("800", "833", "844", "855", "866", "877", "888"))
_HOTLINE_STARTS = (
    "questions", "need help", "for help", "for support", "support", "customer service", "customer care", "problems with",
    "to reach us", "call us", "contact us", "our support", "help line", "helpline", "pro support", "dispatch office", "dispatch:",
)  # fmt: skip
_NO_BRANDS = words(
    "mail email gmail yahoo outlook hotmail icloud online message messages form forms website plumbing leads lead info"
)
_DESCRIPTION_CAP = 4_000


def extract(
    mail: ParsedMail,
    text: MailText,
    forwarded: Forwarded | None,
    recognition: Recognition | None,
    surroundings: Surroundings,
) -> Extraction:
    """Extract who a mail is about and what they want; precision before recall.

    Args:
        mail: the parsed mail.
        text: its text, or the forwarded mail's text, parted by `strip_quotes`.
        forwarded: the mail inside, when the person inside is meant.
        recognition: when the mail is a notice.
        surroundings: region, zone and what is the business's own.
    """
    sent = day_sent(mail, surroundings)
    if recognition is not None:
        return _from_notice(mail, recognition, surroundings, sent)
    sender = forwarded.sender if forwarded else mail.sender
    subject = forwarded.subject or mail.subject if forwarded else mail.subject
    fresh = without_machine_talk(text.fresh[:_READ_CAP])
    if len(text.fresh) > _READ_CAP:
        fresh += "\n\n" + text.fresh[-2_000:]
    signature = text.signature[:2_000]
    phones = find_phones(fresh, surroundings.region, 0.9)
    known = {phone.value for phone in phones}
    phones += [item for item in find_phones(signature, surroundings.region, 0.6) if item.value not in known]
    return Extraction(
        name=find_name(
            NameClues(
                sender.name if sender else "", fresh, signature, address=sender.address if sender else ""
            )
        ),
        phones=_not_own(phones, surroundings),
        emails=find_emails_of_sender(sender, mail, fresh, surroundings, forwarded is not None),
        address=find_address(fresh, 0.85, surroundings.ours)
        or (find_address(signature, 0.5, surroundings.ours) if _is_private(signature) else None),
        title=find_title(subject, fresh),
        description=_description(fresh),
        wished_date=find_wished_date(fresh, sent, surroundings.region, 0.8) if sent else None,
    )


def day_sent(mail: ParsedMail, surroundings: Surroundings) -> date | None:
    """Return the mail's day in the business's zone; None where it says none."""
    from zoneinfo import ZoneInfo

    return mail.date.astimezone(ZoneInfo(surroundings.zone)).date() if mail.date else None


def _not_own(phones: list[ExtractedPhone], surroundings: Surroundings) -> tuple[ExtractedPhone, ...]:
    return tuple(phone for phone in phones if phone.value not in surroundings.own_phones)


_COMPANY_MARKS = words(
    "llc inc ltd corp company co gmbh cpa accounting realty properties management manager director agent "
    "office suite ste floor services solutions group partners president realtor estimator law attorney "
    "associates bank insurance"
)


def _is_private(signature: str) -> bool:
    """Return whether a signature is a home's: an address in a company's is where the writer works, not where
    the job is.
    """
    words = {word.strip(".,|:()").casefold() for word in signature.split()}
    return not words & _COMPANY_MARKS and "www." not in signature and "http" not in signature


def _description(text: str) -> ExtractedField[str] | None:
    plain = text.strip()
    if not plain:
        return None
    first = next(iter(sentences(plain[:2_000])), "")
    return ExtractedField(plain[:_DESCRIPTION_CAP], first[:SENTENCE_CAP], 0.8)


def _from_notice(
    mail: ParsedMail, recognition: Recognition, surroundings: Surroundings, sent: date | None
) -> Extraction:
    message = "" if recognition.wordless else without_machine_talk(recognition.message[:_READ_CAP])
    return Extraction(
        name=_name_of_notice(mail, recognition, message),
        phones=_not_own(_phones_of_notice(mail, recognition, message, surroundings), surroundings),
        emails=find_emails_of_notice(mail, recognition, surroundings),
        address=_address_of_notice(recognition, message),
        title=_title_of_notice(mail, recognition, message),
        description=_description(message),
        wished_date=_wished_of_notice(recognition, message, sent, surroundings),
    )


def _name_of_notice(mail: ParsedMail, recognition: Recognition, message: str) -> ExtractedField[str] | None:
    tidy = caller_name if recognition.caller_id else tidy_name
    if (
        recognition.caller_id
        and (said := find_name(NameClues("", message, "", transcript=True)))
        and " " in said.value
    ):
        return said
    candidates: list[ExtractedField[str]] = []
    first, last = (recognition.found.get(kind, ()) for kind in (FieldKind.FIRST_NAME, FieldKind.LAST_NAME))
    if first and (name := tidy_name(" ".join(item[0].value for item in (first, last) if item))):
        candidates.append(
            ExtractedField(name, "; ".join(item[0].sentence for item in (first, last) if item), 0.95)
        )
    for item in recognition.found.get(FieldKind.NAME, ()):
        if name := tidy(_before_contact(item.value)):
            candidates.append(ExtractedField(name, item.sentence, 0.9))
    if recognition.card and (name := tidy_name(recognition.card[0])):
        candidates.append(ExtractedField(name, recognition.card[0], 0.9))
    replies_to = mail.reply_to[0].name if mail.reply_to else ""
    from_form = recognition.source is NoticeSource.WEB_FORM
    if not candidates and from_form and (name := tidy_name(replies_to)):
        candidates.append(ExtractedField(name, f"Reply-To: {replies_to}", 0.8))
    if not candidates:
        return find_name(NameClues("", message, "", transcript=recognition.caller_id))
    first_word = candidates[0].value.split()[0]
    same = [item for item in candidates if item.value.split()[0] == first_word]
    return max(same, key=lambda item: len(item.value.replace(".", "")))


def _before_contact(value: str) -> str:
    """Return a name field's words before a number or address that stands in the same field."""
    words = []
    for word in value.split("\n", maxsplit=1)[0].split("\t", maxsplit=1)[0].split():
        if "@" in word or "<" in word or sum(map(str.isdigit, word)) >= 2:
            break
        words.append(word)
    return " ".join(words).rstrip("(+,-– ")


def _phones_of_notice(
    mail: ParsedMail, recognition: Recognition, message: str, surroundings: Surroundings
) -> list[ExtractedPhone]:
    """Return labelled numbers before those in the message: elsewhere in a notice stand the service's own."""
    places: list[Found] = list(recognition.found.get(FieldKind.PHONE, ()))
    places += [Found(line, line) for line in recognition.card]
    if recognition.caller_id:
        places += recognition.found.get(FieldKind.NAME, ())
    found: dict[str, ExtractedPhone] = {}
    for place in places:
        for phone in find_phones(place.value, surroundings.region, 0.95):
            labelled = ExtractedPhone(
                phone.value, place.sentence[:SENTENCE_CAP], 0.95, extension=phone.extension
            )
            found.setdefault(phone.value, labelled)
    if not found or recognition.source is not NoticeSource.REFERRAL:
        said = (
            find_phones(message, surroundings.region, 0.8) if not recognition.caller_id or not found else []
        )
        for phone in said:
            if not found or not _is_the_services(phone, mail):
                found.setdefault(phone.value, phone)
    return [
        phone for phone in found.values() if phone.confidence > _LABELLED or not _is_the_services(phone, mail)
    ]


def _is_the_services(phone: ExtractedPhone, mail: ParsedMail) -> bool:
    """Return whether a number without a label is the sending service's: its hotline, or one that its name stands beside."""
    if phone.value.startswith("+1") and phone.value[2:5] in _TOLL_FREE:
        return True
    said = phone.sentence.casefold()
    sender = mail.sender
    named = (
        re.split(r"[^a-z0-9]+", f"{sender.name} {sender.address.rpartition('@')[2]}".casefold())
        if sender
        else []
    )
    brands = {word for word in named if len(word) >= 4} - _NO_BRANDS
    return said.startswith(_HOTLINE_STARTS) or any(brand in said for brand in brands)


def _address_of_notice(recognition: Recognition, message: str) -> ExtractedField[str] | None:
    streets = [item for item in recognition.found.get(FieldKind.ADDRESS, ()) if _is_place(item.value)]
    if streets:
        street = streets[0]
        value = as_one_line(street.value)
        for town in recognition.found.get(FieldKind.CITY, ()):
            part = as_one_line(town.value)
            if part.casefold() not in value.casefold():
                joint = " " if part.isdigit() and value[-2:].isupper() else ", "
                value = f"{value}{joint}{part}"
        return ExtractedField(value, street.sentence, 0.9)
    return find_address("\n".join(recognition.card), 0.85) or find_address(message, 0.8)


def _is_place(value: str) -> bool:
    """Return whether a field holds more than a ZIP code or town: a number, and words."""
    words = value.split()
    return (
        len(value) <= 200
        and any(word[:1].isdigit() for word in words)
        and sum(word[:1].isalpha() for word in words) >= 1
        and "@" not in value
    )


def _title_of_notice(mail: ParsedMail, recognition: Recognition, message: str) -> ExtractedField[str] | None:
    said = recognition.found.get(FieldKind.TITLE, ())
    if said:
        return find_title("", message, said[0].value.split("\n")[0])
    if recognition.source is NoticeSource.REFERRAL:
        return find_title(mail.subject, message)
    if recognition.source is NoticeSource.PHONE_CALL:
        told = find_title("", message)
        return told or find_title("", "", mail.subject)
    return find_title("", message) or find_title(mail.subject, message)


def _wished_of_notice(
    recognition: Recognition, message: str, sent: date | None, surroundings: Surroundings
) -> ExtractedField[date] | None:
    if sent is None:
        return None
    for item in recognition.found.get(FieldKind.WISHED, ()):
        if day := read_day(item.value, sent, surroundings.region):
            return ExtractedField(day, item.sentence[:SENTENCE_CAP], 0.9)
    return find_wished_date(message, sent, surroundings.region, 0.75)
