"""Asks about personal data in free texts: returns in, candidates for questions out.

Looked at are the columns of text of every form that are not declared personal: those are hidden
already from whoever may not see names. The one surprising thing: neither the question nor its
row's label or key repeats the text. The key is a mark of the text, so that a reason accepted for
it holds for the same text in the next version, and for no other.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from etl.contracts import load_standing
from etl.kinds import kind_of
from etl.model import CellValue, Column, RowAt, Texts
from etl.reference import Reference
from etl.validate.batch import BatchReturn
from etl.validate.ladder import Candidate, candidate_of
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
        free = [(one, c) for one in together for c in one.form.columns if kind_of(c).is_free]
        personal = (_words(one.table.values.get(c.name, ())) for one, c in free if c.personal)
        names = {name for words in personal for name in words}
        detector, seen = (Detector(names, places), {}) if names else (plain, known)
        for one, column in free:
            if not column.personal:
                yield from _of_column(one, column, detector, seen)


def _words(values: Sequence[CellValue]) -> Iterable[str]:
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
    asked = [[text] for text in texts[:_MOST_QUESTIONS]]
    asked += [texts[_MOST_QUESTIONS:]] if texts[_MOST_QUESTIONS:] else []
    for of in asked:
        kinds = [kind for kind in PersonalData if any(kind in found[text] for text in of)]
        yield candidate_of(
            one,
            load_standing()[QUESTION],
            {"column": column.header, "value": ", ".join(kinds)},
            column.name,  # no other fault of the cell answers this: it reads nothing
            rows=[row for text in of for row in rows[text]],
            row_key="#" + hashlib.sha256("\n".join(of).encode()).hexdigest()[:16],
        )
