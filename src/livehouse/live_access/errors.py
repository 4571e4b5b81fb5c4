"""What live access refuses."""

import msgspec

from livehouse.kernel.errors import Conflict, Forbidden
from livehouse.live_access.judgement import Judgement


class NoLiveAccess(Forbidden):
    """The account may not go live; `requirements` in the details says what is asked and what is missing."""

    code = "no_live_access"

    def __init__(self, judgement: Judgement) -> None:
        unmet = [requirement for requirement in judgement.requirements if not requirement.met]
        super().__init__(
            " ".join(requirement.what_to_do for requirement in unmet if requirement.what_to_do is not None),
            requirements=msgspec.to_builtins(judgement.requirements),
            policy_version=judgement.policy_version,
        )


class TermsChanged(Conflict):
    """The version that was accepted is not the one in force; `version` in the details is."""

    code = "terms_changed"

    def __init__(self, current: str) -> None:
        super().__init__(
            "The LIVE terms have changed since this page was opened. Read the new version, then accept it.",
            field="version",
            version=current,
        )
