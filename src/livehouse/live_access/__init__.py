"""Who may go live, by a policy that is data, and why. This is all that other slices may use of it."""

from livehouse.live_access.errors import NoLiveAccess, TermsChanged, TooYoungForGifts
from livehouse.live_access.events import LiveAccessOpened, Notice, NoticeAdded, NoticeKind, NoticeMessage
from livehouse.live_access.gate import Gate
from livehouse.live_access.judgement import Decision, Facts, Followers, Judgement, Quality, Requirement, judge
from livehouse.live_access.notices import Notices
from livehouse.live_access.policy import Ages, Policy, PolicyInvalid, QualityRules, Rules
from livehouse.live_access.policy_keeper import PolicyKeeper
from livehouse.live_access.policy_reader import load_policy, read_policy
from livehouse.live_access.quality import PostNumbers, QualitySource, score_post, viewers_who_count
from livehouse.live_access.report import QualityReport, quality_of, report_on
from livehouse.live_access.routes import router
from livehouse.live_access.schemas import Notice as NoticeSchema
from livehouse.live_access.service import Examination, LiveAccess

__all__ = [
    "Ages",
    "Decision",
    "Examination",
    "Facts",
    "Followers",
    "Gate",
    "Judgement",
    "LiveAccess",
    "LiveAccessOpened",
    "NoLiveAccess",
    "Notice",
    "NoticeAdded",
    "NoticeKind",
    "NoticeMessage",
    "NoticeSchema",
    "Notices",
    "Policy",
    "PolicyInvalid",
    "PolicyKeeper",
    "PostNumbers",
    "Quality",
    "QualityReport",
    "QualityRules",
    "QualitySource",
    "Requirement",
    "Rules",
    "TermsChanged",
    "TooYoungForGifts",
    "judge",
    "load_policy",
    "quality_of",
    "read_policy",
    "report_on",
    "router",
    "score_post",
    "viewers_who_count",
]
