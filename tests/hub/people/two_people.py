"""Two people in two places, with names, numbers and phones that really open, and nobody in the third."""

from datetime import date

from sqlalchemy import text

from hub.db import Store
from hub.security.permissions import Role
from tests.analytics.linkage.people import resident_id
from tests.hub.intake.messages import TESTER
from tests.hub.security import two_places

BORN = date(1975, 4, 9)
OWN, FOREIGN, NONE = 11, 22, 999
NAMES = {OWN: "欧阳试验", FOREIGN: "申屠样例"}
FORMER = {OWN: "欧阳旧名", FOREIGN: "申屠旧名"}
NUMBERS = {OWN: resident_id(BORN, 121), FOREIGN: resident_id(BORN, 124, "370202")}
PHONES = {OWN: "13987654321", FOREIGN: "13887654322"}
PERSONAL = (*NAMES.values(), *FORMER.values(), *NUMBERS.values(), *PHONES.values())

WORKER = "update worker set birth_date = :born where worker_id = :worker"
IDENTITY = """
update vault.identity set id_index = :id_index, name_index = :name_index, sealed = :sealed where worker_id = :worker
"""
ALIAS = """
update vault.alias set name_index = :former_index, sealed = :former
where identity_id = (select identity_id from vault.identity where worker_id = :worker)
"""
# Of the first place, in every role that there is.
ORGANISATIONS = dict.fromkeys(Role, "bureau:370102") | {
    Role.EMPLOYER: "employer:C1",
    Role.EXAM_INSTITUTION: "institution:370102001",
    Role.DIAGNOSIS_INSTITUTION: "institution:370102001",
    Role.WORKER: f"person:{OWN}",
}


def fill(store: Store) -> None:
    """Everything there is, in both places."""
    two_places.fill(store)
    for worker, name in NAMES.items():
        rename(store, worker, name)


def rename(store: Store, worker: int, name: str) -> None:
    """Seal that name, with the number, phone and former name of the worker."""
    vault = store.vault
    sealed, former = (
        vault.seal_json(["01", NUMBERS[worker], each, PHONES[worker]], b"identity") for each in (name, FORMER[worker])
    )
    values = {
        "worker": worker,
        "born": BORN,
        "id_index": vault.blind("id", f"01\x1f{NUMBERS[worker]}"),
        "name_index": vault.blind("name", name),
        "former_index": vault.blind("name", FORMER[worker]),
        "sealed": sealed,
        "former": former,
    }
    with store.transaction(TESTER) as connection:
        for statement in (WORKER, IDENTITY, ALIAS):
            assert connection.execute(text(statement), values).rowcount == 1


def merge(store: Store) -> None:
    """The second was found to be the first."""
    with store.transaction(TESTER) as connection:
        connection.execute(text(f"update worker set merged_into = {OWN} where worker_id = {FOREIGN}"))
