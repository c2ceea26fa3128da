"""Brings in the archive of a maker's community: a forum and the releases of what the maker builds.

What becomes what:

- *people*: fans of the origin `oem`, with the handles of the archive; `guest` is nobody. Who wrote code is a fan with deeds.
- *forums* → spaces, *topics* → topics, *posts* → replies with their depth.
- *topics that say something to the maker* → voices too, their kind guessed and marked (the rules: `guesses`).
- *supports* → backings of the topic's voice. Wishes, faults and whatever is backed become needs; topics that are
  said to be duplicates mean one need.
- *components* → product lines, *releases* → trains that left on their day, *commits* → changes aboard, credited to
  who wrote them; merges are left out unless a topic names them.
- *ties of topics to commits and releases* → arrows of the trail, change or train ← voice, or topic where it is no voice.
"""
