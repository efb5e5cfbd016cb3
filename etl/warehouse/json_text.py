"""JSON as PostgreSQL takes it: a value in, its text out.

The one surprising thing: a cell may hold a NUL character, which PostgreSQL stores nowhere; it is
left out. Text that reads "\\u0000" looks nearly the same in JSON, and stays.
"""

import re

from pydantic_core import to_json

_NUL = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")


def json_text(value: object) -> str:
    """Write a value as JSON: days as ISO text, numbers that are none as null.

    Raises `ValueError` for what has no place in JSON.
    """
    text = to_json(value, inf_nan_mode="null").decode()
    return _NUL.sub(r"\1", text) if r"\u0000" in text else text
