"""Private messages between people, in conversations.

conversation  a few people talk where nobody else can read; it has a subject
participant   one of them, from joining until leaving; keeps how far they have read
message       one thing said there
ignoring      a person does not want to be written to by another, until it is ended
opening       the level a fan needs to start a conversation; the maker's people need none
"""
