"""What the register knows and may do: rules, queries, decisions. The session and the clock are arguments."""
