"""What row security costs: the same transaction, the same settings, the same rows, with and without the policy."""

import time

import psycopg

from tests import cast
from tests.bench.figure import Figure, at, bench_house

_AGENCIES, _ROWS, _ROUNDS = 50, 500, 400
_CONTEXT = (
    "select set_config('onyx.agency_id', %s, true), set_config('onyx.profile_id', %s, true),"
    " set_config('onyx.role', %s, true)"
)
_QUERY = "select id, name, handle, status from {} where {} order by id limit 50"


def run() -> list[Figure]:
    with bench_house() as house:
        with house.admin() as admin:
            admin.execute("set session_replication_role = replica")
            admin.execute(
                "insert into creators (agency_id, name) select case n %% %s when 0 then %s::uuid else uuidv7() end,"
                " 'Creator ' || n from generate_series(1, %s) n",
                (_AGENCIES, cast.NORTHLIGHT, _AGENCIES * _ROWS),
            )
            admin.execute("create table unprotected (like creators including all)")
            admin.execute("insert into unprotected select * from creators")
            admin.execute("grant select on unprotected to onyx_app")
            admin.execute("analyze creators, unprotected")
        with psycopg.connect(house.dsn("app"), autocommit=True) as connection:
            with_policy, without = [], []
            for _ in range(_ROUNDS):  # in turns, so that whatever else the machine does hits both alike
                with_policy.append(_time(connection, _QUERY.format("creators", "true")))
                without.append(_time(connection, _QUERY.format("unprotected", f"agency_id = '{cast.NORTHLIGHT}'")))
    size = f"{_AGENCIES} agencies × {_ROWS} rows, 50 read, median of {_ROUNDS} transactions"
    return [
        Figure("row_security_cost_ratio", at(with_policy, 0.5) / at(without, 0.5), "×", 1.10, size),
        Figure("row_security_transaction_ms", at(with_policy, 0.5) * 1000, "ms", None, size),
    ]


def _time(connection: psycopg.Connection, query: str) -> float:
    began = time.perf_counter()
    with connection.transaction():
        connection.execute(_CONTEXT, [str(cast.NORTHLIGHT), str(cast.OWNER.profile_id), "owner"])
        connection.execute(query).fetchall()
    return time.perf_counter() - began
