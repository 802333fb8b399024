"""Nongrata: what did the government just do, does it touch us, what must we do, and by when?"""

__version__ = "0.1.0"
