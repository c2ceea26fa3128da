"""Which voices of an archive are a need, and which are one."""

from fanloop.plugins.oem.book import Said
from fanloop.plugins.oem.guesses import backs, voice_kind
from fanloop.plugins.oem.needs import gathered, is_need


def said(title, words="", kind="bug", people=("ada",)):
    return Said(kind, title, words, set(people))


def test_the_same_fault_in_other_words_is_one_need_and_another_fault_is_not():
    voices = {
        1: said("Dashboard cannot be saved", "When I press save on my dashboard nothing is stored."),
        2: said("[SOLVED] Can not save my dashboard", "Saving the dashboard does nothing, it is not stored."),
        3: said("Radio loses packets", "Packets of the radio are lost in the night."),
    }
    assert gathered(voices, []) == [[1, 2], [3]]


def test_pasted_logs_make_nothing_alike():
    log = "\n".join(f"2015-12-13 09:16:{second:02} DEBUG hub frame {second}" for second in range(30))
    voices = {1: said("Hub stops at night", log), 2: said("Install on Windows fails", log)}
    assert gathered(voices, []) == [[1], [2]]


def test_a_question_of_one_is_no_need_and_of_three_is():
    assert not is_need([said("Which adapter for Brazil", kind="question")])
    assert is_need([said("Which adapter for Brazil", kind="question", people="abc")])


def test_what_is_settled_or_says_nothing_is_no_need():
    assert not is_need([said("[SOLVED] Dashboard not saved")])
    assert is_need([said("[SOLVED] Dashboard not saved"), said("Dashboard not saved")])
    assert not is_need([said("Problem")])


def test_agreement_far_down_a_thread_backs_something_else():
    assert backs("I agree", 2)
    assert not backs("I agree", 90)
    assert backs("same problem", 90)


def test_advice_and_code_back_nothing():
    assert not backs("But it may be a good idea to check the memory.", 1)
    assert not backs("else code = 60 + sensor +1;", 1)
    assert not backs("Not the same problem as mine", 1)


def test_lists_of_a_development_are_the_makers_own():
    assert voice_kind(weak_kind="bug", forum="Software", title="Bug and dev list MAY 2012") is None
