"""Supply: what has to be made and bought, when, from whom, and because of whom.

part             anything a bill of materials names: end item, assembly or bought component
structure        the bill of materials of many levels, compiled: parts by low-level code
gross            what all parents and all direct demand ask of a part in a week
scheduled receipt  a quantity already ordered and promised for a week
net              what is missing after receipts and stock on hand
lot              the quantity really ordered: at least the minimum, a whole multiple
planned order    a lot with the week it must start (release) and the week it is due
past due         should have started before this week; the weeks missing are named
network          the structure as arrays, level by level, each part in whole numbers of its own grain
yield            the share of a lot that passes inspection; the rest is a loss, and has a cause
phantom          an assembly put together on the way, never stocked or ordered
frozen weeks     the next weeks in which nothing new may start
message          what a planner should look at: too late, hurry, put off, take back, nobody needs it
sheet            a plan as columns (Parquet); rows are kept for messages and a supplier's weeks alone
commitment       material ordered before demand is known, so many that the expected result is best
peg              a piece of an order joined to the demand that caused it
nobody           the piece nobody asked for: lot rounding or safety stock
assumed          price, lead time or lot that no one has quoted yet; labelled wherever it shows
"""
