"""The plugin as an archive that `pulumi plugin install resource azure-hotpatch V --file` takes.

It holds the wheels, so that it needs no index for our own packages; Pulumi makes an environment in
the installed plugin and installs them there, with what they need from the user's own index.
"""

import gzip
import io
import tarfile
from pathlib import Path

NEEDED = ("azure_hotpatch_facts", "azure_hotpatch_cloud", "azure_hotpatch")
"""The wheels that the plugin runs on."""

_MANIFEST = """\
name: azure-hotpatch
runtime:
  name: python
  options:
    toolchain: pip
    virtualenv: venv
"""
_MAIN = '''\
"""The plugin azure-hotpatch {number}, in the environment that Pulumi made for it."""

from azure_hotpatch.plugin.server import main

if __name__ == "__main__":
    main()
'''


def write_archive(folder: Path, number: str, epoch: int) -> Path:
    """Write the archive of one version beside its wheels, with one time in all of it."""
    wheels = [f"{name}-{number}-py3-none-any.whl" for name in NEEDED]
    files = {
        "PulumiPlugin.yaml": _MANIFEST.encode(),
        "__main__.py": _MAIN.format(number=number).encode(),
        "requirements.txt": "".join(f"./wheels/{wheel}\n" for wheel in wheels).encode(),
        **{f"wheels/{wheel}": (folder / wheel).read_bytes() for wheel in wheels},
    }
    path = folder / f"pulumi-resource-azure-hotpatch-v{number}.tar.gz"
    with (
        path.open("wb") as raw,
        gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=epoch) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as archive,
    ):
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size, entry.mtime, entry.mode = len(content), epoch, 0o644
            archive.addfile(entry, io.BytesIO(content))
    return path
