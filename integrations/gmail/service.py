"""Gmail as it is called, on record and to an owner; told apart from the provider, which imports what signs in."""

from schemas.mail_providers import MailService

SERVICE = "gmail"
GUIDE = "docs/gmail.md"
ENDS = "Google ends this sign-in by itself {when}, as it does for a project that is still in Testing"
GMAIL = MailService(
    name=SERVICE,
    called="Gmail",
    connects="Connect a Gmail account: mail is read there, and what you approve is sent from there.",
    guide=GUIDE,
    sign_in_ends=f"{ENDS}. Publish it ({GUIDE}), then: deskhand connect {SERVICE}",
    stays_behind="Google still lists Deskhand under myaccount.google.com/permissions; remove it there too.",
)
