"""Every write of fans. Sets are written in one statement each; a second run of a set changes nothing."""

from fanloop.people.fans.actions.accounts import (
    NewFan,
    change_profile,
    fill_group,
    import_fans,
    join,
    leave_group,
    remove_imported,
)
from fanloop.people.fans.actions.deeds import NewDeed, record_deeds, take_back_deeds
from fanloop.people.fans.actions.erasing import erase
from fanloop.people.fans.actions.mailing import choose_mail, digested
from fanloop.people.fans.actions.naming import choose_naming
from fanloop.people.fans.actions.notices import notify, read_about, read_all, read_bundle, read_notice
from fanloop.people.fans.actions.tokens import FreshToken, make_token, revoke_token, use_token
from fanloop.people.fans.models import AccessToken, Fan, Group
from fanloop.people.fans.rules.refusals import Refused

__all__ = [
    "AccessToken",
    "Fan",
    "FreshToken",
    "Group",
    "NewDeed",
    "NewFan",
    "Refused",
    "change_profile",
    "choose_mail",
    "choose_naming",
    "digested",
    "erase",
    "fill_group",
    "import_fans",
    "join",
    "leave_group",
    "make_token",
    "notify",
    "read_about",
    "read_all",
    "read_bundle",
    "read_notice",
    "record_deeds",
    "remove_imported",
    "revoke_token",
    "take_back_deeds",
    "use_token",
]
