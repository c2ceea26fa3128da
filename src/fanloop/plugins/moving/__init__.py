"""Moving in: a community that lived elsewhere comes here with its people, threads, answers and support.

parcel      what every reader makes of what it reads: one common form, one piece after another
reader      understands the files of one kind of place: a forum, a tracker, a list of wishes, any table
preview     what a file would bring, counted; nothing is stored
run         one bringing-in, with its progress, what was not understood, and everything it made
undo        everything a run made that nobody has touched since goes; what people built on stays and is named
thread      a topic with its replies, its voice and its need: moved and taken back as one
"""
