"""The maker and the people who work there.

Maker: the one firm of this installation.
Member: a fan who works for the maker, with one rank: founder, lead or engineer.
Duty: what a member looks after besides: moderator, desk, sales, finance, planner. Given by somebody, ended later.
Permission: a word such as "voices.accept"; one table says which ranks and duties carry it.
Staff act: the audit line of what a member did at the desk.
"""
