"""The generated handbook: contracts and database comments in, pages for docs/ out.

`docs/bieu-mau.md` (forms), `docs/quy-tac.md` (rules), `docs/chi-tieu.md` (indicators),
`docs/tu-dien-du-lieu.md` (tables of the warehouse that analysts see) and, for other programs,
`docs/hop-dong/` (each form as a complete contract of the Open Data Contract Standard). The one
surprising thing: the pages are committed, and a test fails when they no longer say what the code
says; `make docs` writes them anew.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path

import yaml

from etl import warehouse
from etl.contracts import CatalogueRow, load_forms, rule_catalogue, standard_contract
from etl.contracts.indicators import load_indicators
from etl.kinds import kind_of
from etl.model import Column, Form, Rung, period_kinds
from etl.settings import PROJECT
from etl.warehouse.schema import migrate
from etl.wording import RUNGS, SEVERITIES, capital, date_text

DOCS = PROJECT / "docs"
_CONTRACTS = "hop-dong"
_GENERATED = "<!-- Trang này do `make docs` tạo ra từ expectations/ và sql/; không sửa tay. -->\n"
_WHAT_ANALYSTS_READ = (
    "Các bảng cán bộ phân tích được đọc: nhóm `mart` là số liệu, nhóm `ref` là danh mục. Kiểu dữ "
    "liệu ghi theo PostgreSQL. Cách tra cứu: "
    "[hướng dẫn cho cán bộ phân tích](huong-dan/can-bo-phan-tich.md).\n"
)
_WHAT_INDICATORS_ARE = (
    "Mỗi con số in trong báo cáo được định nghĩa một lần; giá trị: bảng `mart.indicator`. Tên in "
    "đậm là chỉ tiêu chủ yếu. Cách tính: `sum` cộng một cột, `count` đếm dòng, `where` chỉ những "
    "dòng có cột bằng mã đó, `share` tỷ lệ giữa hai chỉ tiêu, `fall` mức giảm so với cùng kỳ năm "
    "trước.\n"
)
_OVER = {"areas": "địa bàn", "periods": "kỳ"}
_RUNGS = {
    Rung.FILE: "có phải biểu mẫu đã ban hành không, có an toàn không, của cơ quan nào, kỳ nào",
    Rung.CELL: "có đọc được không, có trong khoảng cho phép không",
    Rung.ROW: "các ô có khớp nhau không, các dòng cộng lại có bằng dòng tổng không",
    Rung.SUBMISSION: "các biểu, các kỳ có khớp nhau không",
    Rung.HISTORY: "số liệu có hợp lý không",
    Rung.WAREHOUSE: "số liệu có được in vào báo cáo không",
}


def write_handbook(folder: Path = DOCS) -> list[Path]:
    """Write the pages, and a contract of each form; gives their paths."""
    (folder / _CONTRACTS).mkdir(parents=True, exist_ok=True)
    pages = {
        "bieu-mau.md": forms_page(),
        "quy-tac.md": rules_page(),
        "chi-tieu.md": indicators_page(),
        "tu-dien-du-lieu.md": dictionary_page(),
        **{f"{_CONTRACTS}/{form.id}.odcs.yaml": _contract(form) for form in load_forms().values()},
    }
    for name, text in pages.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in pages]


def _contract(form: Form) -> str:
    said = yaml.safe_dump(standard_contract(form), allow_unicode=True, sort_keys=False, width=100)
    return f"# Made by `make docs` of expectations/{form.id}.odcs.yaml; not to be edited.\n{said}"


def forms_page() -> str:
    """Describe every form and column."""
    parts = ["# Các biểu mẫu\n", _GENERATED]
    for form in load_forms().values():
        parts += [f"## {form.number}. {form.title}\n", _about(form)]
        rows = (_column_row(column) for column in form.columns)
        head = ("Mã cột", "Tên cột", "Kiểu", "Đơn vị", "Bắt buộc", "Cách ghi", "Tên trong kho")
        parts.append(_table(head, rows))
    return "\n".join(parts)


def rules_page() -> str:
    """List every rule by rung."""
    parts = ["# Sổ quy tắc kiểm tra\n", _GENERATED]
    for rung, rules in groupby(rule_catalogue(load_forms()), key=lambda rule: rule.rung):
        parts.append(f"## {capital(RUNGS[rung])}: {_RUNGS[rung]}\n")
        rows = (
            (
                f"`{rule.rule_id}`",
                rule.title,
                _severity(rule),
                ", ".join(rule.headers),
                ", ".join(period_kinds()[kind] for kind in rule.periods) or "mọi kỳ",
                rule.basis,
            )
            for rule in rules
        )
        head = ("Mã", "Quy tắc", "Mức độ", "Cột", "Kỳ", "Căn cứ")
        parts.append(_table(head, rows))
    return "\n".join(parts)


def _severity(rule: CatalogueRow) -> str:
    name = SEVERITIES[rule.severity]
    if rule.lighter:
        name += f"; khi chưa chắc chắn: {', '.join(SEVERITIES[one] for one in rule.lighter)}"
    if rule.trial_since is None:
        return name
    return f"đang thử nghiệm từ {date_text(rule.trial_since)} (sau đó: {name})"


def indicators_page() -> str:
    """List every indicator by form, those that no form asks for yet last."""
    parts = ["# Các chỉ tiêu\n", _GENERATED, _WHAT_INDICATORS_ARE]
    indicators = load_indicators().values()
    for form_id in (*load_forms(), ""):
        form = load_forms().get(form_id)
        title = f"{form.number}. {form.title}" if form else "Chưa có biểu thu thập số liệu"
        rows = [
            (
                f"`{one.id}`",
                f"**{one.name}**" if one.is_headline else one.name,
                f"`{one.expression}`" if one.expression else "",
                one.unit,
                one.basis,
                ", ".join(_OVER[over] for over in sorted(one.adds_up)),
                one.legal_source,
            )
            for one in indicators
            if one.form_id == form_id
        ]
        head = ("Mã", "Tên", "Cách tính", "Đơn vị", "Cơ sở tính", "Cộng được qua", "Căn cứ")
        parts += [f"## {title}\n", _table(head, rows)] if rows else []
    return "\n".join(parts)


def dictionary_page() -> str:
    """List what analysts may read, table by table, in the words of the warehouse."""
    parts = ["# Từ điển dữ liệu\n", _GENERATED, _WHAT_ANALYSTS_READ]
    with warehouse.transaction("owner") as conn:
        found = warehouse.run(conn, "handbook/columns").all()
    for name, columns in groupby(found, key=lambda row: (row.schema, row.relation, row.about)):
        schema, relation, about = name
        parts += [f"## {schema}.{relation}\n", f"{about}\n"]
        rows = ((f"`{row.column}`", row.type, row.comment) for row in columns)
        parts.append(_table(("Cột", "Kiểu", "Ý nghĩa, đơn vị, nguồn"), rows))
    return "\n".join(parts)


def _about(form: Form) -> str:
    kinds = ", ".join(period_kinds()[kind] for kind in form.frequencies)
    unit = form.unit or "không"
    basis = f" Căn cứ: {form.legal_basis}." if form.legal_basis else ""
    return f"Mã `{form.id}`, bản {form.edition}; kỳ: {kinds}; đơn vị tính: {unit}.{basis}\n"


def _column_row(column: Column) -> Sequence[str]:
    name = f"{column.group}: {column.header}" if column.group else column.header
    choices = "; ".join(column.choices.values())
    kind = kind_of(column).word + (f" ({choices})" if choices else "")
    required = "có" if column.required else ""
    return column.code, name, kind, column.unit, required, column.hint, f"`{column.name}`"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(_escaped, line)) + " |" for line in lines) + "\n"


def _escaped(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":
    migrate()
    for path in write_handbook():
        print(path)
