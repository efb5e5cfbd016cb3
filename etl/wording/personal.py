"""Finds what may name a person in a free text: a text in, the kinds of personal data in it out.

Three kinds: numbers of identity papers (9 or 12 digits), telephone numbers, and persons, by "ông",
"bà" and a name, by a family name with "Văn" or "Thị", or by a name that also stands in a column of
names; a hit is a question to whoever wrote the text. The one surprising thing: places are named
after people, so a name behind a word of place ("xã Hoàng Văn Thụ", "đường Bà Triệu") is nobody's.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from itertools import pairwise, takewhile

from etl.wording.names import skeleton

QUESTION = "row.person_in_text"
"""The standing rule by which a text that may name somebody is asked about."""
HIDDEN = "(đã ẩn)"
"""What stands in place of such a text for who may not read it."""


class PersonalData(StrEnum):
    """What was found, as a person reads it."""

    PERSON = "tên người"
    TELEPHONE = "số điện thoại"
    IDENTITY = "số giấy tờ tùy thân"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_MOST_CHARACTERS = 20_000  # of a text; no cell holds more than 32.767, no officer writes this much
_TITLES = frozenset({"ông", "bà", "anh", "chị", "cụ", "cô", "chú", "bác"})
_TITLES_OF_TWO = frozenset({("đồng", "chí"), ("đ", "c")})
_TITLES_WITHOUT_MARKS = frozenset({"ong", "ba"})  # "ba" is three as well: a family name must follow
_FAMILY = _words("""
    an âu bạch bàn bế bùi cà cam cao chảo chăm chu dì dương đàm đặng đào đậu điêu đinh đoàn đỗ
    đồng đới giàng giáp hà hạ hầu hoàng hồ hứa huỳnh khổng kiều la lã lâm lầu lê lèo liễu linh
    lò lô lộc lục lương lường lưu lý ma mã mạc mai mông ngô nguyễn ngụy ninh nông phạm phan
    phùng phương quách quan quàng sái sầm sùng tạ tăng tẩn thạch thân thào tô tòng tống trần
    triệu trình trịnh trương từ vàng văn vi viên võ vũ vương vy
    """)
_FAMILY_WITHOUT_MARKS = frozenset(skeleton(name) for name in _FAMILY)
_MIDDLE = frozenset({"văn", "thị", "van", "thi"})
_OF_PLACES = _words("""
    ấp bản buôn cầu chợ chùa công đập đèo đền động đt đường hang hồ huyện kè khối khu làng miếu
    ngách ngõ núi phố phường ql quận quảng sông suối thác thcs thôn thpt tiểu tỉnh tl trạm trấn
    trường tuyến tường tượng viên xã xóm
    """)
# a title and then an office, or a common word that begins a sentence
_NO_NAMES = _words(
    "bí cán chủ chúa con cố đảng em giám hiệu hùng mế nà phó phụ rịa tại thủ tổng trưởng ủy"
)
_MOST_WORDS_OF_A_NAME = 5
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_PAPER_WORDS = (
    r"(?:cmnd|cccd|cmt|căn cước|chứng minh|định danh|giấy tờ|hộ chiếu|can cuoc|chung minh)"
)
_NO_UNIT = r"(?! ?(?:đồng|đ\b|vnd|vnđ|triệu|tỷ|tỉ|nghìn|ha\b|m2|m²|m3|m³|km|kg|tấn))"
_PAPER = re.compile(
    rf"{_PAPER_WORDS}\D{{0,30}}(?<!\d)(?:\d[ .]?){{8,11}}\d(?!\d)"
    r"|(?<![\w.,/+-])0\d{2}[0-9]\d{8}(?![\w/]|[.,]\d)"
    r"|(?<![\w.,/+-])0\d{2} \d{3} \d{3} \d{3}(?![\w/]|[., ]\d)"
    rf"|(?<![\w.,/+-])[0-3]\d{{8}}(?![\w/]|[.,]\d){_NO_UNIT}",
    re.IGNORECASE,
)
_TELEPHONE = re.compile(
    r"(?<![\w.,/-])(?:"
    r"(?:\(?\+?84\)?[ .-]?|0)(?:[35789]\d)(?:[ .-]?\d){7}"  # mobile, however it is grouped
    r"|\(?02(?:[48]\)?(?:[ .-]?\d){8}|\d{2}\)?(?:[ .-]?\d){7})"  # of a house or an office
    r")(?![\w/]|[.,]\d)" + _NO_UNIT,
    re.IGNORECASE,
)
# What a text must hold for a closer look to be worth its time.
_MANY_DIGITS = re.compile(r"\d(?:[ .()-]{0,2}\d){8}")
_WORDS_OF_PERSONS = _TITLES | _TITLES_WITHOUT_MARKS | _MIDDLE | {"chí", "đ"}


class Detector:
    """Looks for personal data in texts, knowing names of persons and of places."""

    def __init__(self, names: Iterable[str] = (), places: Iterable[str] = ()) -> None:
        """Take what stands in columns of names, and the names of places, with or without a word.

        Of the names only those count that can be a person's: two to five words, the first of them
        a family name; an organisation in such a column is nobody.
        """
        self._names = {key for name in names if (key := _person_key(name))}
        self._first = {key[0] for key in self._names}
        self._pairs = {key[:2] for key in self._names}
        self._places = {place for name in places for place in _place_keys(name)}

    def kinds(self, text: str) -> tuple[PersonalData, ...]:
        """Give what personal data may stand in a text, in the order of `PersonalData`."""
        text = unicodedata.normalize("NFC", text[:_MOST_CHARACTERS])
        found = set()
        if _MANY_DIGITS.search(text):
            if _PAPER.search(text):
                found.add(PersonalData.IDENTITY)
            if _TELEPHONE.search(text):
                found.add(PersonalData.TELEPHONE)
        if self._may_name(text) and any(True for _ in self._persons(text)):
            found.add(PersonalData.PERSON)
        return tuple(kind for kind in PersonalData if kind in found)

    def _may_name(self, text: str) -> bool:
        """Tell quickly whether a text has any word by which persons are found."""
        words = _WORD.findall(text.lower())
        return not (
            _WORDS_OF_PERSONS.isdisjoint(words)
            and (not self._pairs or self._pairs.isdisjoint(pairwise(words)))
        )

    def _persons(self, text: str) -> Iterator[str]:
        words, runs = _words_of(text)
        low = [word.lower() for word in words]
        for at in range(len(words)):
            titled = _title_at(low, at)
            if titled and _is_named(words, low, runs, at, at + titled):
                if not (words[at][:1].isupper() and _is_place(low, at)):  # "đường Bà Triệu"
                    yield low[at + titled]
            elif self._is_known(low, at) or self._is_full(words, low, runs[at], at):
                yield low[at]

    def _is_known(self, low: Sequence[str], at: int) -> bool:
        """Whether a name from a column of names begins here."""
        if low[at] not in self._first or _is_place(low, at):
            return False
        ahead = tuple(low[at : at + _MOST_WORDS_OF_A_NAME])
        found = [ahead[:n] for n in range(2, len(ahead) + 1) if ahead[:n] in self._names]
        return any(name not in self._places for name in found)

    def _is_full(self, words: Sequence[str], low: Sequence[str], run: int, at: int) -> bool:
        """Whether a family name, "Văn" or "Thị" and a given name stand here."""
        if run < 3 or low[at + 1] not in _MIDDLE or not _is_family(low[at]) or _is_place(low, at):
            return False
        if not all(word[:1].isupper() for word in words[at : at + 3]):
            return False
        return not any(tuple(low[at : at + n]) in self._places for n in (3, 4) if n <= run)


def _is_family(word: str) -> bool:
    return word in _FAMILY or (word.isascii() and word in _FAMILY_WITHOUT_MARKS)


def _title_at(low: Sequence[str], at: int) -> int:
    """Give how many words a title takes here; 0 for none."""
    if tuple(low[at : at + 2]) in _TITLES_OF_TWO:
        return 2
    return 1 if low[at] in _TITLES or low[at] in _TITLES_WITHOUT_MARKS else 0


def _is_named(
    words: Sequence[str], low: Sequence[str], runs: Sequence[int], title: int, at: int
) -> bool:
    """Whether a name follows a title directly."""
    if runs[at - 1] == 1:
        return False
    run = runs[at]
    capitals = len(list(takewhile(lambda word: word[:1].isupper(), words[at : at + run])))
    is_family = _is_family(low[at])
    if low[title] in _TITLES_WITHOUT_MARKS:
        return is_family and capitals >= 2
    if capitals and low[at] not in _NO_NAMES and (capitals > 1 or len(low[at]) > 1):
        return True
    return is_family and run >= 3 and low[at + 1] in _MIDDLE


def _words_of(text: str) -> tuple[list[str], list[int]]:
    """Give the words, and how many from each on only space parts, as many as a name may have."""
    found = list(_WORD.finditer(text))
    runs = [1] * len(found)
    for at in range(len(found) - 2, -1, -1):
        if not text[found[at].end() : found[at + 1].start()].strip(" \u00a0\t\n"):
            runs[at] = min(runs[at + 1] + 1, _MOST_WORDS_OF_A_NAME)
    return [one[0] for one in found], runs


def _is_place(low: Sequence[str], at: int) -> bool:
    return at > 0 and low[at - 1] in _OF_PLACES


def _person_key(name: str) -> tuple[str, ...]:
    words = tuple(_WORD.findall(unicodedata.normalize("NFC", name).lower()))
    if words[:1] and (words[0] in _TITLES):
        words = words[1:]
    known = 2 <= len(words) <= _MOST_WORDS_OF_A_NAME and words[0] in _FAMILY
    return words if known else ()


def _place_keys(name: str) -> Iterator[tuple[str, ...]]:
    """Give the words of a place's name, and without the word of place before it."""
    words = tuple(_WORD.findall(unicodedata.normalize("NFC", name).lower()))
    for at in range(min(3, len(words))):
        yield words[at:]
