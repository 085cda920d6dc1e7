"""`words__cocok=term`: the one place that knows which database searches how."""

from __future__ import annotations

from typing import Any

from django.db.models import Lookup, TextField

from workflow.archive.words import Term

SQLITE_TABLE = "workflow_archivefts"


@TextField.register_lookup
class Matches(Lookup[Any]):
    """The words of a term side by side, the last as a beginning. `rhs` is a Term, whose words are letters and digits only."""

    lookup_name = "cocok"
    prepare_rhs = False

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        lhs, params = self.process_lhs(compiler, connection)
        table = lhs.rpartition(".")[0]
        sql = f'{table}."id" IN (SELECT rowid FROM {SQLITE_TABLE} WHERE {SQLITE_TABLE} MATCH %s)'
        return sql, [*params, sqlite_query(self.rhs)]

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        lhs, params = self.process_lhs(compiler, connection)
        return f"to_tsvector('simple', {lhs}) @@ to_tsquery('simple', %s)", [
            *params,
            postgres_query(self.rhs),
        ]


def sqlite_query(term: Term) -> str:
    """`"400 3 007"*`"""
    return f'"{" ".join(term)}"*'


def postgres_query(term: Term) -> str:
    """`'400' <-> '3' <-> '007':*`"""
    return " <-> ".join(f"'{word}'" for word in term) + ":*"
