"""Policy: which hits go before a person. Pure; time is passed in."""
