"""Sharing: links that know what came of them, embedded players, and what other sites are told. All others may use."""
