"""What agencies wrote, gathered: the rows of a form of texts in, the items of a list out.

What several wrote stands there once, whatever its capitals and its full stop, with how many they
are; what one alone wrote, with its name. The one surprising thing: a list that is told by whom it
is addressed to merges within an addressee only; two levels that are asked the same are both asked.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from etl.contracts import load_forms
from etl.report.content import Paragraph, TextRun
from etl.report.document import listed_in
from etl.report.mart_rows import Marts, RowMapping
from etl.report.prose import ProseLine, named, same
from etl.wording import small

_OTHER = "Khác"  # whose row does not say the group


def gathered(
    marts: Marts, document: Mapping[str, Any], line: ProseLine, board_id: str
) -> Iterator[Paragraph]:
    """Give what agencies wrote under a topic, those of the board first.

    Raises `ReportError` for a list of no topic.
    """
    form_id, topic, content, grouped = listed_in(document)
    form = load_forms()[form_id]
    topics = {small(label): code for code, label in form.column(topic).choices.items()}
    wanted = named(line.text, topics, line.where, "[danh sách: %s]")
    column = next((by for name, by in grouped.items() if topics.get(same(name)) == wanted), "")
    groups = [*form.column(column).choices.items()] if column else []
    order = {code: number for number, (code, _) in enumerate(groups)}

    def group_of(row: RowMapping) -> int:
        return order.get(str(row[column]), len(order)) if column else 0

    rows = sorted(
        marts.matching(form_id, {topic: wanted}),
        key=lambda row: (
            *(group_of(row), row["agency_id"] != board_id),
            *(row["agency_name"], row[content]),
        ),
    )
    for number, of_group in groupby(rows, group_of):
        if any(group_of(row) < len(order) for row in rows) and column:
            said = groups[number][1] if number < len(order) else _OTHER
            yield Paragraph((TextRun(f"{said}:", bold=True),))
        yield from _items([*of_group], content, board_id)


def _items(rows: Sequence[RowMapping], content: str, board_id: str) -> Iterator[Paragraph]:
    asked: dict[str, tuple[str, dict[object, str]]] = {}
    for row in rows:
        text = str(row[content]).strip().rstrip(".").rstrip()
        _, senders = asked.setdefault(same(text), (text, {}))
        senders[row["agency_id"]] = str(row["agency_name"])
    for text, senders in asked.values():
        if text:
            told = "" if board_id in senders else _senders([*senders.values()])
            end = "" if not told and text[-1] in "?!…" else "."
            yield Paragraph((TextRun(f"{text}{told}{end}"),), "item")


def _senders(names: Sequence[str]) -> str:
    """Say who wrote a text: the only one by name, several by number."""
    return f" ({names[0] if len(names) == 1 else f'{len(names)} cơ quan'})"
