"""The labels that forms use, by what they announce: whole labels first, then words that give one away."""

from agent.intake.recogniser_table import FieldKind
from agent.intake.words import words

_WHOLE: dict[FieldKind, str] = {
    FieldKind.NAME: """
        name | full name | your name | customer | customer name | client | client name | contact |
        contact name | contact person | caller | caller name | homeowner | from | who | nombre |
        nombre completo | su nombre | vor- und nachname | imię i nazwisko | nom
    """,
    FieldKind.FIRST_NAME: """
        first name | first | given name | vorname | imię | prénom
    """,
    FieldKind.LAST_NAME: """
        last name | last | surname | family name | nachname | apellido | apellidos | nazwisko |
        nom de famille
    """,
    FieldKind.PHONE: """
        phone | phone number | telephone | tel | mobile | mobile number | cell | cell phone | cell number |
        number | caller number | call back | callback | callback number | call-back number |
        contact number | best number | daytime phone | evening phone | caller id | teléfono | celular |
        móvil | telefon | telefonnummer | handy | rückrufnummer | telefon kontaktowy
    """,
    FieldKind.EMAIL: """
        email | e-mail | mail | email address | e-mail address | your email | correo | correo electrónico |
        e-mail-adresse | courriel
    """,
    FieldKind.ADDRESS: """
        address | street | street address | service address | job address | job site | job location | job |
        site | property address | location | service location | where | where is the job | dirección |
        domicilio | adresse | anschrift | straße | adres
    """,
    FieldKind.CITY: """
        city | town | city / town | city/town | zip | zip code | postal code | postcode | zip/postal code |
        city, state | city, state, zip | ciudad | código postal | stadt | ort | plz | miasto
    """,
    FieldKind.MESSAGE: """
        message | message body | your message | comment | comments | question | questions | description |
        details | job description | project details | additional details | additional information | notes |
        problem | issue | transcript | transcription | voicemail | voicemail preview |
        voicemail transcript | voicemail transcription | message preview | preview | transcript preview |
        what do you need | what can we do for you | how can we help | how can we help you |
        what needs work | tell us about the problem | describe the problem | describe your project |
        enquiry | inquiry | request | mensaje | comentarios | nachricht | ihre nachricht | anliegen |
        wiadomość | treść wiadomości
    """,
    FieldKind.TITLE: """
        service | service needed | service requested | service type | type of service | task | project |
        project type | job type | type of work | category | what service do you need | work needed |
        servicio | leistung | usługa
    """,
    FieldKind.WISHED: """
        preferred date | preferred day | requested date | desired date | date needed | appointment date |
        preferred appointment | preferred appointment date | appointment requested |
        when would you like us to come | fecha preferida | fecha deseada | wunschtermin | termin
    """,
    FieldKind.OTHER: """
        subject | to | line | time | date | received | length | duration | urgency | lead fee | budget |
        property type | type of property | when | rang for | how did you hear about us | i am not a robot |
        captcha | ip | ip address | remote ip | user agent | page | page url | url | referrer | submitted |
        submitted on | submitted at | date submitted | form | form name | company | company name |
        business name | best time to call | best time | preferred time | preferred contact method |
        contact method | order | order number | lead id | lead number | status | i agree to the terms |
        consent | newsletter | source | reference | account | mailbox | called | dialed number |
        extension | website | homeowner or renter | own or rent | owner or renter | are you the owner |
        home type | call length | call duration | call time
    """,
}
_GIVEAWAYS: tuple[tuple[FieldKind, str], ...] = (
    (
        FieldKind.OTHER,
        "hear hours robot agree terms company business ip captcha "
        "website url budget fax referred contacted method owner fee id",
    ),
    (FieldKind.EMAIL, "email e-mail correo"),
    (FieldKind.PHONE, "phone telephone number mobile cell cellphone teléfono telefon handy celular"),
    (FieldKind.FIRST_NAME, "firstname vorname"),
    (FieldKind.LAST_NAME, "lastname surname nachname apellido"),
    (FieldKind.NAME, "name nombre"),
    (FieldKind.WISHED, "date when fecha termin"),
    (FieldKind.ADDRESS, "address street dirección adresse anschrift"),
    (FieldKind.CITY, "city town zip postcode"),
    (
        FieldKind.MESSAGE,
        "message describe problem issue comments comment details "
        "question help need happening going wrong mensaje nachricht",
    ),
    (FieldKind.TITLE, "service project category"),
)
WHOLE_LABELS = {
    " ".join(label.split()): kind for kind, labels in _WHOLE.items() for label in labels.split("|")
}
GIVEAWAY_WORDS = tuple((kind, words(text)) for kind, text in _GIVEAWAYS)
