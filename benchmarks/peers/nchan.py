"""nchan (Debian): pub/sub in nginx, written in C. One worker; a channel that everybody subscribes and one publishes to.

Its buffer is made long enough for the whole load, since viewers who fall out of it would lose what they had not got.
"""

import os
import re
from collections.abc import Sequence
from pathlib import Path

from benchmarks.peers._peer import NotAvailable, Peer, find, run

PACKAGES = ("nginx", "libnginx-mod-nchan")
CONFIGURATION = """
load_module {folder}/usr/lib/nginx/modules/ngx_nchan_module.so;
daemon off;
worker_processes 1;
worker_rlimit_nofile 8192;
pid {folder}/nginx.pid;
error_log stderr error;
events {{ worker_connections 4096; }}
http {{
  access_log off;
  nchan_shared_memory_size 512M;
  server {{
    listen 127.0.0.1:{port} backlog=4096;
    location = / {{
      nchan_pubsub websocket;
      nchan_channel_id room;
      nchan_subscriber_first_message newest;
      nchan_message_buffer_length 20000;
      nchan_message_timeout 60s;
    }}
  }}
}}
"""
# The module insists on nginx's folder for temporary files, which only an installed nginx has; this gives it one that
# nobody else sees and that is gone with the process.
STATE = Path("/var/lib/nginx")
WITH_STATE = [
    "unshare",
    "--mount",
    "sh",
    "-c",
    f'mount -t tmpfs none {STATE.parent} && mkdir {STATE} && exec "$@"',
    "sh",
]


class Nchan(Peer):
    """nginx with the module, unpacked from its packages: nothing of the system is changed, no service is started."""

    name = "nchan"
    installed_by = f"apt-get install {' '.join(PACKAGES)}"

    def install(self, folder: Path) -> None:
        """Unpack both packages; their libraries are those of every Debian."""
        packages = folder / "packages"
        packages.mkdir(exist_ok=True)
        unsandboxed = ["-o", "APT::Sandbox::User=root"]
        run([find("apt-get", "Debian"), *unsandboxed, "download", *PACKAGES], folder=packages)
        for package in packages.glob("*.deb"):
            run([find("dpkg-deb", "Debian"), "--extract", str(package), str(folder)])

    def version(self, folder: Path) -> str:
        """As its package's name says, and nginx's."""
        names = " ".join(path.name for path in (folder / "packages").glob("*.deb"))
        nchan = re.search(r"nchan_(?:\d+%3a)?([\d.]+)", names)
        nginx = re.search(r"\bnginx_([\d.]+)", names)
        if nchan is None or nginx is None:
            raise NotAvailable("its packages are not there")
        return f"{nchan[1]}, nginx {nginx[1]}"

    def command(self, folder: Path, port: int) -> Sequence[str]:
        """nginx in the foreground."""
        configuration = folder / "nginx.conf"
        configuration.write_text(CONFIGURATION.format(folder=folder, port=port))
        nginx = [str(folder / "usr" / "sbin" / "nginx"), "-p", str(folder), "-c", str(configuration)]
        if STATE.is_dir():
            return nginx
        if os.geteuid() != 0:
            raise NotAvailable(f"the module needs {STATE}: run this as root, or {self.installed_by}")
        return [*WITH_STATE, *nginx]


PEER = Nchan()
