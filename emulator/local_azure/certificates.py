"""The folder's own certificate authority, and the server's certificate from it."""

import os
import ssl
from pathlib import Path

import certifi
import trustme

from local_azure.folder import Folder
from local_azure.metadata import LOOPBACK


def server_context(folder: Folder) -> ssl.SSLContext:
    """TLS for the server: a new certificate for the loopback names, from the folder's authority.

    The authority is made once and kept; `bundle.pem` is written anew, certifi's and ours.
    """
    authority = _authority(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    authority.issue_cert(*LOOPBACK).configure_cert(context)
    bundle = Path(certifi.where()).read_bytes().rstrip() + b"\n\n" + folder.authority.read_bytes()
    temporary = folder.bundle.with_suffix(".new")
    temporary.write_bytes(bundle)
    temporary.replace(folder.bundle)
    return context


def client_context(folder: Folder) -> ssl.SSLContext:
    """TLS for a client that trusts this folder's authority and no other."""
    return ssl.create_default_context(cafile=str(folder.authority))


def _authority(folder: Folder) -> trustme.CA:
    if folder.authority.exists() and folder.authority_key.exists():
        return trustme.CA.from_pem(folder.authority.read_bytes(), folder.authority_key.read_bytes())
    authority = trustme.CA(organization_name="local-azure", organization_unit_name="local only")
    descriptor = os.open(folder.authority_key, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(authority.private_key_pem.bytes())
    authority.cert_pem.write_to_path(str(folder.authority))
    return authority
