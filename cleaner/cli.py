"""The command: click, and no logic.  Each command's own module is imported when it runs."""
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from cleaner import __version__
from cleaner.errors import CleanerError

FINDINGS, FAILED = 1, 2


class _Commands(click.Group):
    """Ends a user's mistake with one message and exit code 2, in every command."""

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except CleanerError as error:
            raise SystemExit(_complain(str(error))) from None
        except BrokenPipeError:
            # Whoever read our output has had enough, as `head` does.
            sys.stderr.close()
            raise SystemExit(0) from None
        except KeyboardInterrupt:
            raise SystemExit(_complain("stopped; the same command goes on where this one was")) from None


def _complain(message: str) -> int:
    click.echo(message, err=True)
    return FAILED


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="cleaner")
def main() -> None:
    """Cleans text corpora: repairs encoding, strips abusive and junk lines, removes duplicates.

    Everything it removes or changes is kept in a trail and can be put back.
    """


def _settings_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that choose settings; the command gets them as one `settings`."""
    options = [
        click.option("--config", type=click.Path(dir_okay=False), help="A cleaner.toml; the nearest one otherwise."),
        click.option("--policy", type=click.Choice(["careful", "strict", "flag-only"]), help="How much goes (careful)."),
        click.option("--rules", multiple=True, type=click.Path(), help="A folder or file of rules of your own; may be repeated."),
        click.option("--skip", multiple=True, metavar="FILTER", help="Leave out a filter: encoding, spacing, abuse, junk, wording, duplicates."),
        click.option("--text-field", metavar="NAME", help="Field or column that holds the text (text)."),
        click.option("--encoding", metavar="NAME", help="The encoding of the input, instead of detecting it."),
        click.option("--paragraphs", type=click.Choice(["line", "block", "auto"]), help="What a paragraph is (auto)."),
        click.option("--mask", metavar="TEXT", help='What masked words become (***); "first-letter" keeps that and the length.'),
    ]

    @wraps(command)
    def wrapped(config: str | None, policy: str | None, rules: tuple[str, ...], skip: tuple[str, ...], text_field: str | None,
                encoding: str | None, paragraphs: str | None, mask: str | None, **arguments: Any) -> Any:
        from cleaner import settings as all_settings
        found = (all_settings.relative_to(all_settings.from_table(all_settings.read(Path(config)), config), Path(config).parent)
                 if config else all_settings.nearest(Path.cwd())[0])
        more = {name: arguments.pop(name) for name in ("near_duplicate", "trail", "exclude") if name in arguments}
        settings = found.with_options(policy=policy, rules=rules or None, skip=skip or None, text_field=text_field, encoding=encoding,
                                      paragraphs=paragraphs, mask=mask, **{name: value or None for name, value in more.items()})
        return command(settings=settings, **arguments)

    for option in reversed(options):
        wrapped = option(wrapped)
    return wrapped


@main.command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("--output", "-o", type=click.Path(path_type=Path), help="Folder for the cleaned files and their trail.")
@click.option("--to", type=click.Choice(["jsonl"]), help="Write one corpus.jsonl instead of a file for each.")
@click.option("--format", "kind", type=click.Choice(["txt", "jsonl", "csv", "tsv"]), default="txt", help='What "-" holds (txt).')
@click.option("--near-duplicate", type=float, metavar="SHARE", help="Jaccard similarity from which documents are copies (0.8); 1: only exact ones.")
@click.option("--trail", type=click.Choice(["full", "brief"]), help="brief leaves out the removed text: no way back.")
@click.option("--exclude", multiple=True, metavar="GLOB", help="Leave these out of folders; may be repeated.")
@click.option("--workers", "-j", type=click.IntRange(1), help="Processes (one for each processor).")
@click.option("--quiet", "-q", is_flag=True, help="No progress and no summary.")
@_settings_options
def clean(inputs: tuple[str, ...], output: Path | None, to: str | None, kind: str, workers: int | None, quiet: bool, settings: Any) -> None:
    """Clean files and folders into a new folder; "-" cleans standard input to standard output."""
    from cleaner import batch
    if inputs == ("-",):
        raise SystemExit(batch.stream(settings, output, kind))
    if output is None:
        raise click.UsageError("--output is missing: name a folder for the cleaned files")
    raise SystemExit(batch.clean(inputs, output, settings, workers, to, quiet))


@main.command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("--diff", is_flag=True, help="Show the change as a unified diff.")
@click.option("--fix", is_flag=True, help="Write the change into the files; the trail goes to .cleaner/fixes.")
@_settings_options
def check(inputs: tuple[str, ...], diff: bool, fix: bool, settings: Any) -> None:
    """Show what cleaning would find in each file; exit code 1 if there is anything."""
    from cleaner import showing
    raise SystemExit(showing.check(inputs, settings, diff, fix))


@main.command()
@click.argument("what", metavar="RULE | FILE:LINE")
@_settings_options
def explain(what: str, settings: Any) -> None:
    """Explain a rule, or each step that a line of a file goes through."""
    from cleaner import explaining
    raise SystemExit(explaining.explain(what, settings))


@main.command()
@click.argument("cleaned", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--by", type=click.Choice(["rule", "file"]), default="rule", help="Count by rule or by file.")
@click.option("--rule", default="", metavar="GLOB", help="Only these rules.")
@click.option("--file", default="", metavar="GLOB", help="Only these files.")
@click.option("--sample", type=click.IntRange(0), metavar="N", help="Show N edits with their context, the same N each time.")
def trail(cleaned: Path, by: str, rule: str, file: str, sample: int | None) -> None:
    """Show what was removed or changed in a cleaned folder."""
    from cleaner import showing
    raise SystemExit(showing.trail(cleaned, by, rule, file, sample))


@main.command()
@click.argument("cleaned", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--output", "-o", type=click.Path(path_type=Path), help="Folder for what is put back (DIR.restored).")
@click.option("--rule", default="", metavar="GLOB", help="Undo only what these rules did.")
@click.option("--file", default="", metavar="GLOB", help="Only these files.")
def restore(cleaned: Path, output: Path | None, rule: str, file: str) -> None:
    """Put back the sources of a cleaned folder, byte for byte, or only what one rule did."""
    from cleaner import batch
    raise SystemExit(batch.restore(cleaned, output, rule, file))


@main.command()
@click.option("--new", type=click.Path(path_type=Path), metavar="FILE", help="Write a template, such as my-rules/junk/shop.toml.")
@_settings_options
def rules(settings: Any, new: Path | None) -> None:
    """List the rules in force, prove them, and tell which file each comes from."""
    from cleaner import explaining
    raise SystemExit(explaining.new_rules(new) if new else explaining.rules(settings))


if __name__ == "__main__":
    main()
