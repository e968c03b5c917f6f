"""How far a reader of a view sees: the territory it was agreed on, behind the narrowest fence that shows the view."""

from datetime import date

from hub.pull.views import View
from hub.security.scope import Fence, Scope, of_territory

# What the fence of insurance lets be seen (migration 0005).
INSURED = frozenset(
    ("diagnosis", "appraisal", "insured_spell", "determination", "assessment", "benefit", "termination", "death")
)


def scope_of_view(view: View, territory: str, on: date) -> Scope:
    """Within a division as it is on a day: as insurance sees it where that is enough for the view."""
    fence = Fence.INSURANCE if view.documents.keys() <= INSURED else Fence.TERRITORY
    return of_territory(territory, on, fence)
