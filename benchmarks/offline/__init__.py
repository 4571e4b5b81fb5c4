"""A made-up platform, decided by its seed alone, on which ways of ordering LIVEs are compared."""
