"""What the judge answers to orders about stored returns: an order in, a document out.

The one surprising thing: what the registry refuses is an answer as well, in its own words; only a
fault of ours is none.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any

from etl.contracts import load_forms
from etl.desk.orders import JudgeOrder
from etl.errors import RegistryError
from etl.errors.our_fault import for_log
from etl.judge import correct, rule_change
from etl.registry.correction_checks import value_of

_LOG = logging.getLogger(__name__)


def answer_to(order: JudgeOrder) -> Mapping[str, object]:
    """Judge what an order asks for; `refused` holds a sentence, `fault` says that it was ours."""
    try:
        return _ANSWERS[order.content["kind"]](order.content)
    except RegistryError as error:
        return {"refused": str(error)}
    except Exception as error:
        _LOG.error("order %s could not be judged\n%s", order.id, for_log(error))
        return {"fault": True}


def _correction(asked: Mapping[str, Any]) -> Mapping[str, object]:
    column = load_forms()[asked["form_id"]].column(asked["column"])
    value = value_of(column, asked["value"])
    check = correct.check_correction(
        asked["return_id"], tuple(asked["row"]), asked["column"], value
    )
    return {"check": check.document()}


def _approval(asked: Mapping[str, Any]) -> Mapping[str, object]:
    return {"check": correct.check_again(asked["correction_id"]).document()}


def _rejudge(asked: Mapping[str, Any]) -> Mapping[str, object]:
    found = rule_change.rule_changes(return_id=asked.get("return_id"), rule_id=asked.get("rule_id"))
    return {"changes": found.document()}


_ANSWERS: Mapping[str, Callable[[Mapping[str, Any]], Mapping[str, object]]] = {
    "correction": _correction,
    "approval": _approval,
    "rejudge": _rejudge,
}
