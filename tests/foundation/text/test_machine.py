"""What a machine wrote is told apart from what a person said."""

import pytest

from fanloop.foundation.text.machine import is_machine

CODE = (
    "int pin = 4;", "if (x == 3) {", "#include <JeeLib.h>", "sudo apt-get update", "pi@raspberrypi ~ $ ls", "names = O",
    "[[[tx]]]", "10 38 37 37 200 6 0 0 0", "2015-12-13 09:16:49,880 DEBUG RFM2Pi 6 RSSI : -27", "</body>",
    "avrdude: stk500_getsync(): not in sync", "PHP Notice: Undefined index in /var/www/menu.php on line 97",
)  # fmt: skip
SAID = (
    "", "Thanks for the info.", "It costs 12.50 and is worth it; you should buy it!", "2016", "[signed]", "1. Turn it off",
    "At 12:30:00 it was still not sending, and the red light was on.", "Is the answer a < b, or have you another?",
)  # fmt: skip


@pytest.mark.parametrize("line", CODE)
def test_code_logs_and_readings_are_a_machines(line):
    assert is_machine(line)


@pytest.mark.parametrize("line", SAID)
def test_sentences_are_a_persons(line):
    assert not is_machine(line)
