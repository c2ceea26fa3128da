"""Brings in the archive of a maker's community: a forum and the releases of what the maker builds.

What becomes what:

- *people*: fans of the origin `oem`, with the handles of the archive; `guest` is nobody. Who wrote code is a fan with deeds.
- *forums* → spaces, *topics* → topics, *posts* → replies with their depth.
- *topics that say something to the maker* → voices too, their kind guessed and marked (the rules: `guesses`).
- *supports* → backings of the topic's voice, unless they agree with something far down the thread.
- *voices that ask for the same* → one need: by their words (the rules: `needs`), or because somebody said so. A question
  of few and what is settled is no need.
- *posts* were pages of a forum once: code, logs and quotes are drawn as such again (the rules: `prose`).
- *components* → product lines, *releases* → trains that left on their day, *commits* → changes aboard, credited to
  who wrote them; merges are left out unless a topic names them.
- *ties of topics to commits and releases* → arrows of the trail, change or train ← voice, or topic where it is no voice.
"""
