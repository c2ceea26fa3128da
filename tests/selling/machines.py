"""Histories of the shop, told so often and so long as the tier has time for."""

from hypothesis import HealthCheck, settings


def run(machine, *, examples, steps):
    """Fails with the shortest history found that breaks the machine."""
    case = machine.TestCase
    case.settings = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    case("runTest").runTest()
