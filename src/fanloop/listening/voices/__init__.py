"""What people say, and what it means.

voice       an idea, a bug, a question or praise of one person, in that person's words
backing     "me too": a supporting voice with its own words
answer      the first answer of a person of the maker; the fifteen-minute ring runs until then
need        what many voices mean; it has a title of its own and collects votes
merge       a voice counted in a need: a link that can be undone without loss
joining     a need counted in another that means the same, undone as exactly
vote        one of a fan's few, 2 to 10 by level; it comes back when the need ships or is declined
reason      why somebody voted, in a sentence
behalf      a vote a member gives for a fan, or for somebody without an account; it counts as that person
gear        the devices a fan says they own; forms begin with them
detail      what the form of a bug asks besides the words: device, build, steps, expected, got
status      how a need stands: the maker's name for open, planned, building, shipped, declined or duplicate
board       voices and needs for some people only: the team, a group, a level; what is on none is public
roadmap     needs in a status shown there, by the Friday their change leaves on
score       weight × popularity: how grave the kind of most voices is × distinct people
acceptance  a promise to build it, with author, reason and date
closure     how a need ended: shipped or declined
guessed     sorted by a rule, not by a person
fingerprint what a voice or a need means to a model: a row of numbers, written again when the words change
likeness    two things that may mean the same, found once a week; it changes nothing by itself
judgement   what a person decided about a likeness: the same, different, later; the newest counts
sorter      a suggester of kinds, learned from voices whose kind people chose
"""
