"""Waiting for the browser that comes back from a consent: whatever else a browser opens must not keep the answer out."""

import socket
import threading
import urllib.error
import urllib.request

import pytest

from integrations.loopback import Receiver
from schemas.errors import OutsideUnavailable


def test_a_connection_that_says_nothing_does_not_keep_the_answer_out() -> None:
    receiver = Receiver("Google")
    heard: list[str] = []
    with socket.create_connection(("127.0.0.1", int(receiver.redirect.split(":")[2][:-1]))):
        waiting = threading.Thread(target=lambda: heard.append(receiver.wait(20)), daemon=True)
        waiting.start()
        urllib.request.urlopen(f"{receiver.redirect}?code=c&state=s", timeout=15).read()
    waiting.join(timeout=20)
    assert heard == ["/?code=c&state=s"]


def test_only_an_answer_on_the_redirect_address_counts() -> None:
    receiver = Receiver("QuickBooks", host="localhost", path="/quickbooks")
    heard: list[str] = []
    waiting = threading.Thread(target=lambda: heard.append(receiver.wait(20)), daemon=True)
    waiting.start()
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(receiver.redirect.replace("quickbooks", "favicon.ico?code=c"), timeout=15)
    for asked in ("", "?error=access_denied&state=s"):
        assert b"close this window" in urllib.request.urlopen(receiver.redirect + asked, timeout=15).read()
    waiting.join(timeout=20)
    assert heard == ["/quickbooks?error=access_denied&state=s"]


def test_who_waits_in_vain_hears_what_to_do() -> None:
    with pytest.raises(OutsideUnavailable, match=r"Google within 0 minutes.*again, or with --paste"):
        Receiver("Google", elsewhere="with --paste").wait(0.05)
