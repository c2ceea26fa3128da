"""What people say, and what it means.

voice       an idea, a bug, a question or praise of one person, in that person's words
backing     "me too": a supporting voice with its own words
answer      the first answer of a person of the maker; the fifteen-minute ring runs until then
need        what many voices mean; it has a title of its own and collects votes
merge       a voice counted in a need: a link that can be undone without loss
joining     a need counted in another that means the same, undone as exactly
vote        one of a fan's ten; it comes back when the need ships or is declined
score       weight × popularity: the gravest kind among the voices × distinct people
acceptance  a promise to build it, with author, reason and date
closure     how a need ended: shipped or declined
guessed     sorted by a rule, not by a person
"""
