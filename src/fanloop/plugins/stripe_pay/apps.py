from django.apps import AppConfig
from django.conf import settings

from fanloop.plugins.stripe_pay.provider import StripePay
from fanloop.selling.payments.ports import register


class StripePayConfig(AppConfig):
    name = "fanloop.plugins.stripe_pay"
    label = "stripe_pay"

    def ready(self) -> None:
        """Without a key there is no such way to pay."""
        if settings.STRIPE_KEY:
            register(
                StripePay(
                    key=settings.STRIPE_KEY,
                    hook_secret=settings.STRIPE_HOOK_SECRET,
                    base=settings.STRIPE_BASE,
                )
            )
