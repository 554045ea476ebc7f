"""What a person says against the reader and the rules: two things are one or are not, a value was misread.

`records` are the entries, `files` reads them, `entries` keeps them in the catalogue; `amend` applies them to the
statements of a document, of which `values`, `citations`, `dimensions` and `bodies` each know a part; `policies` applies
them to judgements.
"""

from kg.overrides.records import NONE, Overrides

__all__ = ["NONE", "Overrides"]
