"""OFAC's lists in all the forms in which it publishes them."""
