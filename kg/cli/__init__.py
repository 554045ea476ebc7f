"""The command line: `kg`. Each command is imported when it is used, so that `kg --help` answers at once.

It knows which commands there are and how errors end; each command's module knows the rest.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module, metadata
from typing import Any, NoReturn

import click

#: Every command: the module that has it, and its help in one line (a test holds it equal to the command's own).
COMMANDS = {
    "load": ("kg.cli.load", "Read files, folders and archives into the store."),
    "documents": ("kg.cli.load", "List what is loaded."),
    "remove": ("kg.cli.load", "Take one document and only its facts out again."),
    "trace": ("kg.cli.trace", "Follow a policy document to every project it funds or founds."),
    "search": ("kg.cli.look", "Find things by a part of their name, number or title."),
    "show": ("kg.cli.look", "Show one thing with everything around it."),
    "source": ("kg.cli.look", "Show the original passage that states a row."),
    "table": ("kg.cli.tables", "Print or write a flat table."),
    "coverage": ("kg.cli.tables", "Tell what of each document was read, and what was left unread."),
    "identities": ("kg.cli.judge", "List what was judged to be one thing, and why."),
    "ontology": ("kg.cli.language", "Explain a class, property, relationship, code, prefix of numbers or place."),
    "ask": ("kg.cli.ask", "Ask a named question; bare, list them."),
    "path": ("kg.cli.ask", "Connect two things: a shortest path between them."),
    "sparql": ("kg.cli.query", "Ask the RDF graph a SPARQL query, read-only."),
    "cypher": ("kg.cli.query", "Ask the property graph a Cypher query, read-only."),
    "check": ("kg.cli.health", "List the findings: what does not fit in the documents."),
    "export": ("kg.cli.exports", "Write the graph as a file for other programs."),
    "push": ("kg.cli.push", "Bring the graph into a running Neo4j or SPARQL store."),
    "stats": ("kg.cli.health", "Count documents, nodes, relationships and bytes."),
    "verify": ("kg.cli.health", "Prove that the store is whole and its engines agree."),
}


class LazyGroup(click.Group):
    """A group whose commands are imported on use, and whose errors end in one line and the right status."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands, in the order of the work."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name, imported now."""
        if cmd_name not in COMMANDS:
            return None
        command = getattr(import_module(COMMANDS[cmd_name][0]), cmd_name)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, without importing any of them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the arguments name; a slip is answered with the nearest name."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from difflib import get_close_matches  # noqa: PLC0415 - only for a slip

            near = get_close_matches(args[0], COMMANDS, n=1)
            hint = f"did you mean {near[0]}? " if near else ""
            raise click.UsageError(f"there is no command {args[0]}: {hint}kg --help lists them", ctx)
        return super().resolve_command(ctx, args)

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run the command; standalone, errors are printed as one line and the process ends with its status."""
        if not standalone_mode:
            return super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
        try:
            status = super().main(args, prog_name or "kg", complete_var, standalone_mode=False, **extra)
            sys.stdout.flush()
        except BrokenPipeError:
            # Whoever reads our output has read enough; Python must not complain when it closes it.
            _silence()
            sys.exit(1)
        except Exception as error:  # the outermost frame: whatever escapes becomes one line
            _fail(error)
        except KeyboardInterrupt:
            _say("interrupted; what was done before is kept")
            sys.exit(1)
        sys.exit(status if isinstance(status, int) else 0)


def _silence() -> None:
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        sys.stdout = None  # a stream without a descriptor (a test's): nothing to close


def _say(line: str) -> None:
    click.echo(f"kg: {line}", err=True)


def _fail(error: Exception) -> NoReturn:
    """Say in one line what is wrong, and end with status 2 (1 where a limit cut the work short)."""
    from kg.errors import KgError, QueryTimeoutError  # noqa: PLC0415 - after --help
    from ontology.vocabulary import VocabularyError  # noqa: PLC0415

    status = 2
    if isinstance(error, click.Abort):
        _say("interrupted; what was done before is kept")
        status = 1
    elif isinstance(error, click.UsageError):
        where = error.ctx.command_path if error.ctx else "kg"
        text = error.format_message().rstrip(".")
        _say(text if "--help" in text else f"{text}; {where} --help explains")
    elif isinstance(error, click.ClickException):
        _say(error.format_message())
    elif isinstance(error, VocabularyError):
        _say(f"{error}; docs/vocabulary.md explains")
    elif isinstance(error, KgError):
        _say(" ".join(str(error).split()))
        status = 1 if isinstance(error, QueryTimeoutError) else 2
    elif isinstance(error, OSError) and error.strerror:
        _say(f"{error.filename or 'file'}: {error.strerror}; check the path, its rights and the space left")
    elif os.environ.get("KG_DEBUG"):
        raise error
    else:
        said = " ".join(str(error).split())[:300]
        _say(f"a defect of kg ({type(error).__name__}: {said}); set KG_DEBUG=1 for the details and report it")
    sys.exit(status)


def _version(ctx: click.Context, parameter: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        try:
            number = metadata.version("fiscal-kg")
        except metadata.PackageNotFoundError:
            number = "not installed"
        click.echo(f"kg {number}")
        ctx.exit()


@click.group(
    "kg",
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Machine output goes to standard output, all else to standard error. "
    "Exit status: 0 done, 1 done in part or cut short, 2 could not be done.",
)
@click.option(
    "--store",
    type=click.Path(file_okay=False),
    envvar="KG_STORE",
    default="kg-store",
    show_default=True,
    show_envvar=True,
    help="The folder of the store.",
)
@click.option("--version", is_flag=True, expose_value=False, is_eager=True, callback=_version, help="Print it.")
@click.pass_context
def cli(ctx: click.Context, store: str) -> None:
    """A knowledge graph of public money: budgets, projects, and the policy documents they rest on.

    The same things as a Python library: from kg import Graph.
    """
    ctx.obj = store


def main() -> None:
    """The entry point of the installed command."""
    cli.main(prog_name="kg")
