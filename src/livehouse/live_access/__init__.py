"""Who may go live, by a policy that is data, and why. This is all that other slices may use of it."""

from livehouse.live_access.errors import NoLiveAccess, TermsChanged
from livehouse.live_access.judgement import Facts, Judgement, Requirement, judge
from livehouse.live_access.policy import Ages, Policy, PolicyInvalid, load_policy, read_policy
from livehouse.live_access.routes import router
from livehouse.live_access.service import LiveAccess

__all__ = [
    "Ages",
    "Facts",
    "Judgement",
    "LiveAccess",
    "NoLiveAccess",
    "Policy",
    "PolicyInvalid",
    "Requirement",
    "TermsChanged",
    "judge",
    "load_policy",
    "read_policy",
    "router",
]
