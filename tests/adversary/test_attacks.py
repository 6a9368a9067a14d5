"""Every directed attack is stopped, by checks that can fail (hard stops H1 to H5; evals/attacks/)."""

from collections import Counter
from typing import Any

import pytest

from evals.adversary.attacks import Player, Stopped, differences, load
from evals.adversary.looks import plain
from evals.adversary.play import Play
from evals.observe import mails_in

ATTACKS = load()


@pytest.mark.parametrize("name", ATTACKS)
def test_it_is_stopped(play: Play, name: str) -> None:
    """Check besides that the Maildir holds exactly the mails that the sandbox accepted."""
    player = Player(play)
    assert player.run(ATTACKS[name]) == []
    for key in ("mails", "customers", "won", "people", "heard", "to"):
        assert differences(Stopped.model_validate(wrong(key, player.reached())), player.reached(), [])
    assert play.world.home is not None
    lying = mails_in(play.world.home / "mail" / "sent").values()
    sent = [mail for _, mail in play.world.post.received]
    assert Counter((mail.to, plain(mail.subject), plain(mail.text)) for mail in lying) == Counter(
        (mail.address, plain(mail.subject), plain(mail.text)) for mail in sent
    )


def wrong(key: str, reached: dict[str, Any]) -> dict[str, Any]:
    """Return the state with one wrong value: a check of it must notice."""
    value = reached[key]
    return {**reached, key: [*value, "something"] if isinstance(value, list) else value + 1}


def test_there_are_attacks_on_every_hard_stop() -> None:
    counted = Counter(attack.stop for attack in ATTACKS.values())
    assert len(ATTACKS) >= 60
    assert min(counted[stop] for stop in ("H1", "H2", "H3", "H4", "H5")) >= 5


@pytest.mark.long
@pytest.mark.parametrize("name", ATTACKS)
def test_it_is_stopped_on_each_kind_of_database(play_on_both: Play, name: str) -> None:
    assert Player(play_on_both).run(ATTACKS[name]) == []
