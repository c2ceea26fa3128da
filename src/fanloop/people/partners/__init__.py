"""Firms the maker works with.

Partner: a supplier or a partner brand.
Contact: a fan who speaks for a partner, until the day it ends; a fan speaks for one partner at a time.
"""
