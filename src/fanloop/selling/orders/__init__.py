"""Orders: what a fan will get, for how much, and how far it is.

book     the orders that one offer to the public collects; it causes the forecast, not the single order
order    one fan's order in a market and its currency, numbered without gaps inside its book
line     so many of a variant at a unit price, with the tax inside it, resting on one claim of stock
state    placed, deposit paid, paid, packed, shipped, cancelled: rows with a time and an author
draft    an order somebody above has priced and claimed; a set of drafts becomes orders in one go
replay   an order replayed from a recorded curve; it says so wherever it shows
"""
