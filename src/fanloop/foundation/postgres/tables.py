"""Bring the tables up to date; an empty database quickly.

Django draws every model that is connected with a changed one anew after each operation, which on a hundred
connected models is most of the time a fresh installation waits. On an empty database only the changed model
itself is drawn: what the others know of it is its table's name and key, which no operation of a first run
changes. Operations written in Python get all models fresh, as Django does after any delayed drawing.
"""

from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState

__all__ = ["bring_up_to_date"]


class _Fresh(ProjectState):
    """A state of models that belongs to an empty database."""

    def _find_reload_model(
        self,
        app_label: str,
        model_name: str,
        delay: bool = False,  # noqa: ARG002 -- Django's own signature
    ) -> set[tuple[str, str]]:
        self.is_delayed = True
        return {(app_label, model_name)}


class _FreshExecutor(MigrationExecutor):
    def _create_project_state(self, with_applied_migrations: bool = False) -> ProjectState:
        state = super()._create_project_state(with_applied_migrations)  # type: ignore[misc]  # the stubs leave it out
        return _Fresh(state.models, state.real_apps)


def bring_up_to_date() -> None:
    """Apply every migration that is missing. Interrupted, the next call goes on where this one stopped."""
    if connection.introspection.table_names():
        call_command("migrate", interactive=False, verbosity=0)
        return
    executor = _FreshExecutor(connection)
    emit_pre_migrate_signal(0, interactive=False, db=connection.alias)
    done = executor.migrate(executor.loader.graph.leaf_nodes())
    done.clear_delayed_apps_cache()
    emit_post_migrate_signal(0, interactive=False, db=connection.alias, apps=done.apps)
