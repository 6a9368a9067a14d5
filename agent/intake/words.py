"""Word lists as running text, so that a list of a hundred words stays readable."""


def words(text: str) -> frozenset[str]:
    """Return the words of the text, each once.

    Args:
        text: words with white space between them.
    """
    return frozenset(text.split())


def phrases(text: str) -> frozenset[str]:
    """Return the phrases of the text, each once.

    Args:
        text: phrases with "|" between them.
    """
    return frozenset(" ".join(phrase.split()) for phrase in text.split("|"))
