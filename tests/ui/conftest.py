import pytest
from django.template import Context, Template
from django.utils import timezone, translation

from fanloop.ui.style_samples import NOW


@pytest.fixture
def draw():
    """Render a template of the design system on the sample page's clock, in a language."""

    def render(text, *, language="en", **context):
        with translation.override(language), timezone.override("UTC"):
            return Template("{% load ui charts %}" + text).render(Context({"now": NOW, **context}))

    return render
