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


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100,
                                            # CLEANER_CHECK_FORMAT=github and the like, for every option of every command
                                            "auto_envvar_prefix": "CLEANER"})
@click.version_option(__version__, prog_name="cleaner")
def main() -> None:
    """Cleans text corpora: repairs encoding, strips abusive and junk lines, removes duplicates.

    Everything it removes or changes is kept in a trail and can be put back.
    """
    import gc
    # Rules and tries are hundreds of thousands of small objects that live to the end; looking through them
    # for cycles finds none and takes a tenth of the start.
    gc.set_threshold(50_000, 20, 100)


def _settings_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that choose settings; the command gets them as one `settings`."""
    options = [
        click.option("--config", envvar="CLEANER_CONFIG", type=click.Path(dir_okay=False), help="A cleaner.toml; the nearest one otherwise."),
        click.option("--policy", envvar="CLEANER_POLICY", type=click.Choice(["careful", "strict", "flag-only"]), help="How much goes (careful)."),
        click.option("--rules", envvar="CLEANER_RULES", multiple=True, type=click.Path(), help="A folder or file of rules of your own; may be repeated."),
        click.option("--skip", envvar="CLEANER_SKIP", multiple=True, metavar="FILTER", help="Leave out a filter: encoding, spacing, abuse, junk, wording, duplicates."),
        click.option("--text-field", envvar="CLEANER_TEXT_FIELD", metavar="NAME", help="Field or column that holds the text (text)."),
        click.option("--encoding", envvar="CLEANER_ENCODING", metavar="NAME", help="The encoding of the input, instead of detecting it."),
        click.option("--paragraphs", envvar="CLEANER_PARAGRAPHS", type=click.Choice(["line", "block", "auto"]), help="What a paragraph is (auto)."),
        click.option("--mask", envvar="CLEANER_MASK", metavar="TEXT", help='What masked words become (***); "first-letter" keeps that and the length.'),
        click.option("--isolated", envvar="CLEANER_ISOLATED", is_flag=True, help="Read no cleaner.toml and no pyproject.toml."),
        click.option("--show-settings", is_flag=True, help="Show the settings in force and where they come from; do nothing."),
    ]

    @wraps(command)
    def wrapped(config: str | None, policy: str | None, rules: tuple[str, ...], skip: tuple[str, ...], text_field: str | None,
                encoding: str | None, paragraphs: str | None, mask: str | None, isolated: bool, show_settings: bool, **arguments: Any) -> Any:
        from cleaner import settings as all_settings
        if config and isolated:
            raise click.UsageError("--isolated and --config contradict each other")
        found, source = ((all_settings.relative_to(all_settings.from_table(all_settings.read(Path(config)), config), Path(config).parent), config)
                         if config else (all_settings.Settings(), "") if isolated else all_settings.nearest(Path.cwd()))
        more = {name: arguments.pop(name) for name in ("near_duplicate", "boilerplate", "keep", "trail", "exclude") if name in arguments}
        settings = found.with_options(policy=policy, rules=rules or None, skip=skip or None, text_field=text_field, encoding=encoding,
                                      paragraphs=paragraphs, mask=mask, **{name: value or None for name, value in more.items()})
        if show_settings:
            click.echo(all_settings.to_toml(settings, source), nl=False)
            raise SystemExit(0)
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
@click.option("--keep", metavar="WHICH", help="Of copies, which stays: first or last by key, longest, FIELD (the highest), lowest:FIELD (first).")
@click.option("--boilerplate", type=float, metavar="SHARE", help="Share of a source's documents from which a line is not the author's but the site's (0.5).")
@click.option("--against", multiple=True, type=click.Path(path_type=Path), metavar="INDEX", help="What stands in this earlier corpus goes, too; may be repeated.")
@click.option("--memory", metavar="SIZE", help="How much the comparison may hold before it goes to disk, such as 4GB (half of the machine's).")
@click.option("--trail", type=click.Choice(["full", "brief"]), help="brief leaves out the removed text: no way back.")
@click.option("--exclude", multiple=True, metavar="GLOB", help="Leave these out of folders; may be repeated.")
@click.option("--workers", "-j", type=click.IntRange(1), help="Processes (one for each processor).")
@click.option("--quiet", "-q", is_flag=True, help="No progress and no summary.")
@click.option("--report", type=click.Path(path_type=Path), metavar="FILE", help="Write a page about the run, as `cleaner report` does.")
@_settings_options
def clean(inputs: tuple[str, ...], output: Path | None, to: str | None, kind: str, workers: int | None, quiet: bool,
          against: tuple[Path, ...], memory: str | None, report: Path | None, settings: Any) -> None:
    """Clean files and folders into a new folder; "-" cleans standard input to standard output."""
    from cleaner.commands import batch
    if output is None and (inputs != ("-",) or report):
        raise click.UsageError("--output is missing: name a folder for the cleaned files")
    if report:
        from cleaner.report import page as report_page
        report_page.ready(report)
    if output is None or inputs == ("-",):
        code = batch.stream(settings, output, kind)
    else:
        code = batch.clean(inputs, output, settings, workers, to, quiet, against, memory)
    if report and output:
        report_page.write(output, report)
    raise SystemExit(code)


@main.command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("--output", "-o", type=click.Path(path_type=Path), required=True, help="The index: a new folder, or one to add to.")
@click.option("--name", default="", help="What the trail will call this corpus (the name of the first input).")
@click.option("--exclude", multiple=True, metavar="GLOB", help="Leave these out of folders; may be repeated.")
@click.option("--workers", "-j", type=click.IntRange(1), help="Processes (one for each processor).")
@_settings_options
def index(inputs: tuple[str, ...], output: Path, name: str, workers: int | None, settings: Any) -> None:
    """Index a corpus, so that others can be cleaned against it."""
    from cleaner.commands import batch
    raise SystemExit(batch.index(inputs, output, settings, name, workers))


@main.command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT... | INDEX")
@click.option("--threshold", "near_duplicate", type=float, metavar="SHARE", help="Jaccard similarity from which documents are copies (0.8).")
@click.option("--format", type=click.Choice(["text", "jsonl", "csv"]), default="text", help="How the groups are written (text).")
@click.option("--index", type=click.Path(path_type=Path), help="Keep what was computed here; the same command with another threshold starts from it.")
@click.option("--no-diff", is_flag=True, help="Only name the documents.")
@click.option("--exclude", multiple=True, metavar="GLOB", help="Leave these out of folders; may be repeated.")
@_settings_options
def duplicates(inputs: tuple[str, ...], format: str, index: Path | None, no_diff: bool, settings: Any) -> None:
    """List documents that are alike, and how they differ; nothing is changed."""
    from cleaner.commands import listing
    raise SystemExit(listing.duplicates(inputs, settings, format, index, not no_diff))


def _view_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that choose what is done with findings and how they are told; the command gets a `task`, a `view` and `colour`."""
    options = [
        click.option("--diff", is_flag=True, help="Show the change as a unified diff."),
        click.option("--fix", is_flag=True, help="Write the change into the files; the trail goes to .cleaner/fixes."),
        click.option("--format", type=click.Choice(["text", "json", "jsonl", "github", "sarif"]), default="text", help="How findings are written (text)."),
        click.option("--output", "-o", type=click.Path(path_type=Path, dir_okay=False), help="Write the findings into this file."),
        click.option("--statistics", is_flag=True, help="Count the findings of each rule at the end."),
        click.option("--quiet", "-q", is_flag=True, help="No findings, only the exit code."),
        click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="auto: on a terminal, unless NO_COLOR is set."),
        click.option("--exclude", multiple=True, metavar="GLOB", help="Leave these out of folders; may be repeated."),
        click.option("--force-exclude", is_flag=True, help="Leave excluded files out even where they are named."),
    ]

    @wraps(command)
    def wrapped(diff: bool, fix: bool, format: Any, output: Path | None, statistics: bool, quiet: bool, color: str, force_exclude: bool, **arguments: Any) -> Any:
        from cleaner.commands import review
        if diff and (format != "text" or output):
            raise click.UsageError("--diff is a format of its own, for the standard output: leave out --format and --output")
        context = click.get_current_context()
        context.color = review.wants_colour(color)
        return command(task=review.Task(fix=fix, force_exclude=force_exclude), view=review.View(format, output, statistics, quiet, diff),
                       colour=context.color, **arguments)

    for option in reversed(options):
        wrapped = option(wrapped)
    return wrapped


@main.command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@_view_options
@_settings_options
def check(inputs: tuple[str, ...], task: Any, view: Any, colour: bool, settings: Any) -> None:
    """Show what cleaning would find in each file; exit code 1 if there is anything."""
    from cleaner.commands import review
    raise SystemExit(review.review(inputs, settings, task, view, colour))


@main.command()
@click.argument("inputs", nargs=-1, metavar="[INPUT...]")
@click.option("--corpus", is_flag=True, help="Look for what stands in two files; writes nothing.")
@click.option("--junk/--no-junk", default=None, help="Also take out what web pages show around their text (no).")
@click.option("--baseline", metavar="FILE", help="Findings that are known (.cleaner-baseline.json).")
@_view_options
@_settings_options
def hook(inputs: tuple[str, ...], corpus: bool, junk: bool | None, baseline: str | None, task: Any, view: Any, colour: bool, settings: Any) -> None:
    """Check or mend files of a repository, as pre-commit does; without INPUT all that git tracks here."""
    from dataclasses import replace

    from cleaner.commands import review
    if corpus and task.fix:
        raise click.UsageError("--corpus writes nothing: leave out --fix")
    task = replace(task, corpus=corpus, hook=review.hook_of(settings, junk, baseline))
    raise SystemExit(review.review(inputs, settings, task, view, colour))


@main.command()
@click.argument("inputs", nargs=-1, metavar="[INPUT...]")
@click.option("--baseline", metavar="FILE", help="Where to write it (.cleaner-baseline.json).")
@click.option("--junk/--no-junk", default=None, help="As for `cleaner hook`.")
@_settings_options
def baseline(inputs: tuple[str, ...], baseline: str | None, junk: bool | None, settings: Any) -> None:
    """Write down what `cleaner hook` finds today, so that only new findings count; without INPUT in all that git tracks."""
    from cleaner.commands import review
    raise SystemExit(review.make_baseline(inputs, settings, review.hook_of(settings, junk, baseline)))


@main.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the completion script of a shell: eval "$(cleaner completion bash)"."""
    from click.shell_completion import get_completion_class
    made = get_completion_class(shell)
    assert made
    click.echo(made(main, {}, "cleaner", "_CLEANER_COMPLETE").source())


@main.command()
@click.argument("what", metavar="RULE | FILE:LINE")
@_settings_options
def explain(what: str, settings: Any) -> None:
    """Explain a rule, or each step that a line of a file goes through."""
    from cleaner.commands import explaining
    raise SystemExit(explaining.explain(what, settings))


@main.command()
@click.argument("cleaned", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--by", type=click.Choice(["rule", "file"]), default="rule", help="Count by rule or by file.")
@click.option("--rule", default="", metavar="GLOB", help="Only these rules.")
@click.option("--file", default="", metavar="GLOB", help="Only these files.")
@click.option("--sample", type=click.IntRange(0), metavar="N", help="Show N edits with their context, the same N each time.")
def trail(cleaned: Path, by: str, rule: str, file: str, sample: int | None) -> None:
    """Show what was removed or changed in a cleaned folder."""
    from cleaner.commands import showing
    raise SystemExit(showing.trail(cleaned, by, rule, file, sample))


@main.command()
@click.argument("cleaned", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--output", "-o", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Where to write it (DIR/.cleaner/report.html).")
def report(cleaned: Path, output: Path | None) -> None:
    """Make a page about a run, with samples of all it did, to decide whether to trust it."""
    from cleaner.report import page as report_page
    raise SystemExit(report_page.report(cleaned, output))


@main.command()
@click.argument("cleaned", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--output", "-o", type=click.Path(path_type=Path), help="Folder for what is put back (DIR.restored).")
@click.option("--rule", default="", metavar="GLOB", help="Undo only what these rules did.")
@click.option("--file", default="", metavar="GLOB", help="Only these files.")
def restore(cleaned: Path, output: Path | None, rule: str, file: str) -> None:
    """Put back the sources of a cleaned folder, byte for byte, or only what one rule did."""
    from cleaner.commands import batch
    raise SystemExit(batch.restore(cleaned, output, rule, file))


@main.command()
@click.option("--new", type=click.Path(path_type=Path), metavar="FILE", help="Write a template, such as my-rules/junk/shop.toml.")
@_settings_options
def rules(settings: Any, new: Path | None) -> None:
    """List the rules in force, prove them, and tell which file each comes from."""
    from cleaner.commands import explaining
    raise SystemExit(explaining.new_rules(new) if new else explaining.rules(settings))


if __name__ == "__main__":
    main()
