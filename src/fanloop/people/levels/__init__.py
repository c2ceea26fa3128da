"""How much trust a fan has earned here.

level        0 to 4; 0 to 3 are reckoned from the deed ledger alone, 4 is given by hand
deed kind    a word of the ledger, one constant each in `rules/deeds.py`
requirement  one condition of a level: what a fan has, and what it needs
threshold    how much a requirement needs; founders set them, every setting keeps its author
window       the last hundred days, which level 3 looks at
slipping     level 3 below nine tenths of its marks; after fourteen days of it the level falls
by hand      a level set by a person holds until it is lifted, whatever the ledger says
benefit      something a level opens; rooms announce theirs at the port
"""
