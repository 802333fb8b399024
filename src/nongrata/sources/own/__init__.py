"""Lists of one's own: FollowTheMoney files and plain CSV."""
