import pytest

from tests.house import House, database, environment, start


@pytest.fixture(scope="module")
def serve(tmp_path_factory):
    """Start `fanloop serve` on a home and database of its own: `serve(FANLOOP_URL=…) -> House`; all stop at the end."""
    opened = []

    def open_it(home=None, **env):
        ours = database("serve")
        url = ours.__enter__()
        process, address = start(
            ["serve", "--port", "0"], environment(home or tmp_path_factory.mktemp("home"), url, **env)
        )
        opened.append((ours, process))
        return House(address, url, process)

    yield open_it
    for ours, process in opened:
        process.terminate()
        process.wait(30)
        process.stdout.close()
        ours.__exit__(None, None, None)
