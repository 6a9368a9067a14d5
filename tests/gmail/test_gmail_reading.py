"""Reading Gmail: every message once, whatever the mailbox does meanwhile (issue "Gmail", row C7)."""

from gmail.postbox import Postbox
from intake.receiving import letter


def test_mail_that_is_there_is_taken_in_once_and_the_mailbox_is_left_as_it_is(postbox: Postbox) -> None:
    own_id = postbox.arrive(letter())
    before = postbox.labels(own_id)
    assert [(one.own_id, one.fate) for one in postbox.catch_up()] == [(own_id, "lead")]
    assert postbox.catch_up() == []
    assert postbox.labels(own_id) == before
    assert {"messages.modify", "messages.trash", "messages.delete"} & set(postbox.proxy.names()) == set()
    assert [mail.own_id for mail in postbox.mails()] == [own_id]
