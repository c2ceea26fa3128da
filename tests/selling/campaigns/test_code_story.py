"""What the story tells of codes and of the line stands in its world."""

from fanloop.selling.campaigns.queries import codes
from fanloop.selling.campaigns.queries.line import in_line, line


def test_one_of_ten_codes_was_given_on_and_three_stand_in_line(told):
    sheet = codes.batch_sheet(told["codes.testers"])
    assert (sheet.batch.count, sheet.held, sheet.gifted, sheet.kept) == (10, 3, 1, 10)
    waiting = [each.number for each in in_line(line(told["drop.five"].campaign)) if each.state == "waiting"]
    assert waiting == [1, 2, 3]
