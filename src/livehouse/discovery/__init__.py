"""Being found: Top LIVE, For You, search, and why somebody is shown something. All that other slices may use."""
