"""Challenges: the maker asks for pictures under a hashtag, fans send theirs, and whose rights are whose stays written.

challenge   what is asked, under which tag, from when to when; for a campaign, a line, or nothing in particular
tag         a word behind #, folded to one form; a page of its own gathers what carries it
entry       one picture with a caption, kept together with the version of the contribution terms its author agreed to
use         a fan lets the maker show an entry on campaign pages and to the press; withdrawn any day, with the day written
gallery     entries in use, shown on the campaign's page
vote        a fan likes an entry of somebody else; one an entry, taken back freely
win         a person of the maker chose an entry after the end, and says why
withdrawal  the maker ended a challenge before its time, with a reason
"""
