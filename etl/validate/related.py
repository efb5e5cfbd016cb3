"""Accepted tables that a batch is compared with, by what each reports.

The one surprising thing: a batch may hold both sides of a comparison; what is in the batch comes
before what was accepted earlier.
"""

from __future__ import annotations

from collections.abc import Mapping

from etl.model import Table

Related = Mapping[tuple[str, str, str], Table]
"""(form id, agency id, period key) → the accepted table of that return."""
