"""Asks about personal data in free texts: returns in, candidates for questions out.

Looked at are the columns of text of every form that are not declared personal: those are hidden
already from whoever may not see names. The one surprising thing: neither the question nor its
row's label or key repeats the text. The key is a mark of the text, so that a reason accepted for
it holds for the same text in the next version, and for no other.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from etl.contracts import load_standing
from etl.kinds import kind_of
from etl.model import CellValue, Column, Finding, RowAt, Texts
from etl.reference import Reference
from etl.validate.batch import BatchReturn
from etl.validate.ladder import Candidate
from etl.validate.sentences import sentence
from etl.wording.personal import QUESTION, Detector, PersonalData

_MOST_QUESTIONS = 100  # of one column of a return; all further texts are one question


def person_candidates(returns: Sequence[BatchReturn], reference: Reference) -> Iterator[Candidate]:
    """Give a question for each text of judged returns that may hold personal data.

    Names that stand in a personal column of the same workbook are persons wherever they stand in
    it. Other workbooks are not asked: what is found in one must not hang on which are judged with
    it.
    """
    places = {area.name for area in reference.seeds.areas}
    plain = Detector(places=places)
    known: dict[str, tuple[PersonalData, ...]] = {}
    by_file: dict[str, list[BatchReturn]] = defaultdict(list)
    for one in returns:
        by_file[one.sha256].append(one)
    for together in by_file.values():
        names = {name for one in together for name in _texts(one, personal=True)}
        detector, seen = (Detector(names, places), {}) if names else (plain, known)
        for one in together:
            for column in one.form.columns:
                if kind_of(column).is_free and not column.personal:
                    yield from _of_column(one, column, detector, seen)


def _texts(one: BatchReturn, *, personal: bool) -> Iterator[str]:
    for column in one.form.columns:
        if kind_of(column).is_free and column.personal is personal:
            yield from _words(one.table.values.get(column.name, ()))


def _words(values: Sequence[CellValue]) -> Iterable[str]:
    """Give the different texts of a column."""
    if isinstance(values, Texts):
        return values.words() if values.text else ()
    return {value for value in values if isinstance(value, str)}


def _of_column(
    one: BatchReturn, column: Column, detector: Detector, known: dict[str, tuple[PersonalData, ...]]
) -> Iterator[Candidate]:
    values = one.table.values.get(column.name, ())
    found: dict[str, tuple[PersonalData, ...]] = {}
    for text in _words(values):
        if text not in known:
            known[text] = detector.kinds(text)
        if known[text]:
            found[text] = known[text]
    if not found:
        return
    rows: dict[str, list[RowAt]] = defaultdict(list)
    for row, value in zip(one.table.numbered, values, strict=True):
        if isinstance(value, str) and value in found:
            rows[value].append(row)
    texts = list(rows)
    for text in texts[:_MOST_QUESTIONS]:
        yield _question(one, column, found[text], rows[text], text)
    if rest := texts[_MOST_QUESTIONS:]:
        kinds = tuple(kind for kind in PersonalData if any(kind in found[text] for text in rest))
        all_rows = [row for text in rest for row in rows[text]]
        yield _question(one, column, kinds, all_rows, "\n".join(rest))


def _question(
    one: BatchReturn,
    column: Column,
    kinds: tuple[PersonalData, ...],
    rows: Sequence[RowAt],
    text: str,
) -> Candidate:
    rule = load_standing()[QUESTION]
    words: Mapping[str, str] = {"column": column.header, "value": ", ".join(kinds)}
    return Candidate(
        return_number=one.number,
        finding=Finding(
            rule_id=rule.id,
            severity=rule.severity,
            rung=rule.rung,
            message=sentence(rule.message, words),
            form_id=one.form.id,
            cells=tuple(
                one.table.cell(row, column.name) for row in rows if column.name in one.table.letters
            ),
            column=column.name,
            row_key="#" + hashlib.sha256(text.encode()).hexdigest()[:16],
        ),
        rows=tuple(rows),
        reads=(),  # no other fault of the cell answers this
        reads_cover=False,
        marks=(column.name,),
    )
