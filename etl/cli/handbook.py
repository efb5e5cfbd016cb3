"""The generated handbook: contracts and database comments in, pages for docs/ out.

Each page has a template in `handbook_pages`; for other programs, `docs/hop-dong/` has each form as
a complete contract of the Open Data Contract Standard. The one surprising thing: the pages are
committed, and a test fails when they no longer say what the code says; `make docs` writes them.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from etl import PROJECT, warehouse
from etl.cli.bodies import bodies, told_year
from etl.contracts import load_across, load_forms
from etl.contracts.beside_forms import relations
from etl.contracts.indicators import load_indicators
from etl.contracts.rule_book import rule_catalogue
from etl.contracts.standard import standard_contract
from etl.kinds import kind_of
from etl.model import Form, period_kinds
from etl.reference import Reference
from etl.warehouse.schema import migrate
from etl.wording import RUNGS, SEVERITIES, capital, date_text, number_text
from etl.workbook.own_words import BESIDE_SHEET

DOCS = PROJECT / "docs"
_PAGES = Path(__file__).with_name("handbook_pages")
_CONTRACTS = "hop-dong"
_BODY = Path("huong-dan/co-quan/_mot-co-quan.md")


def write_handbook(folder: Path = DOCS) -> list[Path]:
    """Write the pages, and a contract of each form; gives their paths."""
    templates = (path.relative_to(_PAGES) for path in sorted(_PAGES.rglob("[!_]*.md")))
    pages = {str(path): page(str(path)) for path in templates}
    for body in _known()["bodies"]:
        pages[str(_BODY.with_name(f"{body.slug}.md"))] = page(str(_BODY), body=body)
    pages |= {f"{_CONTRACTS}/{one.id}.odcs.yaml": _contract(one) for one in load_forms().values()}
    for name, text in pages.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in pages]


def page(name: str, **more: object) -> str:
    """Give a page as its template makes it; no value that it prints can break a table."""
    environment = Environment(
        loader=FileSystemLoader(_PAGES),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        finalize=escaped,
        trim_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["of"] = lambda key, names: names[key]
    environment.filters |= {"capital": capital, "date": date_text, "number": number_text}
    return environment.get_template(name).render(**_known(), **more)


@lru_cache(maxsize=1)
def _known() -> Mapping[str, Any]:
    """Give what pages may tell of."""
    reference = Reference.load()
    year = told_year(reference)
    return {
        "forms": load_forms(),
        "periods": period_kinds(),
        "kind_of": kind_of,
        "rules": rule_catalogue(load_forms()),
        "rungs": RUNGS,
        "severities": SEVERITIES,
        "indicators": load_indicators().values(),
        "columns": _columns,
        "year": year,
        "bodies": bodies(reference, year),
        "relations": relations(load_forms(), load_across().values()),
        "beside_others": [one for one in load_across().values() if one.other],
        "beside_sheet": BESIDE_SHEET,
        "deadlines": reference.seeds.deadlines,
        "thresholds": reference.seeds.thresholds,
        "day": dt.timedelta(days=1),
    }


def escaped(value: object) -> str:
    """Write a value so that it stays in its cell."""
    return str(value).replace("|", "\\|").replace("\n", " ")


def _contract(form: Form) -> str:
    said = yaml.safe_dump(standard_contract(form), allow_unicode=True, sort_keys=False, width=100)
    return f"# Made by `make docs` of expectations/{form.id}.odcs.yaml; not to be edited.\n{said}"


def _columns() -> Sequence[Any]:
    """Give what analysts may read, column by column, in the words of the warehouse."""
    with warehouse.transaction("owner") as conn:
        return warehouse.run(conn, "handbook/columns").all()


if __name__ == "__main__":
    migrate()
    for path in write_handbook():
        print(path)
