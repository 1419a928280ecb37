"""Time: the one loop that turns a plan and its assumptions into paths. Data are handed in; nothing is fetched here."""
