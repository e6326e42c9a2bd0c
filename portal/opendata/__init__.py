"""The machine side: feeds, calendars, and the files that machines look for."""
