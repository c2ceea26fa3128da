"""Every read of launches. A published launch is public; who signed up and who agreed is for the desk as counts."""

from fanloop.selling.launches.queries.launches import (
    ANNOUNCEMENT,
    LAUNCH,
    Announcement,
    Launch,
    LaunchRow,
    Picture,
    announcements,
    changes_of,
    feed,
    launch,
    launch_by_id,
    launches,
    of_campaign,
    pictures,
    published,
    steps_of,
)

__all__ = [
    "ANNOUNCEMENT",
    "LAUNCH",
    "Announcement",
    "Launch",
    "LaunchRow",
    "Picture",
    "announcements",
    "changes_of",
    "feed",
    "launch",
    "launch_by_id",
    "launches",
    "of_campaign",
    "pictures",
    "published",
    "steps_of",
]
