"""Cells of tables that leave the house."""

_RISKY = ("=", "+", "-", "@", "\t", "\r")


def plain(cell: str) -> str:
    """A spreadsheet runs text that begins like a formula; a quote in front keeps it text.

    >>> plain("=1+1"), plain("Oak")
    ("'=1+1", 'Oak')
    """
    return f"'{cell}" if cell.startswith(_RISKY) else cell
