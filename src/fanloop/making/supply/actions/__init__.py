from fanloop.making.supply.actions.answering import answer_line, forget_words
from fanloop.making.supply.actions.approving import approve_plan
from fanloop.making.supply.actions.planning import make_plan
from fanloop.making.supply.actions.planning_rules import LONGEST, NewRule, set_part_rule
from fanloop.making.supply.actions.terms import (
    NewTerms,
    StockCount,
    assume_suppliers,
    assume_terms,
    count_stock,
    set_terms,
)
from fanloop.making.supply.rules.refusals import Refused

__all__ = [
    "LONGEST",
    "NewRule",
    "NewTerms",
    "Refused",
    "StockCount",
    "answer_line",
    "approve_plan",
    "assume_suppliers",
    "assume_terms",
    "count_stock",
    "forget_words",
    "make_plan",
    "set_part_rule",
    "set_terms",
]
