"""The people this house is for.

Fan: a person with a handle; the account that logs in. An imported or replayed person has no e-mail.
Origin: where a fan came from: "" joined here, "oem" imported, "replay" replayed, "story" told by the demo.
Pseudonym: the person's key. Ledgers and other rows that never change hold its code and nothing else.
Erasure: the record that a fan asked to be forgotten; key and personal words are gone.
Group: named people, filled from outside, as "backers of Dawn 2".
Notice: one row of a fan's inbox: a kind and data; faces make sentences of it.
Unnamed: a fan asked not to be named beside what shipped; notes, credits and thanks then say "a fan".
Deed: something a fan did on a day; levels and the credit record read deeds alone.
Bundle: lines about one thing that wait unread as one line and count.
Family: letters of a sort (replies, mentions, …) for which a fan chooses a rhythm; a digest gathers what may wait.
"""
