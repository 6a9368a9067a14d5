"""The sentences of a call, a mail or a visit; `{first}`, `{what}` and `{words}` are filled in."""

INQUIRY = (
    "{words}",
    "{words} Could you give us a price?",
    "Hello, {first} here. {words}",
    "{words} When could you come?",
)
VOICEMAIL_LEFT_BY_THEM = (
    'Voicemail: "Hi, {first} here. {words} Please call me back."',
    'Voicemail: "{words}"',
)
ANSWERED = (
    "Talked to {first} about the {what}. Will come and have a look.",
    "{first} picked up; wants us to look at it first.",
    "Explained how we work and what a visit costs. {first} is fine with that.",
)
VOICEMAIL_LEFT_BY_US = (
    "Left a voicemail for {first} about the {what}.",
    "No answer; left a message to call back about the {what}.",
)
NO_SHOW = ("Nobody was home. Left a card in the door.", "{first} wasn't there at the agreed time.")
RESCHEDULED = ("{first} asked to move the visit.", "Something came up; new time agreed with {first}.")
VISITED = (
    "Looked at the {what}. Straightforward.",
    "Looked at the {what}. Older fittings, take spare valves along.",
    "Measured everything for the {what}; {first} decides after the price.",
    "Looked at the {what}. Tight access, two people for a day.",
)
ESTIMATE_SENT = ("Sent the estimate for the {what}.", "Estimate for the {what} is out, valid for 30 days.")
CHASED = (
    "Asked {first} whether there are questions about the estimate.",
    "Called about the estimate; {first} is still thinking.",
    "Left word about the estimate for the {what}.",
)
REPLIES = (
    "Thanks for the estimate. We'll talk it over this week.",
    "Could you do it a little cheaper if we wait until next month?",
    "Does the price include taking the old parts away?",
    "Looks good to us. When would you have time?",
)
LOST_BECAUSE = {
    "price": "Too expensive for them.",
    "competition": "They took another plumber.",
    "timing": "Not now; maybe later in the year.",
    "no_decision": "They could not decide.",
    "scope": "They want more than we do.",
    "other": "They are selling the house.",
}
DISQUALIFIED_BECAUSE = {
    "budget": "Budget is far below what the {what} costs.",
    "timing": "Wants it at a time when we can't.",
    "outside_scope": "Not our kind of work after all.",
    "no_response": "Never answered again.",
    "other": "The landlord takes care of it.",
}
WORK_DONE = (
    "{what} done, tested, no leaks.",
    "Finished the {what}; {first} is happy.",
    "{what} done in one visit.",
)
AFTERWARDS = (
    ("email_outbound", "Sent the invoice for the {what}."),
    ("note", "Invoice for the {what} is paid."),
    ("sms", "Reminded {first} of the appointment tomorrow."),
    ("phone_call", "Asked {first} how the {what} holds up. All good."),
    ("email_inbound", "Thanks again for the {what}, works like a charm."),
    ("sms", "{first} asked where the shut-off valve is. Explained it."),
    ("note", "Warranty papers for the {what} filed."),
    ("email_outbound", "Asked {first} for a review."),
    ("phone_call", "{first} asked about the guarantee; one year on labor."),
    ("email_outbound", "Reminder: yearly check of shut-off valves and heater."),
)
KEEPING_IN_TOUCH = (
    ("email_outbound", "Sent the seasonal tips."),
    ("note", "Gate code and parking noted on the card."),
    ("phone_call", "Courtesy call; nothing needed at the moment."),
    ("sms", "Asked whether the number is still right. It is."),
    ("email_inbound", "Asked for our opening hours."),
)
PROMISES = (
    "call back about the {what}",
    "ask {first} about the estimate",
    "confirm the visit with {first}",
    "send the price for the {what}",
    "ask which model {first} wants",
)
NOTES = ("Dog in the yard, friendly.", "Gate code on file.", "Prefers mornings.", "Pays by card.", "Park in the alley.",
         "Second house in Buda.", "Hard of hearing, speak up.", "Renting; the owner decides.")  # fmt: skip
TAGS = ("vip", "landlord", "senior", "referrer", "warranty", "membership")
