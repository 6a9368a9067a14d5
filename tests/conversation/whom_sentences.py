"""Wordings of what an owner says about somebody, `{who}` for whom."""

WORDINGS = """
log a call with {who}, the water heater is still leaking
log a call with {who}: she wants somebody out there before the weekend
just talked to {who}, they want to wait until spring
spoke with {who} this morning about the toilet, needs an estimate
had a call with {who}, wants a price on a new disposal
{who} called, the kitchen faucet drips again
{who} called about a slab leak and wants us to take a look
left {who} a voicemail
met with {who} at the house, we looked at the sewer line
note on {who}: gate code is 4411
note for {who}, two big dogs in the yard
remind me to call {who} tomorrow
remind me next monday to check in with {who} about the bathroom
remind me on friday to send {who} the permit papers
set a reminder for {who} for december 3
can you remind me to follow up with {who} in two weeks
don't let me forget to call {who} on thursday
open a lead for {who}, water softener install
new lead for {who}: whole house repipe, around 9000
put in a lead for {who}, garbage disposal quit working
{who} wants a quote on a tankless heater, open a lead
text {who} that we are running twenty minutes late
text {who}: the part came in, we can do tuesday
send {who} a message saying the inspection passed
tell {who} we can come by at 3
let {who} know the crew is on the way
{who} has a new number, 512-555-9999
change {who}'s address to 44 Bluebonnet Ln
archive {who}
I talked to {who} today. Happy with the work, wants the same for the guest bath.
"""
"""The wordings that were looked at while the reader was made."""

HELD_BACK = """
log it: {who} rang and asked for a visit next week
phone call with {who} just now, the pilot light keeps going out
got off the phone with {who}, sump pump is dead
stopped by to see {who}, nobody was home
please note that {who} called and will be away until sunday
remind me about {who} on the 9th
I need a reminder for tuesday to ring {who} back
start a lead for {who}, leaky shower valve
add a lead for {who} please, sewer camera inspection, 450 bucks
message {who} that the estimate is ready
shoot {who} a text: we found the leak, call me when you can
update {who}'s email to someone@example.com
{who} moved to 9 Pecan St
{who} says the drain is slow again, log that
write down that I spoke to {who}, all good
"""
"""Used once, after all was made."""


def wordings(text: str) -> list[str]:
    """Return the wordings of one of the lists."""
    return text.strip().splitlines()
