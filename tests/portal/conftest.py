from tests.making.conftest import (  # noqa: F401 -- fixtures of the making rooms, used by name
    approved,
    book,
    boss,
    forecast,
    join,
    lamp,
    market,
    order,
    parts,
    plan,
    suppliers,
    terms,
)
