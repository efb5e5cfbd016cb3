"""The reporting pipeline of the Ethnic Affairs Board: one room a verb, nouns in `etl.model`."""

import os
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
# Forms and lists are declared in expectations/ and sql/seeds/ of the catalogue, a folder that is
# the project's own unless `ETL_CATALOGUE` names another; rules of every form are the project's.
CATALOGUE = Path(os.environ.get("ETL_CATALOGUE") or PROJECT).resolve()
CONTRACTS, SEEDS = CATALOGUE / "expectations", CATALOGUE / "sql" / "seeds"
RULES = PROJECT / "expectations"
