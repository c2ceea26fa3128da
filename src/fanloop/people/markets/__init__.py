"""Where people live and buy.

Market: a region with one currency, its languages, one tax rate and one time zone; a fan may belong to one.
Tax rate: in basis points, 1900 is 19 %. Prices of a market include it. Each begins
on a day; what is ordered keeps the rate of its day.
Holiday: a day on which nobody works in a market; a right that would end on it ends on the next working day.
Exchange rate: what one unit of the base currency bought on a day; a snapshot of it stays with each order.
"""
