"""A model's values in a form that both databases store: a hostile one says what no database takes."""

import math
from typing import Any


def storable(value: Any) -> Any:
    """Return the value as JSON that can be stored: NUL characters and halves of surrogate pairs replaced, the
    rest as text.
    """
    if isinstance(value, str):
        return value.replace("\x00", "\ufffd").encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {storable(str(name)): storable(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [storable(item) for item in value]
    if value is None or isinstance(value, bool | int) or (isinstance(value, float) and math.isfinite(value)):
        return value
    return storable(str(value))
