"""Lists of the US Department of Commerce."""
