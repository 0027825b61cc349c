"""Publishers of events, one file each: where they come from and how their files become our events."""
