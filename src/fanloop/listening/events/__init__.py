"""Meetups, launches and festivals.

event       something at a time and a place, or online, opened by somebody of the maker
seat        a fan's place at an event; it goes, or waits in the order it was asked for
kept seats  seats for a level and above, until a moment; then they are for everybody
moving up   a seat that becomes free goes to who has waited longest and may have it
code        what a fan shows at the door
check-in    somebody of the maker saw the fan at the door
"""
