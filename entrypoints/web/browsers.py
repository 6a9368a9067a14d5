"""The name of a browser, from what it says of itself: enough to know one's own phone again in a list."""

BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"),
            ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"))  # fmt: skip
SYSTEMS = (("iPhone", "an iPhone"), ("iPad", "an iPad"), ("Android", "Android"), ("Windows", "Windows"),
           ("Mac OS X", "a Mac"), ("CrOS", "a Chromebook"), ("Linux", "Linux"))  # fmt: skip
MOST = 80
"""Characters that are shown of one that is not known."""


def called(user_agent: str) -> str:
    """Return a browser's name, such as "Chrome on Android"; of the many that it gives, the first that is only
    its own.

    Args:
        user_agent: the header as it was sent; anything may stand in it.
    """
    browser = next((name for sign, name in BROWSERS if f"{sign}/" in user_agent), "")
    system = next((name for sign, name in SYSTEMS if sign in user_agent), "")
    if browser and system:
        return f"{browser} on {system}"
    return user_agent[:MOST] or "A browser"
