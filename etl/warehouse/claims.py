"""Makes the view of what agencies say is done: forms in, SQL out.

The one surprising thing: what must hold then (targets, watched shares) is said by the list of the
tasks, not by the form; `mart.contradicted_claim` (sql/marts) compares, and knows no form.
"""

from collections.abc import Iterator, Mapping

from etl.kinds import listed_kind, must_hold, names_in_mart
from etl.model import Form
from etl.warehouse import sql_text


def claim_view(forms: Mapping[str, Form]) -> dict[str, str]:
    """Give the view: qualified name to SQL text, comments included."""
    union = "".join(f"UNION ALL\n{text}" for form in forms.values() for text in _claims(form))
    return {"landing.claim": sql_text("landing/claim").format(union=union)}


def _claims(form: Form) -> Iterator[str]:
    for column in form.columns:
        for name in form.each if column.done else ():
            kind = listed_kind(form.column(name))
            if kind and must_hold(kind):
                yield sql_text("landing/claim_of_form").format(
                    form=form.id,
                    member=names_in_mart(form)[name],
                    name=name,
                    state=column.name,
                    done=", ".join(f"'{value}'" for value in column.done),
                    list=kind.table,
                    above=kind.above,
                )
