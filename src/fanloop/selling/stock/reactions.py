"""What stock adds to the nightly look."""

from fanloop.selling.payments.ports import add_check
from fanloop.selling.stock.queries.chains import gaps

add_check("stock.chain", gaps)
