"""`onyx …`: everything the operator of an installation does from a shell.

What a command needs is imported inside it: `onyx demo` should not wait for what only `onyx doctor` uses.
"""

import asyncio
import json
import subprocess
import sys
from collections.abc import Callable, Coroutine
from enum import StrEnum
from typing import Annotated, Any

import typer

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="Runs OnyxOS.")
agency = typer.Typer(no_args_is_help=True, help="Agencies of this installation.")
app.add_typer(agency, name="agency")


class DatabaseRole(StrEnum):
    app = "app"
    owner = "owner"
    admin = "admin"


@app.command()
def demo() -> None:
    """Run OnyxOS with two sample agencies and print the sign-ins."""
    from onyx_app.supervisor import run

    raise typer.Exit(run("sample"))


@app.command()
def up() -> None:
    """Run OnyxOS without sample data; the first time it prints a link for the first owner."""
    from onyx_app.supervisor import run

    raise typer.Exit(run("own"))


@app.command()
def web() -> None:
    """Run the web process alone; the database must be up (`onyx up` runs everything)."""
    from onyx_app.web import serve

    serve()


@app.command()
def worker() -> None:
    """Run a worker alone; the database must be up (`onyx up` runs everything)."""
    from onyx_app.config import PROJECT

    raise typer.Exit(subprocess.run([sys.executable, "-m", "jobs"], cwd=PROJECT, check=False).returncode)


@app.command()
def migrate() -> None:
    """Bring the tables to what this version needs."""
    from onyx_app import migrations
    from onyx_app.supervisor import with_database

    with with_database():
        if migrations.up_to_date():
            typer.echo(f"The tables are up to date ({migrations.newest()}).")
        else:
            migrations.upgrade()
            typer.echo(f"The tables are now at {migrations.newest()}.")


@app.command()
def doctor(as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False) -> None:
    """Say what is well and what is not; the exit status is 1 when something is not."""
    from onyx_app import doctor
    from onyx_app.config import settings
    from onyx_app.supervisor import is_kept, with_database_if_possible

    with with_database_if_possible():
        checks = doctor.examine(running=is_kept(settings().onyx_home))
    typer.echo(json.dumps(doctor.report(checks), indent=2) if as_json else "\n".join(doctor.lines(checks)))
    raise typer.Exit(0 if all(check.ok for check in checks) else 1)


@app.command()
def db_url(role: Annotated[DatabaseRole, typer.Option(help="Whose login.")] = DatabaseRole.app) -> None:
    """Print how to reach the database, for psql and the like."""
    from onyx_app import embedded
    from onyx_app.supervisor import with_database

    with with_database():
        typer.echo(embedded.dsn(role.value))


@app.command()
def owner_link(email: Annotated[str, typer.Argument(help="Of somebody who signs in here.")]) -> None:
    """Print a one-time link that signs this person in and lets them choose a new password."""
    from onyx_app.services.links import owner_link as make_link

    typer.echo(_ask(lambda: make_link(email)))


@app.command()
def pay_calc() -> None:
    """Calculate pay from your own figures: onyx pay-calc < case.json > result.json (see docs/pay-calc.md)."""
    from onyx_app import paycalc

    raise typer.Exit(paycalc.main(sys.stdin, sys.stdout))


@app.command()
def verify_payroll(run: Annotated[str, typer.Argument(help="The id of a pay run.")]) -> None:
    """Calculate a pay run again from its stored inputs: ok and its hash, or the first difference and status 1."""
    from onyx_app.services.verify import verify_anywhere

    line = _ask(lambda: verify_anywhere(run))
    typer.echo(line)
    raise typer.Exit(0 if line.startswith("ok ") else 1)


@agency.command()
def create(
    name: Annotated[str, typer.Argument(help="Of the agency.")],
    email: Annotated[str, typer.Argument(help="Of its owner.")],
    owner: Annotated[str, typer.Option(help="The owner's name; the e-mail's first part when left out.")] = "",
    currency: Annotated[str, typer.Option(help="In which it counts.")] = "EUR",
    zone: Annotated[str, typer.Option(help="Its time zone.")] = "UTC",
) -> None:
    """Make an agency and print the address at which its owner gets in."""
    from onyx_app.services.sign_in import Founding, found_another

    wanted = Founding(name, currency, zone, owner or email.partition("@")[0], email)
    typer.echo(_ask(lambda: found_another(wanted), own=True))


def main() -> None:
    """Run a command; whatever a person can change is one sentence and status 1."""
    try:
        app(prog_name="onyx")
    except Exception as error:
        if (sentence := _sentence_of(error)) is None:
            raise
        typer.echo(sentence, err=True)
        sys.exit(1)


def _ask(question: Callable[[], Coroutine[Any, Any, str]], *, own: bool = False) -> str:
    """Answer `question` with the database up and its tables current; `own`: never beside the sample agencies."""
    from onyx_app import migrations
    from onyx_app.db import engine
    from onyx_app.supervisor import claim, with_database

    async def answered() -> str:
        try:
            return await question()
        finally:
            await engine().dispose()

    with with_database():
        if not migrations.up_to_date():
            migrations.upgrade()
        if own:
            claim("own")
        return asyncio.run(answered())


def _sentence_of(error: Exception) -> str | None:
    """What to tell the person at the keyboard; None when this is a bug and deserves its traceback."""
    import psycopg
    from pydantic import ValidationError

    from onyx_app import embedded, frontend, strings
    from onyx_app.errors import OnyxError
    from onyx_app.supervisor import Problem

    if isinstance(error, OnyxError):
        return strings.say(strings.DEFAULT, error.key, **error.parameters)
    if isinstance(error, ValidationError):
        return "\n".join(_setting_sentence(detail) for detail in error.errors())
    if isinstance(error, psycopg.OperationalError):
        return f"The database does not answer: {str(error).strip().splitlines()[0]}"
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}"
    if isinstance(error, Problem | embedded.PostgresProblem | frontend.BuildFailed):
        return str(error)
    return None


def _setting_sentence(detail: Any) -> str:
    name = ".".join(str(part).upper() for part in detail["loc"])
    reason = detail["msg"].removeprefix("Value error, ")
    return f"{name}: {reason}" if name else reason


if __name__ == "__main__":
    main()
