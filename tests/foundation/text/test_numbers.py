from django.utils import formats, translation


def test_thousands_are_set_apart_in_both_languages():
    for language in ("en", "zh-hans"):
        with translation.override(language):
            assert formats.number_format(1_204_000, force_grouping=True) == "1,204,000"
