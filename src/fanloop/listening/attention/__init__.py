"""What people turn to.

following  somebody wants to hear of a thing, or has muted it; a row with a beginning and an end
bookmark   a thing kept for later, for its keeper's eyes alone
reading    how far somebody has read a topic: the last reply seen, and how many stand up to it
catch-up   "I have seen all of it": what is older counts as read
reaction   one sign out of a small set, given by one person to one thing
tally      how many gave a sign, and whether the reader did
"""
