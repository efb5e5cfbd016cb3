"""Makes the marts of every form from its contract: forms in, texts of views out.

`mart.<form>` has the rows in force, places and choices named; `mart.<form>_by_area` adds them up.
The one surprising thing: `place_code` is the lowest place that a row names, `area_code` where it
counts: in its district as long as there are districts, in its commune afterwards.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from etl.errors import WarehouseError
from etl.kinds import Listed, kind_of, listed_kind, place_columns
from etl.model import LEVEL_OF_KIND, Column, Form
from etl.reference import Reference
from etl.warehouse import kept_back, quoted, sql_text
from etl.wording import capital, date_text, small

_LONGEST_NAME = 63  # bytes that PostgreSQL keeps of a name
_PROVINCE = "(SELECT min(code) FROM ref.area WHERE parent_code = '')"
_OF_ROWS = {
    "period_key": "Kỳ báo cáo; nguồn: registry.return",
    "agency_id": "Mã cơ quan báo cáo; nguồn: registry.return",
    "agency_name": "Tên đầy đủ của cơ quan tại ngày chốt số liệu; nguồn: ref.agency",
    "area_code": "Mã địa bàn mà dòng được tổng hợp vào: huyện, thành phố khi còn cấp huyện, sau đó "
    "là xã, phường; nguồn: ref.counted_area",
    "area_name": "Tên địa bàn mà dòng được tổng hợp vào; nguồn: ref.counted_area",
    "place_code": "Mã địa bàn cấp thấp nhất ghi trong dòng, hoặc địa bàn của cơ quan gửi nếu biểu "
    "không ghi địa bàn; nguồn: landing",
    "place_name": "Tên địa bàn đó tại ngày chốt số liệu; nguồn: ref.area",
    "marks": "Tên cột và dấu hiệu của ô: nil (dấu -, bằng 0), missing (bỏ trống), placeholder (dấu "
    "…), not_applicable (dấu x, không áp dụng), ditto (dấu lặp lại), suppressed (số nhỏ được giữ "
    "kín); không gồm ô đã đính chính; nguồn: landing",
    "data_note": "Ghi chú về số liệu ở trang bìa, để trống nếu không có; nguồn: registry.return",
    "return_id": "Mã lượt gửi biểu chứa dòng này; nguồn: registry.return",
    "sheet_no": "Thứ tự trang tính của dòng trong biểu, từ 1; nguồn: landing",
    "excel_row": "Số thứ tự dòng trong trang tính; nguồn: landing",
}
_OF_AREAS = {
    "period_key": "Kỳ báo cáo; nguồn: registry.return",
    "area_code": "Mã địa bàn: huyện, thành phố khi còn cấp huyện, sau đó là xã, phường; nguồn: "
    "ref.counted_area",
    "area_name": "Tên địa bàn tại ngày chốt số liệu; nguồn: ref.counted_area",
    "state": "Tình trạng: reported (có số liệu), nil (đã gửi, không phát sinh) hoặc not_sent (chưa "
    "có biểu nào được tính); nguồn: registry.return",
}

_ON_AREAS = {
    "period_key": "Kỳ báo cáo; nguồn: registry.return",
    "area_level": "Cấp của địa bàn: province (tỉnh), district (huyện) hoặc commune (xã); nguồn: "
    "ref.area_ground",
    "area_code": "Mã địa bàn; nguồn: ref.area_ground",
    "area_name": "Tên địa bàn; nguồn: ref.area",
    "area_days": "Khoảng ngày có địa bàn này: chọn địa bàn của một ngày bằng area_days @> ngày đó; "
    "nguồn: ref.area_ground",
    "is_comparable": "Không có địa bàn báo cáo nào bị chia tách sang nhiều địa bàn, nên so sánh "
    "được; nguồn: ref.area_ground",
    "not_comparable": "Tên các địa bàn báo cáo chỉ nằm một phần ở đây nên số liệu không được cộng "
    "vào, để trống nếu không có; nguồn: ref.area_ground",
    "not_sent": "Tên các địa bàn chưa có biểu nào được tính trong kỳ, để trống nếu không có; "
    "nguồn: registry.return",
}


_ADDED_UP = {  # what the columns are, what the view is, and what stands where no row was added up
    "by_area": (
        _OF_AREAS,
        "cộng theo địa bàn của kỳ báo cáo",
        "CASE WHEN l.is_nil AND c.row_count IS NULL THEN 0 END",
    ),
    "on_areas": (
        _ON_AREAS,
        "cộng theo địa bàn của một ngày bất kỳ, chỉ phần chuyển được trọn vẹn",
        "CASE WHEN c.not_comparable IS NULL AND l.not_sent IS NULL THEN 0 END",
    ),
}


class _Shown(NamedTuple):
    """A column of a view: its name, what it is, what is said of it."""

    name: str
    value: str
    comment: str


def form_marts(forms: Mapping[str, Form]) -> dict[str, str]:
    """Give the views of forms: qualified name to SQL text, comments included.

    Raises `WarehouseError` when two columns of a view would have one name, or one is too long.
    """
    texts: dict[str, str] = {}
    for form in forms.values():
        texts |= _rows(form)
        for kind in _ADDED_UP:
            texts[f"mart.{form.id}_{kind}"] = _added_up(form, kind)
    earlier = "UNION ALL\n".join(map(_earlier, forms.values()))
    texts["mart.earlier_in_year"] = sql_text("landing/earlier_in_year").format(union=earlier)
    return texts


def _rows(form: Form) -> dict[str, str]:
    places = place_columns(form)
    names = [f'"{column.name}_list".name' for column in places] or ["a.name"]
    columns = [shown for column in form.columns for shown in _shown(form, column)]
    rows, mart = kept_back.rows_of(form), f"mart.{form.id}"
    text = sql_text("landing/mart").format(
        form=form.id,
        view=rows,
        columns=",\n    ".join(f'{one.value} AS "{one.name}"' for one in columns),
        joins="".join(join_of(column) for column in form.columns),
        place=f"coalesce({', '.join(_codes(places))})",
        place_name=f"coalesce({', '.join(names)})",
        area=area_of_row(form),
    )
    about = f"{form.number}. {form.title}: các dòng đang được tính, kể cả đính chính"
    of_rows = [*_OF_ROWS.items()]
    named = [*of_rows[:7], *((one.name, one.comment) for one in columns), *of_rows[7:]]
    texts = {rows: text + _comments(form, rows, about, named)}
    if form.sensitive:
        shown = kept_back.shown_rows(form, [name for name, _ in named])
        texts[f"landing.{form.id}_small"] = kept_back.small_counts(form)
        texts[mart] = shown + _comments(form, mart, about, named)
    return texts


def listed_areas(form: Form, returns: str = "mart.return_in_force") -> str:
    """Give the areas that a form's sums list: all, or its senders' where no row names a place."""
    listed = "x.is_listed" if place_columns(form) else "x.code = ANY (s.areas)"
    of = {"form": form.id, "province": _PROVINCE, "listed": listed, "returns": returns}
    return sql_text("landing/listed_areas").format(**of)


def area_of_row(form: Form) -> str:
    """Give the code of a row's widest place, or of its sender's: in its area the row counts."""
    return f"coalesce({', '.join(_codes(place_columns(form)[::-1]))})"


def _codes(places: Sequence[Column]) -> Sequence[str]:
    return [f'w."{column.name}"' for column in places] or ["nullif(r.area_code, '')", _PROVINCE]


def shown_values(form: Form) -> dict[str, str]:
    """Give what the columns of a form's mart are made of, by name."""
    return {one.name: one.value for column in form.columns for one in _shown(form, column)}


def _added_up(form: Form, kind: str) -> str:
    described, about, nothing = _ADDED_UP[kind]
    sums = list(_sums(form, weighted=kind == "on_areas"))
    apart = [f'"{column.name}"' for column in form.columns if column.apart]
    added = [f'{one.value} AS "{one.name}"' for one in sums]
    says_what = bool(form.sensitive) and kind == "by_area"
    hides = kept_back.shown_sum
    told = [hides(form, one.name, f'coalesce(c."{one.name}", {nothing})') for one in sums]
    told += [f"coalesce(k.names, '{{}}') AS {kept_back.SUPPRESSED}"] * says_what
    text = sql_text(f"landing/mart_{kind}").format(
        form=form.id,
        province=_PROVINCE,
        apart="".join(f", w.{name}" for name in apart),
        sums=",\n        ".join([*(f"w.{name}" for name in apart), *added]),
        columns=",\n    ".join([*(f"c.{name}" for name in apart), *told]),
        listed=listed_areas(form),
        rows=kept_back.rows_of(form),
        kept_back=kept_back.kept_back(form, "period_key", "coalesce(area_code, '')"),
    )
    kept = [(c.name, f"{_header(c)}; nguồn: mart.{form.id}") for c in form.columns if c.apart]
    named = [*described.items(), *kept, *((one.name, one.comment) for one in sums)]
    named += [(kept_back.SUPPRESSED, kept_back.ABOUT_SUPPRESSED)] * says_what
    view = f"mart.{form.id}_{kind}"
    return text + _comments(form, view, f"{form.number}. {form.title}: {about}", named)


def _earlier(form: Form) -> str:
    apart = [f"'{column.name}', o.\"{column.name}\"" for column in form.columns if column.apart]
    return sql_text("landing/earlier_in_year_of_form").format(
        form=form.id,
        breakdown=f"jsonb_build_object({', '.join(apart)})" if apart else "NULL::jsonb",
        measures=", ".join(f"('{name}', o.\"{name}\")" for name, *_ in _sums(form, weighted=True)),
    )


def _shown(form: Form, column: Column) -> Iterator[_Shown]:
    """Give what a mart shows of a column; nothing of one with personal data."""
    if column.personal:
        return
    value, source = f'w."{column.name}"', f"nguồn: landing.{form.id}"
    if kind := _listed(column):
        alias = f'"{column.name}_list"'
        called = small(column.header) + "".join(
            f" (từ {date_text(change.valid_from)}: {small(change.header)})"
            for change in column.changes
        )
        yield _Shown(f"{column.name}_{kind.key}", value, f"Mã {called}; {source}")
        named = f"Tên {called} tại ngày chốt số liệu; nguồn: {_lookup(kind).split()[0]}"
        yield _Shown(f"{column.name}_name", f"{alias}.name", named)
        if kind.is_place:
            told = f"Loại {called}: {', '.join(LEVEL_OF_KIND)}; nguồn: ref.area"
            yield _Shown(f"{column.name}_kind", f"{alias}.kind", told)
        if kind.part:
            told = f"Có phải {kind.part_word} hay không; nguồn: ref.{kind.table}"
            yield _Shown(f"is_{kind.part}", f"{alias}.is_{kind.part}", told)
        return
    unit = f"; đơn vị: {column.unit}" if column.unit else ""
    codes = "; ".join(f"{code} ({label})" for code, label in column.choices.items())
    colon = ": " if codes else ""
    yield _Shown(column.name, value, f"{_header(column)}{colon}{codes}{unit}; {source}")
    if column.choices:
        since = [(f" AND t.ends_on >= '{c.valid_from}'", c.choices) for c in column.changes[::-1]]
        cases = " ".join(
            f"WHEN {value} = '{code}'{day} THEN '{quoted(label)}'"
            for day, labels in (*since, ("", column.choices))
            for code, label in labels.items()
        )
        label = f"{_header(column)}, như in trên biểu của kỳ; {source}"
        yield _Shown(f"{column.name}_label", f"CASE {cases} ELSE {value} END", label)
    lists = Reference.load().lists
    if column.choices_of and (above := lists[column.choices_of].above):
        of = {"list": column.choices_of, "above": above, "value": value}
        group = f"{capital(lists[above].word)}; nguồn: ref.{above}"
        yield _Shown(f"{column.name}_group", sql_text("landing/mart_above").format(**of), group)


def join_of(column: Column) -> str:
    """Give the join that names what a column holds; nothing for one that says it itself."""
    kind = _listed(column)
    if kind is None or column.personal:
        return ""
    return sql_text("landing/mart_named").format(listed=_lookup(kind), column=column.name)


def _listed(column: Column) -> Listed | None:
    """Give the kind of a column whose values a list of `ref` names."""
    return None if column.choices else listed_kind(column)


def _lookup(kind: Listed) -> str:
    """Give where the line of a value is found on the list of its kind."""
    if kind.table == "area":
        return "ref.area_of_period x WHERE x.period_key = r.period_key AND x.code = "
    table = f"ref.{kind.table} x WHERE daterange(x.valid_from, x.valid_to) @> t.ends_on"
    return f"{table} AND x.{kind.key} = "


def _sums(form: Form, *, weighted: bool = False) -> Iterator[_Shown]:
    """Give what is added up by area: rows, rows by choice, and every column with a total.

    As the rows have it, or, `weighted`, each by the part of it that lies in the area.
    """
    source = f"nguồn: mart.{form.id}"

    def rows(where: str = "") -> str:
        return f"sum(g.weight){where}" if weighted else f"(count(*){where})::integer"

    def total(column: Column, where: str = "") -> str:
        if weighted:
            return f'sum(w."{column.name}" * g.weight){where}'
        return f'sum(w."{column.name}"){where}{"::bigint" * kind_of(column).is_whole}'

    yield _Shown("row_count", rows(), f"Số dòng; đơn vị: dòng; {source}")
    for column in form.columns:
        for code, label in () if column.apart else column.choices.items():
            yield _Shown(
                f"{column.name}_{code}_count",
                rows(f" FILTER (WHERE w.\"{column.name}\" = '{code}')"),
                f"Số dòng có {small(_header(column))} là “{label}”; đơn vị: dòng; {source}",
            )
    parted = [kind for column in form.columns if (kind := _listed(column)) and kind.part]
    for column in form.columns:
        if not column.totalled or (weighted and column.sensitive):  # sums over other places
            continue
        unit = f"; đơn vị: {column.unit}" if column.unit else ""
        yield _Shown(column.name, total(column), f"{_header(column)}{unit}; {source}")
        for kind in () if column.sensitive else parted[:1]:
            part = total(column, f" FILTER (WHERE w.is_{kind.part})")
            yield _Shown(
                f"{kind.part}_{column.name}",
                part if weighted else f"coalesce({part}, 0)",
                f"{_header(column, f', riêng {kind.part_word}')}{unit}; {source}",
            )


def _header(column: Column, more: str = "") -> str:
    group = f" (nhóm cột “{column.group}”)" if column.group else ""
    return f"{column.header}{more}{group}"


def _comments(form: Form, view: str, about: str, named: Sequence[tuple[str, str]]) -> str:
    counts = Counter(name for name, _ in named)
    wrong = [name for name, n in counts.items() if n > 1 or len(name.encode()) > _LONGEST_NAME]
    if wrong:
        raise WarehouseError(
            f"expectations/{form.id}.odcs.yaml: {view} cannot have the columns {wrong}: a name "
            f"stands there twice or is longer than {_LONGEST_NAME} bytes; rename the columns or "
            "choices that they are made of"
        )
    lines = [f"COMMENT ON VIEW {view} IS '{quoted(about)}';"]
    lines += [f"COMMENT ON COLUMN {view}.\"{name}\" IS '{quoted(text)}';" for name, text in named]
    return "\n".join(lines) + "\n"
