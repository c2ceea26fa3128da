"""Our own icons: one 20 by 20 grid, one stroke width, round ends, no fills.

Each value is the inside of an `<svg viewBox="0 0 20 20">`. Those in TURNS point along the line of
reading and are mirrored in right-to-left pages.
"""

TURNS = frozenset({"arrow", "back", "chevron", "previous", "reply", "sign-out", "sign-in", "send", "undo"})

ICONS: dict[str, str] = {
    "account": '<circle cx="10" cy="7" r="3.25"/><path d="M3.75 17a6.25 6.25 0 0 1 12.5 0"/>',
    "answer": '<path d="M3 4.5h14v9.25H9.5L6 16.75v-3H3z"/><path d="M7 9.25l2.1 2 3.9-4"/>',
    "arrow": '<path d="M3.5 10h13M11.5 5l5 5-5 5"/>',
    "back": '<path d="M16.5 10h-13M8.5 5l-5 5 5 5"/>',
    "bell": '<path d="M5 13.5V9a5 5 0 0 1 10 0v4.5l1.5 1.25h-13zM8.5 17.25h3"/>',
    "box": '<path d="M3 6.25L10 3l7 3.25v7.5L10 17l-7-3.25zM3 6.25l7 3.25 7-3.25M10 9.5V17"/>',
    "calendar": '<path d="M3.5 5h13v11.5h-13zM3.5 8.75h13M7 3v3.5M13 3v3.5"/>',
    "chart": '<path d="M3 3.5v13h14M6.25 12.75l3-3.5 2.75 2 4.25-5.5"/>',
    "check": '<path d="M4 10.75l4 4 8-9"/>',
    "chevron": '<path d="M7.5 4.5l5.5 5.5-5.5 5.5"/>',
    "clock": '<circle cx="10" cy="10" r="7"/><path d="M10 5.75V10l3 2"/>',
    "close": '<path d="M5 5l10 10M15 5L5 15"/>',
    "coin": '<circle cx="10" cy="10" r="7"/><path d="M12.75 7.25a3.75 3.75 0 1 0 0 5.5M5.75 9h4.5M5.75 11h4.5"/>',
    "copy": '<path d="M7 7h9.5v9.5H7z"/><path d="M13 7V3.5H3.5V13H7"/>',
    "dark": '<path d="M16 12.25A6.75 6.75 0 0 1 7.75 4a6.75 6.75 0 1 0 8.25 8.25z"/>',
    "desk": '<path d="M2.5 8h15M4.25 8v8M15.75 8v8M10.5 8v4h5.25"/>',
    "device": '<rect x="5.5" y="2.5" width="9" height="15" rx="1.75"/><path d="M9 14.75h2"/>',
    "dots": '<path d="M4.5 10h.01M10 10h.01M15.5 10h.01" stroke-width="2.25"/>',
    "down": '<path d="M5 7.5l5 5 5-5"/>',
    "download": '<path d="M10 3v9.5M5.75 8.5L10 12.75l4.25-4.25M3.5 16.75h13"/>',
    "edit": '<path d="M4 13.25V16h2.75L16 6.75 13.25 4zM11.25 6l2.75 2.75"/>',
    "eye": '<path d="M2 10c2-3.5 4.75-5.25 8-5.25S16 6.5 18 10c-2 3.5-4.75 5.25-8 5.25S4 13.5 2 10z"/><circle cx="10" cy="10" r="2.25"/>',
    "file": '<path d="M5 2.75h6.5L15 6.25v11H5zM11.25 2.75V6.5H15M7.75 10.5h4.5M7.75 13.5h4.5"/>',
    "filter": '<path d="M3 5.5h14M5.75 10h8.5M8.5 14.5h3"/>',
    "flag": '<path d="M5 17.5V3.5c3.5-1.5 6.5 1.5 10 0v8c-3.5 1.5-6.5-1.5-10 0"/>',
    "globe": '<circle cx="10" cy="10" r="7"/><path d="M3 10h14M10 3c-4.5 4.25-4.5 9.75 0 14 4.5-4.25 4.5-9.75 0-14z"/>',
    "grip": '<path d="M7.5 5v.01M7.5 10v.01M7.5 15v.01M12.5 5v.01M12.5 10v.01M12.5 15v.01" stroke-width="2"/>',
    "heart": '<path d="M10 16.75S3.5 12.75 3.5 8.1A3.6 3.6 0 0 1 10 6a3.6 3.6 0 0 1 6.5 2.1c0 4.65-6.5 8.65-6.5 8.65z"/>',
    "home": '<path d="M3 9.5L10 3.5l7 6M5 8v8.5h10V8M8.5 16.5V12h3v4.5"/>',
    "idea": '<path d="M7.5 14a5.5 5.5 0 1 1 5 0v1.5h-5zM8.25 17.75h3.5"/>',
    "info": '<circle cx="10" cy="10" r="7"/><path d="M10 9.25v4.25M10 6.5v.01"/>',
    "key": '<circle cx="6.5" cy="13.5" r="3.25"/><path d="M8.75 11.25L16.25 3.75M13.25 6.75l2.5 2.5"/>',
    "lamp": '<path d="M15 16.5V8.75a4.25 4.25 0 0 0-8.5 0v.5M3 13a3.5 3.5 0 0 1 7 0zM12.25 16.75h5.25"/>',
    "language": '<path d="M2.5 5.5h8M6.5 3.5v2M9 5.5c-.75 3-3 5.25-6 6.5M4.25 7.5c1 2.25 2.5 3.75 4.75 4.75M9.75 16.5l3.5-8 3.5 8M11 13.75h4.5"/>',
    "laugh": '<circle cx="10" cy="10" r="7"/><path d="M7.25 8.25v.01M12.75 8.25v.01M6.5 11.5c.6 1.9 1.85 2.75 3.5 2.75s2.9-.85 3.5-2.75z"/>',
    "light": '<circle cx="10" cy="10" r="3.25"/><path d="M10 2.5v2M10 15.5v2M2.5 10h2M15.5 10h2M4.7 4.7l1.4 1.4M13.9 13.9l1.4 1.4M15.3 4.7l-1.4 1.4M6.1 13.9l-1.4 1.4"/>',
    "link": '<path d="M8.5 11.5a3.25 3.25 0 0 0 4.6 0l2.9-2.9A3.25 3.25 0 0 0 11.4 4l-.9.9M11.5 8.5a3.25 3.25 0 0 0-4.6 0L4 11.4A3.25 3.25 0 0 0 8.6 16l.9-.9"/>',
    "list": '<path d="M7 5h10M7 10h10M7 15h10M3.5 5h.01M3.5 10h.01M3.5 15h.01"/>',
    "lock": '<path d="M4.5 9h11v8h-11zM7 9V6.5a3 3 0 0 1 6 0V9"/>',
    "loop": '<path d="M4 11.5A6 6 0 0 1 14.25 5.75L16 7.5M16 8.5A6 6 0 0 1 5.75 14.25L4 12.5M16 3.75V7.5h-3.75M4 16.25V12.5h3.75"/>',
    "mail": '<path d="M2.75 5h14.5v10.5H2.75zM2.75 5.5L10 11l7.25-5.5"/>',
    "menu": '<path d="M3 5.5h14M3 10h14M3 14.5h14"/>',
    "minus": '<path d="M4 10h12"/>',
    "money": '<path d="M2.5 5.5h15v9h-15z"/><circle cx="10" cy="10" r="2.25"/><path d="M5.25 10h.01M14.75 10h.01"/>',
    "order": '<path d="M4.5 6.5h11l1 10.5h-13zM7 8.5V6a3 3 0 0 1 6 0v2.5"/>',
    "part": '<path d="M7.75 3.25h4.5l2.25 3.9L10 10 5.5 7.15zM5.5 7.15v5.7L10 16.75l4.5-3.9v-5.7M10 10v6.75"/>',
    "pause": '<path d="M7 4.5v11M13 4.5v11"/>',
    "people": '<circle cx="7.5" cy="7.25" r="2.75"/><path d="M2.5 16.25a5 5 0 0 1 10 0M13 4.75a2.75 2.75 0 0 1 0 5.25M14.5 12.25a5 5 0 0 1 3 4"/>',
    "pin": '<path d="M10 17.25s5.25-5 5.25-9.25a5.25 5.25 0 0 0-10.5 0c0 4.25 5.25 9.25 5.25 9.25z"/><circle cx="10" cy="8" r="1.75"/>',
    "plus": '<path d="M10 4v12M4 10h12"/>',
    "previous": '<path d="M12.5 4.5L7 10l5.5 5.5"/>',
    "print": '<path d="M6 7V3.25h8V7M6 14H3.25V7h13.5v7H14M6 11.5h8v5.25H6z"/>',
    "question": '<circle cx="10" cy="10" r="7"/><path d="M7.9 8.1a2.15 2.15 0 1 1 3.2 1.85c-.75.4-1.1.8-1.1 1.55M10 14v.01"/>',
    "reply": '<path d="M8 5L3.5 9.5 8 14M3.5 9.5h7.25c3.25 0 5.25 2 5.75 6"/>',
    "search": '<circle cx="9" cy="9" r="5.5"/><path d="M13 13l4 4"/>',
    "send": '<path d="M3.5 16.5L17 10 3.5 3.5 5.25 10zM5.25 10H10"/>',
    "settings": '<path d="M3 6h7.25M14.75 6H17M3 14h2.25M9.75 14H17"/><circle cx="12.5" cy="6" r="2.25"/><circle cx="7.5" cy="14" r="2.25"/>',
    "share": '<circle cx="5.25" cy="10" r="2.25"/><circle cx="14.5" cy="5" r="2.25"/><circle cx="14.5" cy="15" r="2.25"/><path d="M7.25 9l5.25-3M7.25 11l5.25 3"/>',
    "shield": '<path d="M10 2.75l6 2.25v4.5c0 3.75-2.25 6.25-6 7.75-3.75-1.5-6-4-6-7.75V5z"/>',
    "sign-in": '<path d="M8.5 3.5h8v13h-8M3 10h8.5M8.5 7l3 3-3 3"/>',
    "sign-out": '<path d="M11.5 3.5h-8v13h8M8.5 10H17M14 7l3 3-3 3"/>',
    "star": '<path d="M10 3l2.1 4.5 4.9.6-3.6 3.4.95 4.9L10 14l-4.35 2.4.95-4.9L3 8.1l4.9-.6z"/>',
    "supply": '<path d="M2.5 16.5V9l4.5 2.75V9l4.5 2.75V9l4.5 2.75V3.5h1.5v13z"/>',
    "system": '<path d="M2.75 4h14.5v9.5H2.75zM7 16.75h6M10 13.5v3.25"/>',
    "tag": '<path d="M3 3.25h6.75l7 7-6.5 6.5-7.25-7zM6.5 6.75h.01"/>',
    "test": '<path d="M8 3h4M8.75 3v5L4.5 15.25a1.15 1.15 0 0 0 1 1.75h9a1.15 1.15 0 0 0 1-1.75L11.25 8V3M6.5 12.5h7"/>',
    "thanks": '<path d="M10 17.25V9.5M10 9.5c0-3.25 1.75-5 5.25-5 0 3.25-1.75 5-5.25 5zM10 13c0-2.75-1.5-4.25-4.75-4.25 0 2.75 1.5 4.25 4.75 4.25z"/>',
    "trail": '<circle cx="4" cy="10" r="1.75"/><circle cx="16" cy="10" r="1.75"/><circle cx="10" cy="10" r="1.75"/><path d="M5.75 10h2.5M11.75 10h2.5"/>',
    "train": '<path d="M4.5 4.75A1.75 1.75 0 0 1 6.25 3h7.5a1.75 1.75 0 0 1 1.75 1.75V13h-11zM4.5 8.75h11M7 10.9h.01M13 10.9h.01M6.25 17l1.5-4M13.75 17l-1.5-4"/>',
    "trash": '<path d="M3.5 5.5h13M7.5 5.5V3.25h5V5.5M5 5.5l.75 11.25h8.5L15 5.5M8.5 8.75v5M11.5 8.75v5"/>',
    "truck": '<path d="M2.5 5h9v9H6.8M11.5 8h3.25L17.5 11v3h-1.3M2.5 14h1.3M8.2 14h5.6"/><circle cx="5.3" cy="14.5" r="1.5"/><circle cx="14.9" cy="14.5" r="1.5"/>',
    "undo": '<path d="M7.5 4L4 7.5 7.5 11M4 7.5h7a4.25 4.25 0 0 1 0 8.5H7"/>',
    "upload": '<path d="M10 12.75V3.25M5.75 7.25L10 3l4.25 4.25M3.5 16.75h13"/>',
    "vote": '<path d="M5 12.5l5-5 5 5"/>',
    "warning": '<path d="M10 3l7.5 13.5h-15zM10 8.25v4M10 14.4v.01"/>',
    "wow": '<circle cx="10" cy="10" r="7"/><path d="M7.25 8v.01M12.75 8v.01"/><circle cx="10" cy="12.75" r="1.5"/>',
    "wrench": '<path d="M16.5 6.25a4 4 0 0 1-5.4 3.75l-5.6 5.9a1.5 1.5 0 0 1-2.1-2.1L9.25 8.25A4 4 0 0 1 13.5 3l-2.25 2.5 2.25 2.25L16 5.25z"/>',
}


def drawing(name: str) -> str:
    """The inside of an icon. Raises KeyError that names the nearest icons."""
    if name not in ICONS:
        near = sorted(ICONS, key=lambda known: (known[0] != name[:1], known))[:8]
        message = f"no icon {name!r}; near it: {', '.join(near)}"
        raise KeyError(message)
    return ICONS[name]
