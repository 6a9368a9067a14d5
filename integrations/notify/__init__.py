"""Reaching the owner outside of the chat: their own mail, and push to their phone."""

from collections.abc import Mapping

from schemas.delivery import DeliveryChannel, delivery_of, own_addresses_of
from schemas.ports import MailReader, MailSender, Notifier
from schemas.records import Business, Member
from schemas.settings import Settings


def notifiers_for(
    settings: Settings,
    business: Business,
    owner: Member,
    sender: MailSender | None,
    reader: MailReader | None,
) -> Mapping[str, Notifier]:
    """Return the notifiers of the channels that the owner switched on."""
    from integrations.notify.addresses import read_addresses
    from integrations.notify.mail import MailNotifier
    from integrations.notify.push import PushNotifier

    found: dict[str, Notifier] = {}
    for channel, chosen in delivery_of(business.settings).channels.items():
        if channel == DeliveryChannel.MAIL:
            own = own_addresses_of(business.settings)
            found[channel] = MailNotifier(sender, reader, owner.name, chosen.to, own)
        else:
            found[channel] = PushNotifier(lambda: read_addresses(settings))
    return found
