"""Events: scheduled LIVEs, who will come, calendar files and reminders. All that other slices may use."""
