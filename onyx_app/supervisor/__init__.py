"""One command that runs everything: PostgreSQL, the web process and the worker, as children of one supervisor."""

from onyx_app.supervisor._kind import claim
from onyx_app.supervisor._post import Running, is_kept, running
from onyx_app.supervisor._run import run
from onyx_app.supervisor._steps import Problem, with_database, with_database_if_possible

__all__ = ["Problem", "Running", "claim", "is_kept", "run", "running", "with_database", "with_database_if_possible"]
