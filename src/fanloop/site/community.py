"""Talk for fans: spaces, topics, replies."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fanloop.foundation import clock
from fanloop.foundation.text.translated import read
from fanloop.foundation.viewer import Viewer
from fanloop.listening.community import actions, queries
from fanloop.listening.moderation import actions as moderation
from fanloop.listening.voices import queries as voices
from fanloop.people.team import actions as team
from fanloop.site.asking import REFUSALS, back, fan_of, members_only, page_number, tell
from fanloop.site.links import page_of
from fanloop.ui.parts import Crumb


class TopicForm(forms.Form):
    """A title, and what there is to say."""

    space = forms.ChoiceField(label=gettext_lazy("Where"))
    title = forms.CharField(label=gettext_lazy("Title"), max_length=300)
    body = forms.CharField(
        label=gettext_lazy("What do you want to say?"), max_length=20_000,
        widget=forms.Textarea(attrs={"class": "words", "data-draft": "topic"}),
        help_text=gettext_lazy("Markdown works: **bold**, lists, `code`, links."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = queries.spaces()
        self.fields["space"].choices = [(row.space.slug, row.name) for row in rows]  # type: ignore[attr-defined]


def talk(request: HttpRequest) -> HttpResponse:
    page = {"spaces": queries.spaces(), "page": queries.topics(None, page=page_number(request))}
    return render(request, "site/community/talk.html", page)


def space(request: HttpRequest, slug: str) -> HttpResponse:
    where = queries.space(slug)
    if where is None:
        raise Http404(_("There is no such space."))
    page = {
        "space": where, "name": read(where.name), "page": queries.topics(where, page=page_number(request)),
        "crumbs": [Crumb(_("Talk"), reverse("site:talk")), Crumb(read(where.name))],
    }  # fmt: skip
    return render(request, "site/community/space.html", page)


def topic(request: HttpRequest, topic_id: int) -> HttpResponse:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    row = queries.topic(topic_id, viewer)
    if row is None:
        raise Http404(_("There is no such topic."))
    name = read(row.space.name)
    page = {
        "topic": row, "first": queries.said(row), "page": queries.replies(row, page=page_number(request), viewer=viewer),
        "title": row.title or _("Taken back by its author"), "ref": f"community.topic:{row.id}", "space_name": name,
        "heard": voices.needs_by_ids(_needs_heard(topic_id, viewer), viewer).values(), "may_moderate": viewer.may("community.moderate"),
        "crumbs": [Crumb(_("Talk"), reverse("site:talk")), Crumb(name, reverse("site:space", args=[row.space.slug]))],
    }  # fmt: skip
    return render(request, "site/community/topic.html", page)


def _needs_heard(topic_id: int, viewer: Viewer) -> list[int]:
    return [row.need_id for row in voices.voices_from_topic(topic_id, viewer) if row.need_id]


@require_POST
@members_only
def reply(request: HttpRequest, topic_id: int) -> HttpResponse:
    row = queries.topic(topic_id, request.viewer)  # type: ignore[attr-defined]
    if row is None:
        raise Http404
    to = request.POST.get("to", "")
    parent = queries.reply(int(to)) if to.isdecimal() else None
    try:
        said = actions.reply(
            topic=row,
            author=fan_of(request),
            body=request.POST.get("body", ""),
            parent=parent,
            at=clock.now(),
        )
    except REFUSALS as problem:
        tell(request, problem)
        return redirect("site:topic", topic_id)
    return redirect(f"{reverse('site:topic', args=[topic_id])}?page={queries.page_of(said)}#r{said.id}")


@members_only
def new_topic(request: HttpRequest) -> HttpResponse:
    form = TopicForm(request.POST or None, initial={"space": request.GET.get("space", "")})
    if request.method == "POST" and form.is_valid():
        where = queries.space(form.cleaned_data["space"])
        if where is not None:
            row = actions.start_topic(
                space=where, author=fan_of(request), title=form.cleaned_data["title"], body=form.cleaned_data["body"],
                language=where.language or get_language() or "en", at=clock.now(),
            )  # fmt: skip
            return redirect("site:topic", row.id)
    crumbs = [Crumb(_("Talk"), reverse("site:talk")), Crumb(_("New topic"))]
    return render(request, "site/community/new.html", {"form": form, "crumbs": crumbs})


@require_POST
def hide(request: HttpRequest) -> HttpResponse:
    """A moderator takes something out of sight, or shows it again; the audit keeps who and why."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    about, want = request.POST.get("about", ""), request.POST.get("want", "1")
    if not viewer.may("community.moderate") or about.partition(":")[0] not in {queries.TOPIC, queries.REPLY}:
        raise Http404
    if want == "1":
        moderation.hide(about=about, by=fan_of(request), why=request.POST.get("why", ""), at=clock.now())
        messages.success(request, _("Hidden. You can show it again at the same place."))
    else:
        moderation.unhide(about=about, by=fan_of(request), at=clock.now())
    team.record_act(
        viewer, act="community.hide" if want == "1" else "community.show", about=about, at=clock.now()
    )
    return redirect(back(request, reverse("site:talk")))


@page_of(queries.TOPIC)
def topic_address(topic_id: int, viewer: Viewer) -> str:  # noqa: ARG001 -- the page asks the viewer
    return reverse("site:topic", args=[topic_id])


@page_of(queries.REPLY)
def reply_address(reply_id: int, viewer: Viewer) -> str:  # noqa: ARG001 -- the page asks the viewer
    row = queries.reply(reply_id)
    return (
        f"{reverse('site:topic', args=[row.topic_id])}?page={queries.page_of(row)}#r{row.id}" if row else ""
    )


urlpatterns = [
    path("talk", talk, name="talk"),
    path("talk/new", new_topic, name="new_topic"),
    path("talk/hide", hide, name="hide"),
    path("talk/topics/<int:topic_id>", topic, name="topic"),
    path("talk/topics/<int:topic_id>/replies", reply, name="reply"),
    path("talk/<slug:slug>", space, name="space"),
]
