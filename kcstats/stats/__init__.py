"""Statistics on plain arrays: trend, intervals, projection, attainment. Nothing here knows a plan or a file."""
