"""Letters that come in: what people write by e-mail becomes a reply or a voice.

letter     a message as it came, kept as it is
new words  what the sender wrote, without the quoted letter below it and without the signature
automatic  written by a machine (out of office, bounce, list); it is kept and never becomes anybody's word
stamp      the signed part of a reply address: for whom it was made and what it answers
trusted    who wrote it is certain: by the stamp, or by the mail server's own check of the sender
"""
