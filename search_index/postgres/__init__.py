"""The same contract in PostgreSQL: one index in a database, shared by many web servers."""
