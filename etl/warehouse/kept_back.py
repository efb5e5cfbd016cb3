"""Makes what keeps small counts out of the marts: a form in, texts of views and parts of them out.

Of a form with sensitive columns `landing.<form>_rows` has the rows as they are and
`landing.<form>_small` says what is kept back; `mart.<form>` and every sum stand on both. The one
surprising thing: a count that is kept back keeps the texts of its row back, which may repeat it.
"""

from etl.kinds import kind_of, names_in_mart
from etl.model import Form
from etl.warehouse import quoted, sql_text
from etl.wording.personal import HIDDEN

SUPPRESSED = "suppressed"
"""The mark of a count that is kept back, and the column that names those of an area."""

ABOUT_SUPPRESSED = (
    "Tên các cột có số của địa bàn được giữ kín (số nhỏ, hoặc số phải ẩn theo); nguồn: landing"
)
"""What that column is."""


def rows_of(form: Form) -> str:
    """Name the view of a form's rows that sums are made of."""
    return f"landing.{form.id}_rows" if form.sensitive else f"mart.{form.id}"


def kept_back_of(form: Form) -> tuple[str, ...]:
    """Name the columns of which no cell is shown as it was sent: sensitive ones and free texts."""
    texts = (c.name for c in form.columns if kind_of(c).is_free and c.name not in form.key)
    return (*form.sensitive, *texts) if form.sensitive else ()


def kept_back(form: Form, period: str, area: str) -> str:
    """Give the join that names as `k.names` what is kept back of an area, or NULL: of the total."""
    if not form.sensitive:
        return ""
    return sql_text("landing/kept_back").format(form=form.id, period=period, area=area)


def small_counts(form: Form) -> str:
    """Give the view of what is kept back of a form."""
    return sql_text("landing/small_counts").format(
        form=form.id,
        title=quoted(f"{form.number}. {form.title}"),
        row_key=_row_key(form),
        values=", ".join(
            f"('{name}', w.\"{name}\"::numeric, {form.column(name).measure == 'flow'})"
            for name in form.sensitive
        ),
    )


def shown_rows(form: Form, names: list[str]) -> str:
    """Give the view of a form's rows without what is kept back; `names` are its columns."""
    texts = kept_back_of(form)[len(form.sensitive) :]

    def shown(name: str) -> str:
        value = f'w."{name}"'
        if name in form.sensitive:
            value = f"CASE WHEN '{name}' = ANY (k.names) THEN NULL ELSE {value} END AS \"{name}\""
        elif name in texts:
            value = (
                f"CASE WHEN k.names IS NULL OR {value} IS NULL THEN {value} ELSE '{HIDDEN}' END "
                f'AS "{name}"'
            )
        elif name == "marks":
            value = f"{value} || coalesce(k.marks, '{{}}') AS marks"
        return value

    return sql_text("landing/mart_of_small").format(
        form=form.id, row_key=_row_key(form), columns=",\n    ".join(map(shown, names))
    )


def shown_sum(form: Form, name: str, value: str) -> str:
    """Give a column of a view of sums, whose join `kept_back` made."""
    if name in form.sensitive:
        value = f"CASE WHEN '{name}' = ANY (k.names) THEN NULL ELSE {value} END"
    return f'{value} AS "{name}"'


def _row_key(form: Form) -> str:
    called = names_in_mart(form)
    key = [name for name in form.key if not form.column(name).personal]
    columns = ", ".join(f'w."{called.get(name, name)}"' for name in key)
    return f"jsonb_build_array({columns})"
