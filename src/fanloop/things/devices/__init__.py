"""Devices: single things that were made, each with a number of its own.

unit        one made piece of a variant, known by its serial
serial      the number on the unit, unique in the house; its last character tells a slip of the pen
batch       what was made together, in the maker's own words or as a reference; a fault often belongs to one
born        the moment a unit was counted as made, and who said so; before it there is nothing to send
retirement  a unit will never be sent again, with the reason
"""
