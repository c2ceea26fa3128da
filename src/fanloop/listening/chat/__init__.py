"""Live rooms, one or more a space.

room      a place of a space where people talk at the same time, until somebody of the maker closes it
line      one thing said in a room; its author may mend it for a minute
block     the lines of one room in one hour: what the search finds at once
presence  a member of the maker has a page of a room or space open now; fans' presence is never kept
veil      a member does not want to be shown as present, until it is lifted
"""
