"""Supply: what has to be made and bought, when, from whom, and because of whom.

part             anything a bill of materials names: end item, assembly or bought component
structure        the bill of materials of many levels, compiled: parts by low-level code
gross            what all parents and all direct demand ask of a part in a week
scheduled receipt  a quantity already ordered and promised for a week
net              what is missing after receipts and stock on hand
lot              the quantity really ordered: at least the minimum, a whole multiple
planned order    a lot with the week it must start (release) and the week it is due
past due         should have started before this week; the weeks missing are named
peg              a piece of an order joined to the demand that caused it
nobody           the piece nobody asked for: lot rounding or safety stock
assumed          price, lead time or lot that no one has quoted yet; labelled wherever it shows
"""
