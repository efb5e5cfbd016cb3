"""Makes the landing tables and their views from the contracts: forms in, DDL run.

The one surprising thing: a table is only ever added to. A column that a contract no longer has
stays, because older returns were sent with it.
"""

from collections.abc import Mapping

import sqlalchemy as sa

from etl.errors import WarehouseError
from etl.kinds import kind_of
from etl.model import Column, Form
from etl.warehouse import fill_in, quoted, sql_text
from etl.wording.personal import HIDDEN

STANDS_ON = frozenset({"registry.correction_in_force", "registry.hidden_text"})
"""Views that the views of the forms are made of."""
_MEASURES: Mapping[str, str] = {
    "flow": "số phát sinh, cộng được qua các quý",
    "stock": "số tại cuối kỳ, không cộng qua các quý",
    "cumulative": "số lũy kế, không giảm qua các kỳ",
}


def make_tables(conn: sa.Connection, forms: Mapping[str, Form]) -> None:
    """Make or extend the landing table of every form, with a comment on every column.

    Raises `WarehouseError` when a contract gives a column another type than it was made with.
    """
    for form in forms.values():
        fill_in(conn, "landing/table", form=form.id, title=quoted(f"{form.number}. {form.title}"))
        for column in form.columns:
            _check_type(conn, form, column)
            fill_in(
                conn,
                "landing/column",
                form=form.id,
                column=column.name,
                type=kind_of(column).sql_type,
                comment=quoted(_comment(form, column)),
            )


def make_views(conn: sa.Connection, forms: Mapping[str, Form]) -> None:
    """Make the views of each form, corrected and as shown, and the view of all cells."""
    for form in forms.values():
        title = quoted(f"{form.number}. {form.title}")
        for kind, of in (("corrected", _corrected), ("shown", _shown)):
            columns = ",\n    ".join(of(column) for column in form.columns)
            fill_in(conn, f"landing/{kind}", form=form.id, columns=columns, title=title)
            for column in form.columns:
                comment = quoted(f"{_comment(form, column)}; đã tính các đính chính được duyệt")
                name = f'landing."{form.id}_{kind}"."{column.name}"'
                conn.exec_driver_sql(f"COMMENT ON COLUMN {name} IS '{comment}'")
    cells = [
        sql_text("landing/cell_of_form").format(
            form=form.id,
            personal=", ".join(f"'{column.name}'" for column in form.columns if column.personal),
        )
        for form in forms.values()
    ]
    fill_in(conn, "landing/cell", union="UNION ALL\n".join(cells))


def _corrected(column: Column) -> str:
    name = column.name
    corrected = f"(c.\"values\" ->> '{name}')::{kind_of(column).sql_type}"
    return f'CASE WHEN c."values" ? \'{name}\' THEN {corrected} ELSE l."{name}" END AS "{name}"'


def _shown(column: Column) -> str:
    name = column.name
    if not kind_of(column).is_free or column.personal:  # no mart shows a personal column
        return f'l."{name}"'
    hidden = f"CASE WHEN '{name}' = ANY (h.columns) THEN '{HIDDEN}' ELSE l.\"{name}\" END"
    return f'{hidden} AS "{name}"'


def _comment(form: Form, column: Column) -> str:
    group = f" (nhóm cột “{column.group}”)" if column.group else ""
    unit = column.unit or "không"
    measure = f" ({_MEASURES[column.measure]})" if column.measure else ""
    personal = "; dữ liệu cá nhân" if column.personal else ""
    return (
        f"{column.header}{group}; đơn vị: {unit}{measure}; nguồn: {form.number}, cột {column.code}"
        f"{personal}"
    )


def _check_type(conn: sa.Connection, form: Form, column: Column) -> None:
    found = conn.execute(
        sa.text(
            "SELECT data_type FROM information_schema.columns WHERE table_schema = 'landing' "
            "AND table_name = :form AND column_name = :column"
        ),
        {"form": form.id, "column": column.name},
    ).scalar()
    wanted = kind_of(column).sql_type
    if found is not None and found != wanted:
        raise WarehouseError(
            f"expectations/{form.id}.odcs.yaml: column {column.name!r} is now {wanted}, but "
            f"landing.{form.id} holds it as {found}; give the new column another name"
        )
