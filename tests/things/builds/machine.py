"""A standard client of The Update Framework that asks our pages without a network."""

from pathlib import Path

from tuf.api.exceptions import DownloadHTTPError
from tuf.ngclient import FetcherInterface, Updater

BASE = "http://testserver/builds"


class Fetcher(FetcherInterface):
    """Reads over Django's test client; `swap` puts other bytes in the place of an address, as an attacker would."""

    def __init__(self, client):
        self.client, self.swap, self.asked = client, {}, []

    def _fetch(self, url):
        path = url.removeprefix("http://testserver")
        self.asked.append(path)
        for end, data in self.swap.items():
            if path.endswith(end):
                return iter([data])
        answer = self.client.get(path)
        if answer.status_code != 200:
            raise DownloadHTTPError("no", answer.status_code)
        return iter([answer.getvalue()])


class Machine:
    """What a device keeps: its metadata and its downloads."""

    def __init__(self, folder, client, root):
        self.folder, self.root, self.fetcher = folder, root.encode(), Fetcher(client)
        for name in ("metadata", "downloads"):
            (folder / name).mkdir(exist_ok=True, parents=True)

    def updater(self):
        return Updater(
            str(self.folder / "metadata"), f"{BASE}/metadata/", str(self.folder / "downloads"), f"{BASE}/targets/",
            fetcher=self.fetcher, bootstrap=self.root,
        )  # fmt: skip

    def fetch(self, path):
        """The bytes behind a target, or None where nobody is offered it."""
        updater = self.updater()
        info = updater.get_targetinfo(path)
        if info is None:
            return None
        return Path(updater.download_target(info)).read_bytes()
