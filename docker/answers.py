"""Answer a health check: an address and the names of parts in, exit code 0 when all are well.

The one surprising thing: the scheduler's own health page has no body, only a status; without names
of parts the status decides.
"""

from __future__ import annotations

import json
import sys
from urllib.request import urlopen


def main(address: str, *parts: str) -> int:
    """Give 0 when the address answers and says of each part that it is healthy, else 1."""
    with urlopen(address, timeout=8) as answer:  # noqa: S310 - the loopback address of a container
        body = json.load(answer) if parts else {}
    return 0 if all(body[part]["status"] == "healthy" for part in parts) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
