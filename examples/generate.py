"""Disclosures of a fictitious county, with their truth: the functions to call, and the command.

python -m examples.generate --seed 1 --departments 6 --years 2023 2024 --out DIR [--truth DIR]
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random

from examples.catalogue import departments as department_specs
from examples.county import World, world
from examples.document import GeneratedDocument, write_document
from examples.noise import disturb
from examples.plan import DepartmentYear, plan
from examples.truth import Policies, Traces, policies, trace

__all__ = ["Corpus", "GeneratedDocument", "generate", "iter_documents"]


@dataclass(frozen=True)
class Corpus:
    """Documents of one county and, over all of them, the projects that each policy document reaches.

    `traces` maps a canonical number (《title》 for a document without one) to entries with publisher, unit, project,
    fiscal_year, stage, timing, amount_yuan (an exact string), relation and counted. `policies` maps the same keys to
    number, title, kind, issuer and passes_on (the number of the notice that this one hands on).
    """

    documents: tuple[GeneratedDocument, ...]
    traces: Traces
    policies: Policies


def _rows(size_kb: float) -> int:
    """How many project rows make a document of about that many kilobytes."""
    return max(4, round((size_kb - 27) / 2.65))


def _years(seed: int, place: World, department: int, years: Sequence[int], size_kb: float) -> Iterator[DepartmentYear]:
    """One department's years, its documents somewhat larger or smaller than asked."""
    spec = department_specs()[department]
    size = size_kb * Random(f"{seed}/{place.index}/{spec.key}/size").uniform(0.85, 1.15)
    return plan(seed, place, spec, years, _rows(size))


def generate(
    seed: int,
    departments: int,
    years: Sequence[int],
    noise: float = 0.0,
    size_kb: int = 80,
    *,
    noisy: int | None = None,
) -> Corpus:
    """The disclosures of the first county's departments in the given years, ordered by department and year.

    `noise` is between 0 (clean) and 1 (heavy); `noisy` limits it to that many of the documents, spread over them.
    `size_kb` is about the size of a document in UTF-8. Raises ValueError for a number that cannot be.
    """
    specs = department_specs()
    if not 1 <= departments <= len(specs):
        raise ValueError(f"departments must be between 1 and {len(specs)}, not {departments}")
    if not years:
        raise ValueError("at least one year is needed")
    if not 0 <= noise <= 1:
        raise ValueError(f"noise must be between 0 and 1, not {noise}")
    place = world(0)
    planned = [
        year
        for department in range(departments)
        for year in _years(seed, place, department, sorted(set(years)), size_kb)
    ]
    count = len(planned) if noisy is None else min(noisy, len(planned))
    chosen = {len(planned) * (2 * number + 1) // (2 * count) for number in range(count)} if noise else set()
    spoil = partial(disturb, level=noise)
    documents = tuple(
        write_document(seed, year, spoil if number in chosen else None) for number, year in enumerate(planned)
    )
    return Corpus(documents, trace(planned), policies(planned))


def iter_documents(seed: int, count: int, size_kb: int = 80) -> Iterator[GeneratedDocument]:
    """`count` different clean documents, one by one: county after county, each department in three years.

    Counties of one city share its notices, all share the province's. Raises ValueError beyond 5,082 documents.
    """
    made, index = 0, 0
    while made < count:
        place = world(index)
        for department in range(len(department_specs())):
            for year in _years(seed, place, department, (2022, 2023, 2024), size_kb):
                if made == count:
                    return
                yield write_document(seed, year)
                made += 1
        index += 1


def main(arguments: Sequence[str] | None = None) -> None:
    """The command: writes the documents into a folder, the truth as JSON into another."""
    parser = argparse.ArgumentParser(prog="python -m examples.generate", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--departments", type=int, default=6)
    parser.add_argument("--years", type=int, nargs="+", default=[2023, 2024])
    parser.add_argument("--noise", type=float, default=0.0, help="0 (clean) to 1 (heavy)")
    parser.add_argument("--noisy", type=int, help="how many of the documents are noisy (all)")
    parser.add_argument("--size-kb", type=int, default=80, help="about the size of a document")
    parser.add_argument("--out", type=Path, required=True, help="folder for the documents")
    parser.add_argument("--truth", type=Path, help="folder for one JSON file a document, traces.json and policies.json")
    args = parser.parse_args(arguments)
    try:
        corpus = generate(args.seed, args.departments, args.years, args.noise, args.size_kb, noisy=args.noisy)
    except ValueError as error:
        parser.error(str(error))
    args.out.mkdir(parents=True, exist_ok=True)
    for document in corpus.documents:
        (args.out / document.name).write_bytes(document.text.encode("utf-8"))
    if args.truth:
        args.truth.mkdir(parents=True, exist_ok=True)
        for document in corpus.documents:
            _write_json(args.truth / f"{Path(document.name).stem}.json", document.truth)
        _write_json(args.truth / "traces.json", corpus.traces)
        _write_json(args.truth / "policies.json", corpus.policies)


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
