"""How a page says that a member is here: one text, which the page carries under a seal."""


def say_here(member_id: int, about: str) -> str:
    """What a page carries under a seal.

    >>> say_here(3, "chat.room:1")
    '3 chat.room:1'
    """
    return f"{member_id} {about}"


def read_here(text: str) -> tuple[int, str]:
    """The member and what they look at.

    >>> read_here("3 chat.room:1")
    (3, 'chat.room:1')
    """
    member_id, _, about = text.partition(" ")
    return int(member_id), about
