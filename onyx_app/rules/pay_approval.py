"""Four eyes: who may approve a run, and whose own slip somebody else approves first (`docs/rules-pay.md` 37)."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID


class Obstacle(StrEnum):
    """What keeps somebody from approving a run."""

    PREPARED = "prepared"  # they calculated it, and somebody else may approve
    OWN_SLIP = "own_slip"  # they are paid by it, and nobody else has approved their slip


@dataclass(frozen=True, slots=True)
class Approval:
    """Who stands where. `paid`: approvers with lines in the run; `signed`: whose slip was approved by whom."""

    approvers: Set[UUID]
    prepared_by: UUID | None
    paid: Set[UUID] = frozenset()
    signed: Mapping[UUID, UUID] = field(default_factory=dict)

    def alone(self, who: UUID) -> bool:
        """Nobody else may approve: the one exception to four eyes, which run, slips and audit trail say."""
        return self.approvers == {who}

    def obstacle(self, who: UUID) -> Obstacle | None:
        """Why `who`, one of the approvers, cannot approve the run as it stands; None when they can."""
        if self.alone(who):
            return None
        if who == self.prepared_by:
            return Obstacle.PREPARED
        return Obstacle.OWN_SLIP if who in self.paid and who not in self.signed else None

    def signers(self, paid: UUID) -> Set[UUID]:
        """Who may approve the slip of `paid`: not they, and not who prepared it unless nobody else is left."""
        others = self.approvers - {paid}
        return others - {self.prepared_by} or others

    def to_sign(self, who: UUID) -> Set[UUID]:
        """Whose slips `who` approves so that their owners can approve the run."""
        waiting = {one for one in self.paid if self.obstacle(one) is Obstacle.OWN_SLIP}
        return {one for one in waiting if who in self.signers(one)}
