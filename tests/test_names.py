"""Spelling: what must agree, what must stay apart, and that no text breaks it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.wording.names import (
    NameIndex,
    compact_key,
    name_key,
    normalise_vietnamese,
    skeleton,
    split_area_name,
)

TONES = ("\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
ONSETS = ("", "b", "h", "th", "ngh", "kh", "tr", "đ", "qu", "gi")
OPEN = ("oa", "oe", "uy", "ai", "ia", "oai", "ưa", "uê", "a")
CLOSED = ("oan", "oang", "uyên", "uynh", "iêt", "ương", "uôc", "ang")
names = st.text("aăâbcdđeêghiklmnoôơpqrstuưvxyÀáảÃạẾệ ÐĐ'-.\u00a0\u0300\u0323", max_size=30)
names |= st.sampled_from(["aạ\u0300", "E\u0060À", "o\u0302\u0323\u0301a"])


@given(st.one_of(st.text(), names))
def test_any_text_gives_a_key_that_is_its_own_key(text: str) -> None:
    for key_of in (normalise_vietnamese, name_key):
        assert key_of(key_of(text)) == key_of(text)
    skeleton(text)
    split_area_name(text)


@given(st.one_of(st.text(), names))
def test_composed_and_decomposed_letters_agree(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    decomposed = unicodedata.normalize("NFD", text)
    assert normalise_vietnamese(composed) == normalise_vietnamese(decomposed)
    assert name_key(composed) == name_key(decomposed)


@given(st.text("ghbđêoaủyò\u0300\u0309", min_size=17, max_size=40), st.integers(1, 9))
def test_a_word_gives_the_same_key_wherever_it_stands(word: str, times: int) -> None:
    """Words are remembered, long ones are not; neither may depend on what came before."""
    key = normalise_vietnamese(f"thủy {word}")
    assert normalise_vietnamese(" ".join([f"thuỷ {word}"] * times)) == " ".join([key] * times)


@given(names)
def test_case_and_spacing_do_not_matter(text: str) -> None:
    spaced = "\u00a0 " + text.replace(" ", " \t\u00a0") + "\u200b\n"
    assert normalise_vietnamese(spaced) == normalise_vietnamese(text)
    assert normalise_vietnamese(text.upper()) == normalise_vietnamese(text.lower())


@given(st.sampled_from(ONSETS), st.sampled_from(OPEN + CLOSED), st.sampled_from(TONES))
def test_a_tone_mark_may_stand_on_any_vowel_of_its_syllable(
    onset: str, rhyme: str, tone: str
) -> None:
    vowels = [at for at, letter in enumerate(rhyme) if letter in "aăâeêioôơuưy"]
    spellings = {onset + rhyme[: at + 1] + tone + rhyme[at + 1 :] for at in vowels}
    assert len({normalise_vietnamese(spelling) for spelling in spellings}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hoà Bình", "Hòa Bình"),
        ("Uỷ ban", "Ủy ban"),
        ("Thuỵ Hùng", "Thụy Hùng"),
        ("Qúy Hòa", "Quý Hoà"),
        ("Vạn Thuỷ", "VẠN THỦY"),
        ("Ðình Lập", "Đình Lập"),
        ("Tràng\u00a0Định", "  tràng   định "),
        ("Trà\u200bng Định", "Tràng Định"),
        ("Tràng\nĐịnh", "Tràng Định"),
    ],
)
def test_spellings_of_one_name_agree(one: str, other: str) -> None:
    assert normalise_vietnamese(one) == normalise_vietnamese(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Tân Thanh", "Tân Thành"),
        ("Hòa Bình", "Hoa Bình"),
        ("Bình Gia", "Binh Gia"),
        ("Đình Lập", "Dinh Lập"),
        ("Mường", "Mương"),
        ("Mông Ân", "Mộng Ân"),
    ],
)
def test_different_names_stay_apart(one: str, other: str) -> None:
    assert normalise_vietnamese(one) != normalise_vietnamese(other)


def test_the_key_reads_as_usual_spelling_with_its_punctuation() -> None:
    assert normalise_vietnamese("Sở LĐ-TB&XH: Hoà Bình (1)") == "sở lđ-tb&xh: hòa bình (1)"


def test_words_that_are_not_vietnamese_syllables_keep_their_marks() -> None:
    assert normalise_vietnamese("Sơn_Résumé") == "sơn_résumé"


@pytest.mark.parametrize("mark", ["'", "\u2019", "\u2018", "\u02bc", "`", "\u00b4"])
def test_apostrophes_do_not_matter_in_names(mark: str) -> None:
    assert name_key(f"H{mark}Mông") == name_key("HMông") == "hmông"


def test_hyphens_and_spaces_do_not_matter_in_compact_keys() -> None:
    keys = {compact_key(name) for name in ("Gia Rai", "Gia-rai", "Giarai", "Gia – Rai")}
    assert keys == {"giarai"}


@pytest.mark.parametrize(
    ("text", "kind", "key"),
    [
        ("H. Tràng Định", "huyen", "tràng định"),
        ("H.Tràng Định", "huyen", "tràng định"),
        ("HUYỆN TRÀNG ĐỊNH", "huyen", "tràng định"),
        ("TP Lạng Sơn", "thanh_pho", "lạng sơn"),
        ("TP.Lạng Sơn", "thanh_pho", "lạng sơn"),
        ("T.P Lạng Sơn", "thanh_pho", "lạng sơn"),
        ("TX. Lạng Sơn", "thi_xa", "lạng sơn"),
        ("X. Hoà Bình", "xa", "hòa bình"),
        ("P. Chi Lăng", "phuong", "chi lăng"),
        ("TT. Na Sầm", "thi_tran", "na sầm"),
        ("Thị trấn NT Thái Bình", "thi_tran", "nông trường thái bình"),
        ("Tỉnh Lạng Sơn", "tinh", "lạng sơn"),
        ("Tràng Định", "", "tràng định"),
        ("Hữu Lũng", "", "hữu lũng"),  # begins with an h, but not with "H."
        ("Xuân Dương", "", "xuân dương"),
        ("Phú Xá", "", "phú xá"),
        ("Xã", "", "xã"),
        ("", "", ""),
    ],
)
def test_the_kind_of_a_place_is_split_from_its_name(text: str, kind: str, key: str) -> None:
    assert split_area_name(text) == (kind, key)


def test_an_index_takes_only_what_is_exact_and_unique() -> None:
    index = NameIndex([("tràng định", 1), ("hòa bình", 2), ("hòa bình", 3), ("hòa bình", 3)])
    assert index.match("tràng định").value == 1
    ambiguous = index.match("hòa bình")
    assert (ambiguous.value, ambiguous.suggestions, ambiguous.is_ambiguous) == (None, (2, 3), True)
    near = index.match("trang dinh")
    assert (near.value, near.suggestions, near.is_ambiguous) == (None, (1,), False)
    unknown = index.match("hà nội")
    assert (unknown.value, unknown.suggestions) == (None, ())


def test_a_text_too_long_for_a_name_is_not_searched() -> None:
    assert NameIndex([("a" * 300, 1)]).match("a" * 299).suggestions == ()
