"""Notifications: what people are told in the app and by Web Push, and what they wish to be told. All others may use."""
