"""Launches, and what the maker writes to those who agreed to it.

launch        something new that is shown before it can be had, begins at a moment, and stays to be read afterwards
teaser        the launch before its moment: words, pictures, a clock of ours, and a way to be told
launch page   the same address from the moment on: a live room, a plain link to the stream, announcements
replay        the launch afterwards: what was said and announced, and the way to the campaign
step          published, begun, over or withdrawn: each a row with who and when
sign-up       somebody wants to be told; by e-mail it counts once its owner has opened the letter that asks
wish          how many of it a person who signed up would like; a person counts once, and it binds nobody
announcement  what the maker says during a launch; taken back it leaves its place
consent       a person agreed to one family of messages: the words they saw, when, where; off until then
withdrawal    the end of a consent, by one click, with its way and moment
message       what the maker writes to groups; it reaches only those of them who agreed to its family
group         whom a message is meant for: a named group, sign-ups, backers, a waiting line, or all who agreed
delivery      a message was written to a person, once; or not, since they had enough that week
"""
