"""Each port, every adapter: what the rest of the house may rely on."""
