"""Tells records from everything else between a header and a signature: a table in, row kinds out.

The one surprising thing: a name may begin with "Cộng" (Cộng hòa), and a total may stand above its
parts; so a row is a total by its label and by what its key columns lack, never by its place.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from etl.kinds import choice_keys, kind_of, labels_of
from etl.wording.names import normalise_vietnamese
from etl.workbook.issued.records import row_labels as labels
from etl.workbook.issued.records.extras import covered
from etl.workbook.issued.records.headings import Hear, places_of_headings
from etl.workbook.issued.records.plain_rows import Positions, plain_records, record_keys
from etl.workbook.issued.records.row_labels import LONGEST_LABEL, GroupRow, Sorted, says_value
from etl.workbook.issued.records.sums import Sums
from etl.workbook.issued.tables.found import Found
from etl.workbook.issued.values.trouble import is_wild

Row = Sequence[Any]


def sort_rows(found: Found, hear: Hear) -> Sorted:
    """Say of every row below the headers what it is; nothing is dropped without a name."""
    sorting = _Sorter(found, hear)
    rows = found.sheet.rows[found.first : found.last]
    plain = plain_records(rows, sorting.positions, sorting.head_cells)
    other = 0
    for number, (row, is_plain) in enumerate(zip(rows, plain, strict=True), found.first):
        if is_plain and not sorting.ended:
            sorting.result.data.append(number)
        elif not any(row):
            continue
        elif labels.heads_another(row, sorting.head_words):
            other = number
            break
        else:
            sorting.take(number, row)
    return replace(sorting.result, other=other, end=sorting.ended or other or found.last)


class _Sorter:
    def __init__(self, found: Found, hear: Hear) -> None:
        at, columns = found.columns, [(c, kind_of(c)) for c in found.present]
        self.found = found
        self.hear = hear
        self.places = places_of_headings(found)
        self.result = Sorted()
        self.ended = 0
        self.keys = [at[name] for name in found.form.key if name in at]
        self.told = [at[column.name] for column, _ in columns if column.choices]
        self.values = [at[column.name] for column, kind in columns if kind.is_measured]
        self.amounts = [at[column.name] for column, _ in columns if column.totalled]
        self.texts = [at[column.name] for column, kind in columns if kind.is_free]
        self.positions = Positions(self.keys, self.values, self.told, [p for p, _ in self.places])
        self.mapped = sorted(at.values())
        self.first_value = min(self.values, default=max(self.mapped, default=0) + 1)
        head = found.sheet.rows[found.head : found.first]
        self.heads = {tuple(row) for row in head if len(row) - row.count("") > 1}
        self.head_words = {p: {_words(row[p]) for row in head} for p in self.values}
        self.head_cells = {row[p] for row in self.heads for p in self.keys[:1]}

    @cached_property
    def sums(self) -> Sums:
        """What tells sums among the records; most tables have no row that asks."""
        return Sums(self.found)

    @cached_property
    def vertical(self) -> frozenset[tuple[int, int]]:
        """The rows and positions that a vertically merged cell covers, its top aside."""
        return frozenset(covered(self.found))

    def take(self, number: int, row: Row) -> None:
        """Say what one row is."""
        if self.ended:
            if self._has_value(row) and not self._is_head_again(row) and self._is_record(row):
                self.result.stray.append(number)
            return
        if self._is_head_again(row) or self._is_place(number, row):
            return
        if self._is_record(row):
            self.result.data.append(number)
            return
        label = self._label(row)
        filled = [p for p in self.mapped if row[p] != "" and str(row[p]).strip()]
        if not label and not filled:
            return
        has_numbers = any(p in self.values and says_value(row[p]) for p in filled)
        key = normalise_vietnamese(label[:LONGEST_LABEL])
        if self._is_sum(number, row, key, label, filled):
            return
        if key and labels.ends_table(key, len(filled), has_numbers=has_numbers):
            self.ended = number
        elif filled and not labels.is_idle(key, len(filled), is_closed=bool(self.found.form.each)):
            self._take_odd(number, row, filled, has_numbers)

    def _is_sum(self, number: int, row: Row, key: str, label: str, filled: list[int]) -> bool:
        """Take a row that sums others up, and one that may do so and must be told."""
        # the keys of a total hold no name: "Toàn huyện" is also a place of works
        names = (row[p] for p in self.keys if type(row[p]) is str)
        if key and labels.is_total(key) and all(map(labels.is_beside_total, names)):
            self.result.totals.append((number, label.strip()))
            return True
        # an amount that could be a sum, in a form that has amounts
        if self.amounts and not any(type(row[p]) is float for p in self.amounts):
            return False
        at = self.sums.label_at(row, self.result)
        if at is None and self._heading(row, filled) is None:
            at = self.sums.unlike_at(row, self.result)
        if at is None or any((number, p) in self.vertical for p in self.keys):
            return False
        if self.sums.is_certain(row, at, self.result):
            self.result.totals.append((number, row[at].strip() if at >= 0 else ""))
        else:
            self.result.sums.append((number, at))
        return True

    def _is_head_again(self, row: Row) -> bool:
        """Tell whether a row repeats a row of the headers, as printed pages do."""
        begins_so = bool(self.keys) and row[self.keys[0]] in self.head_cells
        return begins_so and tuple(row) in self.heads

    def _is_place(self, number: int, row: Row) -> bool:
        """Take a row that names the place of those below: a district over communes."""
        filled = ((at, wanted) for at, wanted in self.places if row[at] != "")
        at, wanted = next(filled, (-1, ""))
        text = row[at] if at >= 0 else ""
        if type(text) is not str or not text or not self.hear(text, True):
            return False
        has_numbers = self._has_value(row)
        place = self.hear(text, not has_numbers)
        if not place or (wanted and place != wanted):
            return False
        if any(row[p] != "" for p in (*self.told, *self.keys) if p != at):
            return False
        before = (cell.strip() for cell in row[:at] if type(cell) is str)
        level = next((labels.level_of(cell) for cell in before if cell), "")
        self.result.groups.append(GroupRow(number, text, level or place, has_numbers))
        return True

    def _is_record(self, row: Row) -> bool:
        """Recognise the usual record: all of its keys are texts, none of them a sum's label."""
        cells = [row[p] for p in self.keys]
        if not cells:
            return False  # no column says what a row is about: only its numbers do
        if not all(record_keys([cell], is_first=at == 0) for at, cell in enumerate(cells)):
            return False
        if not self._has_value(row) and (
            len(cells) == 1 or labels.END.match(normalise_vietnamese(cells[0][:LONGEST_LABEL]))
        ):
            return False
        return self.sums.named_sum(row, self.result) is None

    def _has_value(self, row: Row) -> bool:
        return any(row[p] != "" and says_value(row[p]) for p in self.values)

    def _label(self, row: Row) -> str:
        """Give the first text left of the numbers, also outside the mapped columns."""
        for cell in row[: self.first_value]:
            text = cell.strip() if type(cell) is str else ""
            says_row = not labels.is_number_of_group(text) and not labels.COUNTED.fullmatch(text)
            if len(text) > 1 and says_row:
                return str(cell)
        return next((c for c in row if type(c) is str and len(c.strip()) > 1), "")

    def _take_odd(self, number: int, row: Row, filled: list[int], has_numbers: bool) -> None:
        """Sort what is neither a usual record nor a total: heading, continuation or unclear."""
        is_text = self._is_bare_text(row, filled)
        heading = None if is_text else self._heading(row, filled)
        if heading and has_numbers and self._names_itself(number, filled, heading[0]):
            heading = None
        if is_text and self._is_told_above(number, filled):
            self.result.data.append(number)
        elif not has_numbers and self._continues(number, row, filled):
            self.result.joined[number] = self.result.data[-1]
        elif heading is not None and sum(p in filled for p in self.keys) <= 1:
            self.result.groups.append(GroupRow(number, heading[1], heading[0], has_numbers))
        elif has_numbers or len(filled) > 1:
            self.result.data.append(number)
        elif len(filled) == 1 and (filled[0] in self.texts or is_wild(row[filled[0]])):
            self.result.unclear.append(number)
        # one cell alone that is a place or a choice is what the blank form prints

    def _names_itself(self, number: int, filled: list[int], level: str) -> bool:
        """Tell whether a choice by which records are known stands in its own column, as theirs do.

        The place before it may be empty, for it was said above. A sum of a part has its number, or
        adds up what stands below it: two rows or more, unless there were such sums before.
        """
        if level in ("roman", "letter") or not any(
            p in self.keys and p in self.told for p in filled
        ):
            return False
        after_sums = any(one.has_numbers for one in self.result.groups)
        return not self.sums.heads_parts(number, least=1 if after_sums else 2)

    def _is_bare_text(self, row: Row, filled: list[int]) -> bool:
        """Tell whether a row of a form without numbers has its text and nothing else."""
        if self.values or len(filled) != 1 or filled[0] not in self.texts:
            return False
        return not self._is_choice(normalise_vietnamese(str(row[filled[0]])[:LONGEST_LABEL]))

    def _is_told_above(self, number: int, filled: list[int]) -> bool:
        """Tell whether a merged cell or a heading says of what choice such a text is."""
        if self._is_covered(number, filled):
            return True
        last = self.result.groups[-1].text if self.result.groups else ""
        return self._is_choice(labels.without_number(normalise_vietnamese(last)))

    def _is_covered(self, number: int, filled: list[int]) -> bool:
        """Tell whether an empty cell of a row lies under a merged one that begins above."""
        return any((number, p) in self.vertical for p in self.mapped if p not in filled)

    def _heading(self, row: Row, filled: list[int]) -> tuple[str, str] | None:
        """Give level and text of a heading row, None when the row is not one."""
        cells = (cell.strip() for cell in row[: self.first_value + 1] if type(cell) is str)
        texts = [text for text in cells if text]
        if not texts:
            return None
        number = texts[0]
        text = next((t for t in texts if not labels.is_number_of_group(t)), number)
        level = labels.level_of(number)
        in_values = sum(p >= self.first_value for p in filled)
        is_short, is_alone = len(texts) <= 2, len(filled) == 1
        if is_short and level in ("roman", "letter") and labels.is_number_of_group(number):
            return level, text
        key = normalise_vietnamese(text[:LONGEST_LABEL])
        if labels.names_rows_around(key) and not any(row[p] != "" for p in self.told):
            return level or "dash", text
        if is_short and labels.GROUP_TEXT.match(key) and (in_values or is_alone):
            return level or "dash", text
        if len(filled) - in_values <= 1 and (
            key.endswith(":") or self._is_choice(key, only_labels=in_values > 0)
        ):
            return level, text
        return (level, text) if is_alone and labels.PLACE.match(key) else None

    def _is_choice(self, key: str, *, only_labels: bool = False) -> bool:
        """Tell whether a text is a choice; "Nhà văn hóa thôn" with numbers may be a work's name."""
        columns = [column for column in self.found.form.columns if column.choices]
        known = [labels_of(column) if only_labels else choice_keys(column) for column in columns]
        bare = labels.without_head(key)
        return any(key in choices or bare in choices for choices in known)

    def _continues(self, number: int, row: Row, filled: list[int]) -> bool:
        """Tell whether a row only carries on the texts of the record just above it."""
        is_text = all(p in self.texts and type(row[p]) is str for p in filled)
        if not self.result.data or not is_text:
            return False
        above = max(self.result.data[-1], max(self.result.joined, default=0))
        if above != number - 1:
            return False
        text = str(row[filled[0]]).strip()
        before = str(self.found.sheet.rows[above][filled[0]]).rstrip()
        if text[:1].islower() or text[:1] == "(" or before.endswith((",", "-", "–", "(")):
            return True
        return self._is_covered(number, filled)


def _words(cell: object) -> str:
    return cell.strip() if isinstance(cell, str) else ""
