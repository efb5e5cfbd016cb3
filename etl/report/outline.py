"""The outline of the report: blocks with headings in, numbered headings without empty ones out.

The one surprising thing: a heading under which nothing stands is dropped before numbering, so a
clerk never renumbers and a report never shows an empty section.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from etl.report.content import Block, Chart, Heading, Paragraph, PrintedTable, TextRun

_LETTERS = "abcdđeghiklmnopqrstuvxy"  # of the Vietnamese alphabet, as official letters count


def outline(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Drop empty headings and number the others: Phần…, I., 1., a)."""
    counts = [0, 0, 0, 0]
    numbered: list[Block] = []
    for block in _without_empty(blocks):
        if not isinstance(block, Heading):
            numbered.append(block)
        elif block.level >= 0:
            numbered.append(_number(block, counts))
    return tuple(numbered)


def _without_empty(blocks: Sequence[Block]) -> list[Block]:
    """Walk from the end: a heading stays when content or a deeper heading follows it."""
    kept: list[Block] = []
    for block in reversed(blocks):
        following = kept[-1] if kept else None
        if isinstance(block, Heading) and (
            following is None or (isinstance(following, Heading) and following.level <= block.level)
        ):
            continue
        kept.append(block)
    return kept[::-1]


def _number(heading: Heading, counts: list[int]) -> Heading:
    counts[heading.level] += 1
    counts[heading.level + 1 :] = [0] * (len(counts) - heading.level - 1)
    count = counts[heading.level]
    if heading.level == 0:
        number, _, title = heading.text.partition("|")
        return replace(heading, number=number.strip(), text=title.strip().upper())
    if heading.level == 1:
        return replace(heading, number=f"{roman(count)}.", text=heading.text.upper())
    number = f"{count}." if heading.level == 2 else f"{_LETTERS[count - 1]})"
    return replace(heading, number=number)


def captioned(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Number tables and charts: "Bảng 1. …", "Biểu đồ 1. …"."""
    counts: Counter[str] = Counter()
    done: list[Block] = []
    for block in blocks:
        if isinstance(block, PrintedTable | Chart):
            kind = "Bảng" if isinstance(block, PrintedTable) else "Biểu đồ"
            counts[kind] += 1
            block = replace(block, caption=f"{kind} {counts[kind]}. {block.title}")
        done.append(block)
    return tuple(done)


def in_appendix(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Caption the blocks of an appendix; one table alone is named by the appendix itself."""
    is_alone = sum(isinstance(block, PrintedTable) for block in blocks) == 1
    unnamed = Chart if is_alone else Chart | PrintedTable
    return tuple(
        replace(block, caption=block.title) if isinstance(block, unnamed) else block
        for block in blocks
    )


def ended(blocks: Sequence[Block]) -> list[Block]:
    """End the last paragraph with "./.", as official letters end."""
    ended = list(blocks)
    for index, block in reversed(list(enumerate(blocks))):
        if isinstance(block, Paragraph):
            *runs, last = block.runs
            if last.figure_id:  # a number is printed as it is
                runs, last = [*runs, last], TextRun("")
            runs.append(replace(last, text=last.text.rstrip().rstrip(".") + "./."))
            ended[index] = replace(block, runs=tuple(runs))
            break
    return ended


def roman(number: int) -> str:
    """Write a number from 1 to 89 in Roman numerals."""
    tens, ones = divmod(number, 10)
    many = ("", "X", "XX", "XXX", "XL", "L", "LX", "LXX", "LXXX")[tens]
    return many + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[ones]
