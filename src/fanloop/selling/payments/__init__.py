"""Payments: what is owed, what was asked, what has come, and where it stands in the books.

account      a place money stands: the bank, the sandbox, deposits of fans; one currency each
transaction  one event in the ledger; its entries sum to zero in every currency, and are never changed
entry        a signed amount in one account, in minor units
party        a fan's pseudonym; the ledger knows no names, and forgetting a fan leaves it whole
due          one row of a payment plan: deposit, balance or instalment
payment      one request for money, with a reference a person can write on a transfer
state        asked, failed, cancelled, paid, refunded: rows with a time, each at most once; the furthest one stands
movement     money that moved for a payment, under its provider's own id: came, went back, was complained about, a fee, was exchanged
provider     who moves the money: a transfer recorded by hand, the sandbox, the play card, a card firm
attempt      we asked a provider to do something; its key is kept first, so that asking again moves nothing again
mandate      a way to pay that a fan left with a provider, for what is due later
ladder       how often a saved card is tried again: every 48 hours for seven days
refund       money that shall go back; it is on its way until a movement bears its key
complaint    a bank took money back while it looks into what its customer says
voucher      a card that pays: a gift card was bought, a voucher was given; what it holds is a debt of ours
bank entry   a line of the bank's statement; it is matched to a payment, or a person says what it is
payout       what a provider sent to our bank account; a line of the statement shows it, and the account it left is clear
exchange     one currency that became another at a provider; what stands there at the end is what exchange cost or brought
difference   two sides that should agree and do not, named by the nightly look
"""
