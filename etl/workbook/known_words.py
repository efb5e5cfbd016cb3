"""Words that the reader knows: what expectations/header_words.yaml lists, by the name of a list.

The one surprising thing: nothing is read before it is asked for, so that a slip in the file can be
told by who checks it.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from etl.kinds import sentences

_NAME = re.compile(r"\{([a-z_]+)\}")


def declared() -> Mapping[str, Any]:
    """Give every list of the file by name."""
    return sentences("header_words.yaml")


@cache
def shared_words(name: str) -> frozenset[str]:
    """Give one of the lists of words."""
    return frozenset(declared()[name].split())


@cache
def pattern(template: str) -> re.Pattern[str]:
    """Compile a pattern in which {name} stands for any of the patterns of a list."""
    return re.compile(_NAME.sub(lambda found: f"(?:{'|'.join(declared()[found[1]])})", template))
