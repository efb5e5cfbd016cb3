"""Words of a header that are none of its column's: a header and a column in, strange words out.

The one surprising thing: "KH vốn giao", "TMĐT" and "Giai ngan" have only words of their columns,
for initials, beginnings and slips of the keyboard stand for the words that they are made of.
"""

import difflib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

from etl.wording.names import normalise_vietnamese
from etl.workbook.foreign.layouts.header_keys import IDLE_WORDS, word_bag
from etl.workbook.foreign.layouts.headers import ColumnKeys
from etl.workbook.foreign.layouts.stacks import Stack
from etl.workbook.known_words import pattern, shared_words

_SLIP = 0.75  # of two words
_BARE_SLIP = 0.85  # the same without their marks
_LONGEST_INITIALS = 6
_NOTHING = frozenset(
    ["ngày", "tháng", "năm", "quý", "kỳ", "thời", "gian", "điểm", "cộng"]
)  # says nothing alone
# sums since some day: whether the report is of that long is asked when its period is known
CUMULATIVE = re.compile(
    r"\b(?:lũy kế|luy ke|l\. ?kế|tích lũy|cộng dồn|lk)\b"
    r"|\btừ (?:(?:khi |lúc )?(?:đầu|khởi công|ngày)\b|trước\b)(?: năm\b)?"
)
# who has decided says nothing of what
_DECIDED = re.compile(r"\b(?:được|do) (?:cấp|cơ quan|người) (?:có )?thẩm quyền\b")
_WITH_NUMBER = re.compile(r"([^\W\d]+)\d+")  # "ct135" is "ct 135"


@lru_cache(maxsize=4_096)
def _bare(word: str) -> str:
    """Give a word without its marks, as it is typed where nobody sets them."""
    parts = unicodedata.normalize("NFD", word.replace("đ", "d"))
    return "".join(part for part in parts if not unicodedata.combining(part)).replace("y", "i")


def _alike(word: str, name: str) -> float:
    return difflib.SequenceMatcher(None, word, name).ratio()


def is_of_another(stack: Stack, keys: ColumnKeys) -> bool:
    """Tell whether a header has words that make it another thing than its column.

    A synonym may have such words, and takes them along only as a whole: "Khối lượng giải ngân" is
    a name of what was paid, "Khối lượng thực hiện" is none.
    """
    said = _said(stack)
    for name in keys.synonyms:
        if "%" in name or pattern(r"\b{of_another}\b").search(name):
            said = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", " ", said)
    own = f"{keys.header} | {keys.group} | {normalise_vietnamese(keys.column.unit)}"
    found = [one[0] for one in pattern(r"\b{of_another}\b").finditer(said)]
    found += ["%"] * ("%" in said)
    return any(not re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", own) for phrase in found)


def strange_words(stack: Stack, keys: ColumnKeys) -> set[str]:
    """Give the words of a header that are neither its column's nor such as any may have.

    A header with none of the words of its column may have nothing but those.
    """
    said = [word for word in _said(stack).split() if not word.isdecimal()]
    names = _names(keys)
    own = {word for name in names for word in name.split()}
    left = [word for word in said if word not in own and word not in IDLE_WORDS]
    stands = {word for word in left if _stands_for(word, own, names)}
    strange = set(left) - stands - _spelt_out(left, own)
    telling = word_bag(_without_sums(stack[1])) - _NOTHING
    return (
        strange - shared_words("any_words")
        if not telling or telling & (own | stands)
        else strange | telling - own
    )


def _without_sums(key: str) -> str:
    return " ".join(CUMULATIVE.sub(" ", key).split())


def _said(stack: Stack) -> str:
    own, leaf, above = stack
    whole = own if leaf in own else f"{own} {leaf}"
    return _WITH_NUMBER.sub(r"\1", _DECIDED.sub(" ", _without_sums(f"{above} {whole}")))


def _names(keys: ColumnKeys) -> Sequence[str]:
    unit = normalise_vietnamese(keys.column.unit)
    return [name for name in (keys.header, keys.group, *keys.synonyms, unit) if name]


def _stands_for(word: str, own: Iterable[str], names: Iterable[str]) -> bool:
    """Tell whether a word is initials, the beginning or a slip of words of the column."""
    if any(name.startswith(word) for name in own):
        return True
    if any(_alike(word, name) >= _SLIP for name in own):
        return True
    bare = _bare(word)
    if any(_alike(bare, _bare(name)) >= _BARE_SLIP for name in (*own, *IDLE_WORDS, *_NOTHING)):
        return True
    if len(word) > _LONGEST_INITIALS:
        return False
    return any(word in "".join(part[0] for part in name.split()) for name in names)


def _spelt_out(words: Sequence[str], own: Iterable[str]) -> set[str]:
    """Give the words whose initials are a word of the column: "quyết định" for "QĐ"."""
    initials = "".join(word[0] for word in words)
    spelt: set[str] = set()
    for short in own:
        at = initials.find(short) if len(short) > 1 else -1
        if at >= 0:
            spelt.update(words[at : at + len(short)])
    return spelt
