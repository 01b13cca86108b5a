"""The database this installation uses: where it is, how to reach it, the PostgreSQL that comes along."""

from onyx_app.embedded._addresses import DATABASE, DatabaseRole, dsn, embedded_dsn, is_outside
from onyx_app.embedded._cluster import log_path, open_log
from onyx_app.embedded._places import binaries, place
from onyx_app.embedded._problem import PostgresProblem
from onyx_app.embedded._provision import SUPPORTED, provision, provision_outside
from onyx_app.embedded._server import Server

__all__ = [
    "DATABASE",
    "SUPPORTED",
    "DatabaseRole",
    "PostgresProblem",
    "Server",
    "binaries",
    "dsn",
    "embedded_dsn",
    "is_outside",
    "log_path",
    "open_log",
    "place",
    "provision",
    "provision_outside",
]
