"""Payments: what is owed, what was asked, what has come, and where it stands in the books.

account      a place money stands: the bank, the sandbox, deposits of fans; one currency each
transaction  one event in the ledger; its entries sum to zero in every currency, and are never changed
entry        a signed amount in one account, in minor units
party        a fan's pseudonym; the ledger knows no names, and forgetting a fan leaves it whole
due          one row of a payment plan: deposit, balance or instalment
payment      one request for money, with a reference a person can write on a transfer
state        asked, paid, failed, cancelled, refunded: rows with a time, each at most once
provider     who moves the money: a transfer recorded by hand, the sandbox, later a card firm
"""
