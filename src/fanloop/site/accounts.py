"""The door: how somebody joins, logs in and proves who they are, through django-allauth."""

from allauth.account.adapter import DefaultAccountAdapter
from django import forms


class JoinForm(forms.Form):
    handle = forms.CharField(max_length=40)


class AccountAdapter(DefaultAccountAdapter):
    pass
