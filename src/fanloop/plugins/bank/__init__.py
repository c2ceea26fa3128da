"""Bank statements: files in which a bank says what came and what left.

CAMT.053  the XML that banks of many countries give out, after ISO 20022
CSV       a table with a head; which column says what is guessed from its words and can be said otherwise
entry     one line of the account, with an id that is the same in every file it stands in
"""
