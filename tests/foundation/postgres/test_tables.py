"""An empty database is filled the quick way; it must hold exactly what Django's own way makes."""

import os
import subprocess
import sys

import pytest

from fanloop.foundation.postgres.binaries import binaries
from tests import house

pytestmark = pytest.mark.slow
_WAYS = {
    "quick": "from fanloop.foundation.postgres.tables import bring_up_to_date; bring_up_to_date()",
    "django": "from django.core.management import call_command; call_command('migrate', verbosity=0)",
}


def _schema(way: str, home: str) -> list[str]:
    with house.database(way, template="template0") as url:
        program = f"import django; django.setup(); {_WAYS[way]}"
        env = {"DJANGO_SETTINGS_MODULE": "fanloop.config.settings", "FANLOOP_HOME": home, "DATABASE_URL": url}
        subprocess.run([sys.executable, "-c", program], env={**os.environ, **env}, check=True)
        dump = subprocess.run(
            [binaries().program("pg_dump"), "--schema-only", "--no-owner", "--restrict-key=x", url],
            stdout=subprocess.PIPE, text=True, check=True,
        )  # fmt: skip
        rows = subprocess.run(
            [binaries().program("pg_dump"), "--data-only", "--inserts", "--exclude-table=django_migrations", "--no-owner", "--restrict-key=x", url],
            stdout=subprocess.PIPE, text=True, check=True,
        )  # fmt: skip
    return dump.stdout.splitlines() + sorted(rows.stdout.splitlines())


def test_the_quick_way_makes_what_django_makes(tmp_path):
    quick, slow = (_schema(way, str(tmp_path)) for way in _WAYS)
    assert len(quick) > 5000
    assert quick == slow
