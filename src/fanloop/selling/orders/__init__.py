"""Orders: what a fan will get, for how much, and how far it is.

book     the orders that one offer to the public collects; it causes the forecast, not the single order
order    one fan's order in a market and its currency, numbered without gaps inside its book
line     so many of a variant at a unit price, with the tax inside it, resting on one claim of stock
state    placed, deposit paid, paid, allocated, picked, shipped, delivered, returned, refunded, replaced or cancelled:
         rows with a time and an author, entered when all of the order has
address  where an order goes or who is billed, by the form of its country; it stands still once a piece is picked
gift     the order goes to somebody else: no price in the box, and words on top
held back  an order over the published limit of a door, or of a card, waits until a person has said a word: let through,
         or called off with all of its money back; it settles by itself when the others leave
allocation  made units kept for a line, given by place in line
pick     units taken from the shelf for a line, from a picking list
shipment a box that has left, with its carrier, its tracking number and the very units inside
label    a parcel that a carrier was told of
return   units on their way back, for a reason; an inspection says their condition and what is owed for them
withdrawal  a buyer's fourteen days from the delivery of the last box
case     a unit under warranty that fails, because of the voice that told us
replacement  an order that costs nothing, because another one went wrong
channel  a partner who sells in a market at a price of its own, out of a pool of its own
reference  the partner's own number of an order; sent twice it is one order
draft    an order somebody above has priced and claimed; a set of drafts becomes orders in one go
shelf    what is made already and can be bought at once: an offer is a variant at a price in a market, out of a pool
wait     somebody waits for what the shelf has no more of; what comes is held for them for a day, in order
cart     what somebody wants from the shelf: a sum of changes, so that tabs and log-ins do not matter; nothing is kept
keeping  how long an order from the shelf keeps its pieces for who pays: minutes for a card, days for a transfer
shipping what sending an order costs, with its tax inside
service  a subscription, or a longer warranty for one unit
contract a fan has a service; it is paid period by period, each once, and ends with one click
repair   a unit that is to be mended: asked for, quoted, accepted and paid, done
paper    an invoice, or a credit note that corrects one, of an order, a period of a service, or a repair: counted
         without a gap, frozen when it is issued
revenue  what has left the house, less what came back; booked box by box, in the same transaction
given back  beside the worth of single pieces: what sending cost, once all of an order is back; a price that was cut
issuer   the firm as its papers name it; a change is a further row
replay   an order replayed from a recorded curve; it says so wherever it shows
"""
